import type { ReactElement } from "react";

import type { Standing } from "./standing";

/** A shape of its own for each state, so that colour is never all that tells them apart. */
const SHAPES: Record<Standing, ReactElement> = {
  present: (
    <>
      <circle cx="12" cy="12" r="10" className="mark-fill" />
      <path d="M7 12.4l3.4 3.4L17.2 9" className="mark-line-on-fill" />
    </>
  ),
  away: (
    <>
      <circle cx="12" cy="12" r="9" className="mark-line" />
      <path d="M12 6.500v5.800l3.8 2.3" className="mark-line" />
    </>
  ),
  absent: (
    <>
      <path d="M12 1.800L23 21.200H1z" className="mark-fill" />
      <path d="M12 8.600v6.200M12 17.600v.6" className="mark-line-on-fill" />
    </>
  ),
  blind: (
    <>
      <rect x="2" y="2" width="20" height="20" rx="3" className="mark-line" strokeDasharray="4 2.6" />
      <path d="M5.5 12s2.5-4 6.5-4 6.5 4 6.5 4-2.5 4-6.5 4-6.5-4-6.5-4zM5.5 18.500l13-13" className="mark-line" />
    </>
  ),
  unscheduled: (
    <>
      <circle cx="12" cy="12" r="9" className="mark-line" />
      <path d="M7.5 12h9" className="mark-line" />
    </>
  ),
};

export function StandingMark({ standing, size = 24 }: { standing: Standing; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" className="mark" data-standing={standing} style={{ width: `${size / 16}rem` }} aria-hidden>
      {SHAPES[standing]}
    </svg>
  );
}
