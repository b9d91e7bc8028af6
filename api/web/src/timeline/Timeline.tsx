import { useMemo, useState, type KeyboardEvent } from "react";

import type { EventMessage, Piece } from "../api/client";
import { useTimeline } from "../api/questions";
import { clock, clockMinutes, offset, LENGTHS } from "../words/times";
import { useWords } from "../words/useWords";
import type { Scene } from "./drawing";
import { LaneLabels } from "./LaneLabels";
import { Legend } from "./Legend";
import { ReadOut } from "./ReadOut";
import { TimelineCanvas } from "./TimelineCanvas";
import { TimelineTable } from "./TimelineTable";
import { TimelineTools } from "./TimelineTools";
import type { useWindow } from "./useWindow";
import { neighbour, pieceAt, stretchOf, ticks } from "./window";

interface Props {
  counter: string;
  name: string;
  zone: string;
  nowMs: number;
  events: readonly EventMessage[];
  view: ReturnType<typeof useWindow>;
}

const FOLLOWING_EVERY_MS = 2_000;
const OTHERWISE_EVERY_MS = 10_000;
const NOTHING: readonly Piece[] = [];

/** A counter's hours: lanes, what is pointed at, and the same as a table. */
export function Timeline({ counter, name, zone, nowMs, events, view }: Props) {
  const { t } = useWords();
  const [px, setPx] = useState(0);
  const [chosen, choose] = useState<Piece | null>(null);
  const stretch = stretchOf(view.window, nowMs);
  const { lastsMs, endMs } = view.window;
  const everyMs = endMs === null ? FOLLOWING_EVERY_MS : OTHERWISE_EVERY_MS;
  const { data } = useTimeline(counter, [lastsMs, endMs], () => stretch, px, everyMs);
  const pieces = data?.pieces ?? NOTHING;
  const { from, to } = stretch;
  const settledUntilMs = data?.settled_until_ms ?? from;
  const scene = useMemo<Scene>(() => {
    const write = lastsMs < 20 * LENGTHS.MINUTE_MS ? clock : clockMinutes;
    const marks = ticks({ from, to }, px, offset(to, zone)).map((ms) => ({ ms, text: write(ms, zone) }));
    return { stretch: { from, to }, pieces, settledUntilMs, nowMs, events, ticks: marks, chosen };
  }, [from, to, lastsMs, px, zone, pieces, settledUntilMs, nowMs, events, chosen]);

  const step = (by: number) => {
    const at = chosen === null ? -1 : pieceAt(pieces, chosen.from_ms);
    const next = pieces[neighbour(pieces, at, by)] ?? null;
    choose(next);
    if (next !== null && next.from_ms < from) view.move(-0.5);
  };
  const middle = chosen === null ? to : (chosen.from_ms + chosen.to_ms) / 2;
  const keys: Record<string, () => void> = {
    ArrowLeft: () => {
      step(-1);
    },
    ArrowRight: () => {
      step(1);
    },
    "+": () => {
      view.zoom(0.5, middle);
    },
    "=": () => {
      view.zoom(0.5, middle);
    },
    "-": () => {
      view.zoom(2, middle);
    },
    PageUp: () => {
      view.move(-0.8);
    },
    PageDown: () => {
      view.move(0.8);
    },
    End: () => {
      view.set({ lastsMs, endMs: null });
    },
    Escape: () => {
      choose(null);
    },
  };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <section className="panel timeline" aria-labelledby="timeline">
      <TimelineTools view={view} nowMs={nowMs} stretch={stretch} zone={zone} />
      <div className="timeline-body">
        <LaneLabels pieces={pieces} />
        <TimelineCanvas
          scene={scene}
          label={t("timeline.of", { counter: name })}
          describedBy="timeline-keys"
          onWidth={setPx}
          onPoint={(ms) => {
            choose(ms === null ? null : (pieces[pieceAt(pieces, ms)] ?? null));
          }}
          onZoom={view.zoom}
          onMove={view.move}
          onKey={press}
        />
      </div>
      <p id="timeline-keys" className="for-reader">
        {t("timeline.keys")}
      </p>
      <ReadOut piece={chosen} zone={zone} />
      <Legend />
      <TimelineTable pieces={pieces} zone={zone} />
    </section>
  );
}
