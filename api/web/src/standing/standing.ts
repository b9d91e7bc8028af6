import type { Counter, EventMessage, Piece, Presence } from "../api/client";

/** What a counter's card says. An absence is *away* until a rule has found it too long. */
export type Standing = "present" | "away" | "absent" | "blind" | "unscheduled";

export interface Shown {
  standing: Standing;
  /** Since when, ms UTC; null: it has just changed and the moment is not certain yet. */
  sinceMs: number | null;
  /** What was certain last, where the live state differs from it. */
  settled: Standing | null;
}

export function standingOf(state: Presence, openAbsence: EventMessage | undefined): Standing {
  if (state !== "absent") return state;
  return openAbsence === undefined ? "away" : "absent";
}

export function shown(counter: Counter, openAbsence: EventMessage | undefined): Shown {
  const standing = standingOf(counter.live, openAbsence);
  if (counter.live === counter.settled) return { standing, sinceMs: counter.since_ms, settled: null };
  return { standing, sinceMs: null, settled: standingOf(counter.settled, openAbsence) };
}

export const IN_ORDER: readonly Standing[] = ["present", "unscheduled"];
export const STANDINGS: readonly Standing[] = ["absent", "blind", "away", "present", "unscheduled"];

/** For how many seconds no view of the counter has been heard of; 0 where that is usual. */
export function lateSeconds(counter: Counter, nowMs: number, usualMs = 5_000): number {
  const heardMs = Math.max(...counter.views.map((view) => view.watermark_ms));
  const lateMs = nowMs - heardMs;
  return Number.isFinite(lateMs) && lateMs >= usualMs ? Math.floor(lateMs / 1000) : 0;
}

export interface Shares {
  /** Judged time among service time, 0..1; null: no service time. */
  coverage: number | null;
  /** Staffed time among judged time, 0..1; null: none was judged. */
  staffed: number | null;
}

export function sharesOf(pieces: readonly Piece[]): Shares {
  const sum = (state: Presence) => pieces.reduce((ms, piece) => ms + (piece.state_ms[state] ?? 0), 0);
  const [present, absent, blind] = [sum("present"), sum("absent"), sum("blind")];
  const judged = present + absent;
  return {
    coverage: judged + blind > 0 ? judged / (judged + blind) : null,
    staffed: judged > 0 ? present / judged : null,
  };
}

/** `98.2 %`; never rounded up to a hundred. */
export function percent(share: number | null, none: string): string {
  if (share === null) return none;
  const tenths = Math.floor(share * 1000) / 10;
  return `${tenths === 100 ? "100" : tenths.toFixed(1)} %`;
}
