import { useTranslation } from "react-i18next";

import { useLive } from "../live/live";

/** Live, stale or reconnecting: told by word, shape and colour. */
export function ConnectionState() {
  const { t } = useTranslation();
  const { freshness, standings } = useLive();
  const kind = standings === undefined && freshness.kind === "live" ? "stale" : freshness.kind;
  const text = {
    live: t("live"),
    stale: t("stale", { n: freshness.kind === "live" ? 0 : (freshness.seconds ?? 0) }),
    reconnecting: t("reconnecting"),
  }[kind];
  if (standings === undefined && freshness.kind === "live") return null;
  return (
    <span className="connection" data-kind={kind} aria-label={`${t("connection.label")}: ${text}`} role="img">
      <svg viewBox="0 0 12 12" aria-hidden>
        {kind === "live" && <circle cx="6" cy="6" r="4.5" fill="currentColor" />}
        {kind === "stale" && <path d="M6 1l5.5 10h-11z" fill="currentColor" />}
        {kind === "reconnecting" && <circle cx="6" cy="6" r="4.2" className="connection-turning" />}
      </svg>
      {text}
    </span>
  );
}
