import { Link } from "react-router";

import type { EventMessage } from "../api/client";
import { useLive, useNow } from "../live/live";
import { useWords } from "../words/useWords";
import { moment } from "../words/times";
import { EventTags } from "./EventTags";

interface Names {
  counter: string;
  zone: string;
}

/** What a counter of an event is called, and the zone of its hall's clock. */
function useNames(): (event: EventMessage) => Names {
  const { standings } = useLive();
  const { named } = useWords();
  return (event) => {
    const counter = standings?.counters.find((one) => one.id === event.counter);
    const hall = standings?.halls.find((one) => one.id === event.hall);
    return { counter: counter ? named(counter.name) : event.counter, zone: hall?.time_zone ?? "UTC" };
  };
}

/** Events of all counters, the latest first; each once, by its last revision. */
export function EventFeed({ events }: { events: readonly EventMessage[] }) {
  const { t } = useWords();
  const namesOf = useNames();
  const nowMs = useNow();
  if (events.length === 0) return <p className="quiet">{t("events.none")}</p>;
  return (
    <ol className="feed" aria-live="polite" aria-relevant="additions">
      {events.map((event) => {
        const { counter, zone } = namesOf(event);
        return (
          <li key={event.id} className="event" data-severity={event.severity} data-phase={event.phase}>
            <div className="event-head">
              <time>{moment(event.at_ms, nowMs, zone)}</time>
              <Link to={`/counters/${encodeURIComponent(event.counter)}`}>{counter}</Link>
            </div>
            <EventTags event={event} />
            <Why event={event} />
          </li>
        );
      })}
    </ol>
  );
}

/** The sentence that says what was seen, in the page's language. */
export function Why({ event }: { event: EventMessage }) {
  const { named } = useWords();
  return <p className="why">{named(event.why)}</p>;
}
