import { Link } from "react-router";

import type { EventMessage } from "../api/client";
import { useLive, useNow } from "../live/live";
import { useWords } from "../words/useWords";
import { moment } from "../words/times";
import { EventTags } from "./EventTags";

interface Names {
  place: string;
  zone: string;
}

/** What the counter of an event is called, or its group, hall or camera, and the zone of the hall's clock. */
function useNames(): (event: EventMessage) => Names {
  const { standings } = useLive();
  const { named, t } = useWords();
  return (event) => {
    const hall = standings?.halls.find((one) => one.id === event.hall);
    const zone = hall?.time_zone ?? "UTC";
    if (event.place === "camera") return { place: t("place.camera", { id: cameraOf(event) }), zone };
    const known = {
      counter: standings?.counters.find((one) => one.id === event.counter),
      group: hall?.groups.find((one) => one.id === event.counter),
      hall,
    }[event.place];
    return { place: known ? named(known.name) : event.counter, zone };
  };
}

/** The id of the camera that an event is about. */
function cameraOf(event: EventMessage): string {
  return event.counter.replace(/^camera:/, "");
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
        const { place, zone } = namesOf(event);
        return (
          <li key={event.id} className="event" data-severity={event.severity} data-phase={event.phase}>
            <div className="event-head">
              <time>{moment(event.at_ms, nowMs, zone)}</time>
              <Place event={event} name={place} />
            </div>
            <EventTags event={event} />
            <Why event={event} />
          </li>
        );
      })}
    </ol>
  );
}

/** Where it was: a counter has a page of its own. */
function Place({ event, name }: { event: EventMessage; name: string }) {
  if (event.place !== "counter") return <span className="event-place">{name}</span>;
  return <Link to={`/counters/${encodeURIComponent(event.counter)}`}>{name}</Link>;
}

/** The sentence that says what was seen, in the page's language. */
export function Why({ event }: { event: EventMessage }) {
  const { named } = useWords();
  return <p className="why">{named(event.why)}</p>;
}
