import { Button } from "@mantine/core";
import { useEffect, useMemo } from "react";
import { Link } from "react-router";

import { EventFeed } from "../events/EventFeed";
import { latestFirst } from "../live/eventLog";
import { useLive } from "../live/live";
import { LivePictures } from "../pictures/LivePictures";
import { IN_ORDER, shown } from "../standing/standing";
import { useWords } from "../words/useWords";
import { HallSection } from "./HallSection";

const MOST_SHOWN = 60;
/** Up to so many counters of one hall there is room for a large picture beside them. */
const FEW = 8;

/** 大厅态势: every counter at a glance, and what happened last. */
export function HallPage() {
  const { t } = useWords();
  const { standings, log, freshness } = useLive();
  const events = useMemo(() => latestFirst(log.events.values()).slice(0, MOST_SHOWN), [log]);
  const counters = standings?.counters ?? [];
  const wrong = counters.filter((one) => !IN_ORDER.includes(shown(one).standing)).length;
  useEffect(() => {
    document.title = `${wrong > 0 ? `(${wrong}) ` : ""}${t("page.hall")} · ${t("product")}`;
  }, [wrong, t]);
  const cameras = [...new Set(counters.flatMap((one) => one.views.map((view) => view.camera)))];
  const beside = standings?.halls.length === 1 && counters.length <= FEW;
  return (
    <div className="hall-page" data-held={freshness.kind !== "live" || undefined}>
      <div className="halls">
        <h1 className="for-reader">{t("page.hall")}</h1>
        {standings === undefined && <p className="quiet">{t("hall.loading")}</p>}
        {standings?.counters.length === 0 && (
          <div className="quiet hall-empty">
            <p>{t("hall.empty")}</p>
            <Button component={Link} to="/setup/add">
              {t("setup.add")}
            </Button>
          </div>
        )}
        {standings?.halls.map((hall) => (
          <HallSection
            key={hall.id}
            hall={hall}
            counters={counters.filter((one) => one.hall === hall.id)}
            picture={beside && <LivePictures cameras={cameras} />}
          />
        ))}
      </div>
      <aside className="side" aria-label={t("events")}>
        {!beside && <LivePictures cameras={cameras} />}
        <h2 className="side-head">{t("events")}</h2>
        <EventFeed events={events} />
      </aside>
    </div>
  );
}
