import type { EventMessage } from "../api/client";
import { isOpen } from "../live/eventLog";
import { useWords } from "../words/useWords";

/** What was found, how grave it is and what the last revision told. */
export function EventTags({ event }: { event: EventMessage }) {
  const { t, typed } = useWords();
  const revised = event.phase === "amended" || event.phase === "withdrawn";
  return (
    <p className="tags">
      <span className="tag" data-severity={event.severity}>
        {t(`severity.${event.severity}`)}
      </span>
      <span className="event-type">{typed(event)}</span>
      <span
        className="tag-phase"
        data-phase={event.phase}
        title={revised ? t(`phase.${event.phase as "amended"}.note`) : ""}
      >
        {t(`phase.${event.phase}`)}
      </span>
      {event.status === "trial" && (
        <span className="tag-phase explained" title={t("status.trial.note")}>
          {t("status.trial")}
        </span>
      )}
      {isOpen(event) && event.phase !== "started" && <span className="tag-phase">{t("event.open")}</span>}
    </p>
  );
}
