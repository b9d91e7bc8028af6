import type { ReactNode } from "react";

import type { Counter, Hall } from "../api/client";
import { IN_ORDER, shown, STANDINGS, type Standing } from "../standing/standing";
import { StandingMark } from "../standing/StandingMark";
import { useNow } from "../live/live";
import { clock, day } from "../words/times";
import { useWords } from "../words/useWords";
import { CounterCard } from "./CounterCard";

/** That nobody is missing and nothing unseen is news too. */
const ALWAYS_TOLD: readonly Standing[] = ["absent", "blind", "present"];

interface Props {
  hall: Hall;
  counters: readonly Counter[];
  /** Shown beside the counters. */
  picture: ReactNode;
}

/** So many cards stand in one column beside a picture. */
const COLUMN = 4;

/** One hall: its clock, how many counters are in order, and the counters. */
export function HallSection({ hall, counters, picture }: Props) {
  const { t, named } = useWords();
  const nowMs = useNow();
  const standings = counters.map((counter) => shown(counter).standing);
  const inOrder = standings.filter((standing) => IN_ORDER.includes(standing)).length;
  const counts = STANDINGS.map((standing) => ({ standing, n: standings.filter((one) => one === standing).length }));
  const told = counts.filter(({ standing, n }) => n > 0 || ALWAYS_TOLD.includes(standing));
  return (
    <section className="hall" aria-labelledby={`hall-${hall.id}`}>
      <header className="hall-head">
        <h2 id={`hall-${hall.id}`}>{named(hall.name)}</h2>
        <strong
          className="in-order"
          title={t("hall.in_order.note")}
          data-all={inOrder === counters.length || undefined}
        >
          {t("hall.in_order", { n: inOrder, of: counters.length })}
        </strong>
        <ul className="counts">
          {told.map(({ standing, n }) => (
            <li key={standing} data-none={n === 0 || undefined}>
              <StandingMark standing={standing} size={15} />
              {t(`state.${standing}`)} <b>{n}</b>
            </li>
          ))}
        </ul>
        <time className="hall-clock" dateTime={new Date(nowMs).toISOString()} title={hall.time_zone}>
          <span>{day(nowMs, hall.time_zone)}</span> {clock(nowMs, hall.time_zone)}
        </time>
      </header>
      <div className="hall-body" data-many={counters.length > COLUMN || undefined}>
        <ul className="cards" aria-label={t("hall.counters")}>
          {counters.map((counter) => (
            <CounterCard key={counter.id} counter={counter} zone={hall.time_zone} />
          ))}
        </ul>
        {picture}
      </div>
    </section>
  );
}
