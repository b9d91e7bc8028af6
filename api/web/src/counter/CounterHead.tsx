import { Link } from "react-router";

import type { Counter } from "../api/client";
import { useToday } from "../api/questions";
import { VisitorMark } from "../hall/VisitorMark";
import { useLive, useNow } from "../live/live";
import { StateWords } from "../standing/StateWords";
import { StandingMark } from "../standing/StandingMark";
import { percent, sharesOf, shown } from "../standing/standing";
import { clock, counting, midnight, moment } from "../words/times";
import { useWords } from "../words/useWords";

interface Props {
  counter: Counter;
  zone: string;
}

/** How the counter stands now, in one line. */
export function CounterHead({ counter, zone }: Props) {
  const { t, named, reason, since } = useWords();
  const { standings } = useLive();
  const nowMs = useNow();
  const { standing, sinceMs, blindS, settled } = shown(counter);
  const hall = standings?.halls.find((one) => one.id === counter.hall);
  const why = standing === "blind" && counter.settled === "blind" ? reason(counter.blind_reason) : "";
  return (
    <header className="counter-head" data-standing={standing}>
      <div className="counter-names">
        <Link to="/">{hall ? named(hall.name) : counter.hall}</Link>
        <h1>{named(counter.name)}</h1>
      </div>
      <div className="counter-state">
        <StandingMark standing={standing} size={38} />
        <div>
          <StateWords standing={standing} checking={counter.checking} />
          <span>
            {sinceMs === null ? t("card.changing") : since(moment(sinceMs, nowMs, zone), blindS)}
            {why !== "" && ` · ${why}`}
          </span>
        </div>
        {sinceMs !== null && <span className="card-time">{counting(nowMs - sinceMs)}</span>}
      </div>
      <div className="counter-facts">
        <span>
          <VisitorMark visitor={counter.customer} /> {t(`visitor.${counter.customer}`)}
        </span>
        <small title={t("card.live")}>
          {t("card.settled", {
            time: clock(counter.settled_until_ms, zone),
            state: t(`state.${settled ?? standing}`),
          })}
        </small>
      </div>
      <Shares counter={counter.id} midnightMs={midnight(nowMs, zone)} nowMs={nowMs} />
    </header>
  );
}

function Shares({ counter, midnightMs, nowMs }: { counter: string; midnightMs: number; nowMs: number }) {
  const { t } = useWords();
  const { data } = useToday(counter, midnightMs, () => nowMs);
  const { coverage, staffed } = sharesOf(data?.pieces ?? []);
  return (
    <dl className="counter-shares">
      <div title={t("metric.staffed_share.note")}>
        <dt>
          {t("metric.staffed_share")} <small>{t("metric.today")}</small>
        </dt>
        <dd>{percent(staffed, t("metric.none"))}</dd>
      </div>
      <div title={t("metric.coverage.note")}>
        <dt>
          {t("metric.coverage")} <small>{t("metric.today")}</small>
        </dt>
        <dd>{percent(coverage, t("metric.none"))}</dd>
      </div>
    </dl>
  );
}
