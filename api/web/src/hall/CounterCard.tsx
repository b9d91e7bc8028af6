import { Link } from "react-router";

import type { Counter } from "../api/client";
import { useToday } from "../api/questions";
import { useLive, useNow } from "../live/live";
import { StateWords } from "../standing/StateWords";
import { StandingMark } from "../standing/StandingMark";
import { lateSeconds, percent, shown, sharesOf } from "../standing/standing";
import { clock, counting, midnight, shortMoment } from "../words/times";
import { useWords } from "../words/useWords";
import { Strip } from "../timeline/Strip";
import { VisitorMark } from "./VisitorMark";

interface Props {
  counter: Counter;
  zone: string;
}

/** A counter's card: what is known of it now, since when, and how much of today could be judged. */
export function CounterCard({ counter, zone }: Props) {
  const { t, named, reason, since } = useWords();
  const nowMs = useNow();
  const { freshness } = useLive();
  const { standing, sinceMs, blindS, settled } = shown(counter);
  const lateS = freshness.kind === "live" ? lateSeconds(counter, nowMs) : 0;
  const why = standing === "blind" && counter.settled === "blind" ? reason(counter.blind_reason) : "";
  return (
    <li className="card" data-standing={standing}>
      <div className="card-head">
        <h3>
          <Link to={`/counters/${encodeURIComponent(counter.id)}`} title={named(counter.name)}>
            {named(counter.name)}
          </Link>
        </h3>
        {lateS > 0 ? (
          <span className="late">{t("card.late", { n: lateS })}</span>
        ) : (
          <span className="card-visitor">
            <VisitorMark visitor={counter.customer} />
            {t(`visitor.${counter.customer}`)}
          </span>
        )}
      </div>
      <div className="card-state">
        <StandingMark standing={standing} size={28} />
        <div className="card-words">
          <StateWords standing={standing} checking={counter.checking} />
          <span className="card-since" title={settled === null ? "" : t("card.live")}>
            {why === "" && sinceMs !== null && since(shortMoment(sinceMs, nowMs, zone), blindS)}
            {settled !== null &&
              t("card.settled", { time: clock(counter.settled_until_ms, zone), state: t(`state.${settled}`) })}
            {why}
          </span>
        </div>
        <span className="card-time" data-changing={sinceMs === null || undefined} title={t("card.in_state")}>
          {sinceMs === null ? t("card.changing") : counting(nowMs - sinceMs)}
        </span>
      </div>
      <Strip counter={counter.id} />
      <Today counter={counter.id} midnightMs={midnight(nowMs, zone)} nowMs={nowMs} />
    </li>
  );
}

function Today({ counter, midnightMs, nowMs }: { counter: string; midnightMs: number; nowMs: number }) {
  const { t } = useWords();
  const { data } = useToday(counter, midnightMs, () => nowMs);
  const { coverage, staffed } = sharesOf(data?.pieces ?? []);
  return (
    <dl className="card-today">
      <div title={t("metric.staffed_share.note")}>
        <dt>
          {t("metric.staffed_share")} <small>{t("metric.today")}</small>
        </dt>
        <dd>{percent(staffed, t("metric.none"))}</dd>
      </div>
      <div title={t("metric.coverage.note")} data-low={(coverage !== null && coverage < 0.95) || undefined}>
        <dt>
          {t("metric.coverage")} <small>{t("metric.today")}</small>
        </dt>
        <dd>{percent(coverage, t("metric.none"))}</dd>
      </div>
    </dl>
  );
}
