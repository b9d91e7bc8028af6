import type { Kind } from "./shapes";
import { LOOKS, TILE } from "./zoneLook";

/** A kind of zone as it is drawn in the picture, for lists. */
export function ZoneMark({ kind }: { kind: Kind }) {
  const { colour, dash, tile } = LOOKS[kind];
  return (
    <svg viewBox="0 0 26 18" className="zone-mark" aria-hidden>
      <defs>
        <pattern id={`tile-${kind}`} width={TILE} height={TILE} patternUnits="userSpaceOnUse">
          {tile.map((line) => (
            <line key={line.join()} x1={line[0]} y1={line[1]} x2={line[2]} y2={line[3]} stroke={colour} opacity="0.7" />
          ))}
        </pattern>
      </defs>
      <rect x="0" y="0" width="26" height="18" rx="3" fill="#1c2630" />
      <rect x="2.5" y="2.5" width="21" height="13" fill={`url(#tile-${kind})`} />
      <rect
        x="2.5"
        y="2.5"
        width="21"
        height="13"
        fill="none"
        stroke={colour}
        strokeWidth="1.8"
        strokeDasharray={dash.map((px) => px / 2).join(" ")}
      />
    </svg>
  );
}
