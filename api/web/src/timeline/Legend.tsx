import { useEffect, useRef } from "react";

import type { BlindReason } from "../api/client";
import { useWords } from "../words/useWords";
import { useColours } from "./colours";
import { pattern } from "./drawing";

const REASONS: readonly BlindReason[] = ["no_picture", "dark", "covered", "frozen", "private", "undecided"];
const [WIDE, HIGH] = [28, 14];

/** Which pattern of the lane stands for which reason. */
export function Legend() {
  const { t } = useWords();
  return (
    <ul className="legend" aria-label={t("timeline.legend")}>
      {REASONS.map((reason) => (
        <li key={reason}>
          <Swatch reason={reason} />
          {t(`blind.${reason}`)}
        </li>
      ))}
      <li>
        <span className="swatch-unsettled" />
        {t("timeline.unsettled")}
      </li>
    </ul>
  );
}

function Swatch({ reason }: { reason: BlindReason }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  useEffect(() => {
    const brush = canvas.current?.getContext("2d");
    if (!canvas.current || !brush) return;
    const ratio = window.devicePixelRatio;
    canvas.current.width = WIDE * ratio;
    canvas.current.height = HIGH * ratio;
    brush.scale(ratio, ratio);
    brush.fillStyle = pattern(reason, colours.states.blind, ratio);
    brush.fillRect(0, 0, WIDE, HIGH);
  }, [reason, colours]);
  return <canvas ref={canvas} className="swatch" aria-hidden />;
}
