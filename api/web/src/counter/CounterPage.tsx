import { Anchor } from "@mantine/core";
import { useEffect, useMemo } from "react";
import { Link, useParams } from "react-router";

import type { Counter } from "../api/client";
import { useEventsOf } from "../api/questions";
import { latestFirst } from "../live/eventLog";
import { useLive, useNow } from "../live/live";
import { ChangePictures } from "../pictures/ChangePictures";
import { watchedSince } from "../standing/standing";
import { LivePictures } from "../pictures/LivePictures";
import { Timeline } from "../timeline/Timeline";
import { useWindow } from "../timeline/useWindow";
import { firstLength, stretchOf } from "../timeline/window";
import { useWords } from "../words/useWords";
import { CounterEvents } from "./CounterEvents";
import { CounterHead } from "./CounterHead";

/** One counter: how it stands, its hours, what was found and what it looked like. */
export function CounterPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { standings } = useLive();
  const counter = standings?.counters.find((one) => one.id === id);
  if (standings === undefined) return <p className="quiet">{t("hall.loading")}</p>;
  if (counter === undefined) {
    return (
      <div className="quiet">
        <h1>{t("counter.unknown", { id })}</h1>
        <Anchor component={Link} to="/">
          {t("page.to_hall")}
        </Anchor>
      </div>
    );
  }
  const hall = standings.halls.find((one) => one.id === counter.hall);
  return <Known key={id} counter={counter} zone={hall?.time_zone ?? "UTC"} />;
}

interface Props {
  counter: Counter;
  zone: string;
}

const PICTURES_STEP_MS = 10_000;

function Known({ counter, zone }: Props) {
  const { t, named } = useWords();
  const { freshness } = useLive();
  const nowMs = useNow();
  const view = useWindow(nowMs, { lastsMs: firstLength(watchedSince(counter), nowMs), endMs: null });
  const { data } = useEventsOf(counter.id);
  const events = useMemo(() => latestFirst(data?.events ?? []), [data]);
  const cameras = [...new Set(counter.views.map((one) => one.camera))];
  const { from, to } = stretchOf(view.window, nowMs);
  const stepped = (ms: number) => Math.ceil(ms / PICTURES_STEP_MS) * PICTURES_STEP_MS; // asked anew every 10 s only
  useEffect(() => {
    document.title = `${named(counter.name)} · ${t("product")}`;
  }, [counter.name, named, t]);
  return (
    <div className="counter-page" data-held={freshness.kind !== "live" || undefined}>
      <CounterHead counter={counter} zone={zone} />
      <Timeline counter={counter.id} name={named(counter.name)} zone={zone} nowMs={nowMs} events={events} view={view} />
      <div className="counter-columns">
        <CounterEvents events={events} zone={zone} view={view} />
        <div className="counter-side">
          <LivePictures cameras={cameras} />
          <ChangePictures counter={counter.id} from={stepped(from)} to={stepped(to)} zone={zone} />
        </div>
      </div>
    </div>
  );
}
