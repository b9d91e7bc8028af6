import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";

import { useStrip } from "../api/questions";
import type { Piece } from "../api/client";
import { useNow } from "../live/live";
import { LENGTHS } from "../words/times";
import { useWords } from "../words/useWords";
import { useColours } from "./colours";
import { LANES, largeness, pattern, type Colours } from "./drawing";

const HIGH_REM = 0.875;

/** The last hour of a counter in one line. */
export function Strip({ counter }: { counter: string }) {
  const { t } = useWords();
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const nowMs = useNow();
  const colours = useColours();
  const { data } = useStrip(counter, LENGTHS.HOUR_MS, width, () => nowMs);
  useEffect(() => {
    const brush = canvas.current?.getContext("2d");
    if (!canvas.current || !brush || width === 0) return;
    const ratio = window.devicePixelRatio;
    const high = HIGH_REM * 16 * largeness();
    canvas.current.width = Math.round(width * ratio);
    canvas.current.height = Math.round(high * ratio);
    brush.scale(ratio, ratio);
    const stretch = { from: data?.from_ms ?? 0, to: data?.to_ms ?? 1 };
    paint(brush, [width, high], data?.pieces ?? [], stretch, colours, ratio);
  }, [data, width, colours]);
  return (
    <div className="strip">
      <span>{t("card.last_hour")}</span>
      <div ref={ref} className="strip-line">
        <canvas ref={canvas} aria-hidden />
      </div>
    </div>
  );
}

function paint(
  brush: CanvasRenderingContext2D,
  [width, tall]: readonly [number, number],
  pieces: readonly Piece[],
  { from, to }: { from: number; to: number },
  colours: Colours,
  ratio: number,
): void {
  const scale = width / (to - from);
  for (const piece of pieces) {
    const left = (piece.from_ms - from) * scale;
    const wide = Math.max(1, (piece.to_ms - piece.from_ms) * scale);
    let top = 0;
    for (const state of LANES) {
      const high = (tall * (piece.state_ms[state] ?? 0)) / (piece.to_ms - piece.from_ms);
      const reason = piece.blind_reason ?? "undecided";
      brush.fillStyle = state === "blind" ? pattern(reason, colours.states.blind, ratio) : colours.states[state];
      brush.fillRect(left, top, wide, high);
      top += high;
    }
  }
}
