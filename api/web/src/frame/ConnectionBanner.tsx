import { useTranslation } from "react-i18next";

import { useLive } from "../live/live";
import { clock } from "../words/times";

/** Said aloud once where nothing is heard: what stands below is of before. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { standings, freshness } = useLive();
  const zone = standings?.halls[0]?.time_zone ?? "UTC";
  const text =
    standings === undefined ? t("connection.never") : t("connection.lost", { time: clock(standings.at_ms, zone) });
  const quiet = freshness.kind !== "reconnecting";
  return (
    <div role="status" className="banner" data-quiet={quiet || undefined}>
      {quiet ? "" : text}
    </div>
  );
}
