import { Button } from "@mantine/core";

import type { EventMessage } from "../api/client";
import { EventTags } from "../events/EventTags";
import { Why } from "../events/EventFeed";
import { useNow } from "../live/live";
import type { useWindow } from "../timeline/useWindow";
import { moment } from "../words/times";
import { useWords } from "../words/useWords";

interface Props {
  events: readonly EventMessage[];
  zone: string;
  view: ReturnType<typeof useWindow>;
}

/** What was found at the counter, the latest first, with the reasons and what was revised. */
export function CounterEvents({ events, zone, view }: Props) {
  const { t } = useWords();
  const nowMs = useNow();
  return (
    <section className="panel counter-events" aria-labelledby="events">
      <h2 id="events">{t("events")}</h2>
      {events.length === 0 && <p className="quiet">{t("events.none")}</p>}
      <ol className="feed">
        {events.map((event) => (
          <li key={event.id} className="event" data-severity={event.severity} data-phase={event.phase}>
            <div className="event-head">
              <time>{moment(event.start_ms, nowMs, zone)}</time>
              <span className="event-length">{spanWords(event, t, nowMs, zone)}</span>
              <ShowButton event={event} view={view} nowMs={nowMs} />
            </div>
            <EventTags event={event} />
            <Why event={event} />
            <Revised event={event} />
          </li>
        ))}
      </ol>
    </section>
  );
}

type T = ReturnType<typeof useWords>["t"];

function spanWords(event: EventMessage, t: T, nowMs: number, zone: string): string {
  return event.end_ms === null ? t("event.open") : `– ${moment(event.end_ms, nowMs, zone)}`;
}

/** Told where the event is not what was told first. */
function Revised({ event }: { event: EventMessage }) {
  const { t } = useWords();
  if (event.phase !== "amended" && event.phase !== "withdrawn") return null;
  return (
    <p className="revised">
      {t("event.revision", { n: event.revision })} · {t(`phase.${event.phase}.note`)}
    </p>
  );
}

const AROUND = 1.6;
const LEAST_MS = 300_000;

function ShowButton({ event, view, nowMs }: { event: EventMessage; view: Props["view"]; nowMs: number }) {
  const { t } = useWords();
  const endMs = event.end_ms ?? nowMs;
  const lastsMs = Math.max(LEAST_MS, (endMs - event.start_ms) * AROUND);
  const middleMs = (event.start_ms + endMs) / 2;
  const show = () => {
    view.set({ lastsMs, endMs: Math.min(nowMs, middleMs + lastsMs / 2) });
    document.getElementById("timeline")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Button size="compact-xs" variant="subtle" onClick={show}>
      {t("event.show")}
    </Button>
  );
}
