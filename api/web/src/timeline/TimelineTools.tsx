import { ActionIcon, Button, SegmentedControl } from "@mantine/core";

import { clock, day, LENGTHS } from "../words/times";
import { useWords } from "../words/useWords";
import type { useWindow } from "./useWindow";
import { rangesBeside, type Stretch } from "./window";

const SHAPES = {
  earlier: "M12 4l-6 6 6 6",
  later: "M8 4l6 6-6 6",
  zoom_out: "M5 10h10",
  zoom_in: "M5 10h10M10 5v10",
} as const;

interface Props {
  view: ReturnType<typeof useWindow>;
  nowMs: number;
  stretch: Stretch;
  zone: string;
}

/** Which stretch is shown, and buttons for another. */
export function TimelineTools({ view, nowMs, stretch, zone }: Props) {
  const { t } = useWords();
  const { lastsMs, endMs } = view.window;
  const ranges = rangesBeside(lastsMs);
  const middle = endMs === null ? nowMs : endMs - lastsMs / 2;
  const acts = {
    earlier: () => {
      view.move(-0.5);
    },
    later: () => {
      view.move(0.5);
    },
    zoom_out: () => {
      view.zoom(2, middle);
    },
    zoom_in: () => {
      view.zoom(0.5, middle);
    },
  };
  const named = (ms: number) =>
    ms < LENGTHS.HOUR_MS
      ? t("timeline.minutes", { n: ms / LENGTHS.MINUTE_MS })
      : t("timeline.hours", { n: ms / LENGTHS.HOUR_MS });
  const sameDay = day(stretch.from, zone) === day(stretch.to, zone);
  return (
    <header className="timeline-tools">
      <h2 id="timeline">{t("timeline")}</h2>
      <span className="timeline-stretch">
        {day(stretch.from, zone)} {clock(stretch.from, zone)} – {sameDay ? "" : `${day(stretch.to, zone)} `}
        {clock(stretch.to, zone)}
      </span>
      <SegmentedControl
        size="xs"
        aria-label={t("timeline.range")}
        value={ranges.includes(lastsMs) ? String(lastsMs) : ""}
        onChange={(value) => {
          view.set({ lastsMs: Number(value), endMs });
        }}
        data={ranges.map((ms) => ({ value: String(ms), label: named(ms) }))}
      />
      {(["earlier", "later", "zoom_out", "zoom_in"] as const).map((act) => (
        <ActionIcon
          key={act}
          variant="default"
          size="md"
          aria-label={t(`timeline.${act}`)}
          title={t(`timeline.${act}`)}
          disabled={act === "later" && endMs === null}
          onClick={acts[act]}
        >
          <svg viewBox="0 0 20 20" className="icon" aria-hidden>
            <path d={SHAPES[act]} />
          </svg>
        </ActionIcon>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={endMs === null}
        onClick={() => {
          view.set({ lastsMs, endMs: null });
        }}
      >
        {t("timeline.now")}
      </Button>
    </header>
  );
}
