import type { Counter, Piece, Presence } from "../api/client";

/** What a counter's card says. An absence is *away* until a rule has found it too long. */
export type Standing = "present" | "away" | "absent" | "blind" | "unscheduled";

export interface Shown {
  standing: Standing;
  /** Since when, ms UTC; null: it has just changed and the moment is not certain yet. */
  sinceMs: number | null;
  /** How many seconds since then were blind: a short blind stretch does not end a state. */
  blindS: number;
  /** What was certain last, where the live state differs from it. */
  settled: Standing | null;
}

function standingOf(state: Presence, unstaffed: boolean): Standing {
  if (state !== "absent") return state;
  return unstaffed ? "absent" : "away";
}

/** All of one answer: what the stream of events tells is of another moment, and would show what never was. */
export function shown(counter: Counter): Shown {
  const standing = standingOf(counter.live, counter.unstaffed);
  if (counter.live !== counter.settled) {
    return { standing, sinceMs: null, blindS: 0, settled: standingOf(counter.settled, counter.unstaffed) };
  }
  return { standing, sinceMs: counter.since_ms, blindS: Math.ceil(counter.blind_s), settled: null };
}

/** Since when there are facts of the counter, ms UTC. */
export function watchedSince({ settled_until_ms, coverage_s }: Counter): number {
  const judgedS = Object.values(coverage_s).reduce((sum, seconds) => sum + seconds, 0);
  return settled_until_ms - judgedS * 1000;
}

/** Nothing of which anybody needs to be told: an absence is, once it passes its limit. */
export const IN_ORDER: readonly Standing[] = ["present", "away", "unscheduled"];
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
