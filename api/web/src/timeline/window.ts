import type { Piece } from "../api/client";

/** What of time is shown: so long, up to `endMs`, or up to now (null) and going on with it. */
export interface Window {
  lastsMs: number;
  endMs: number | null;
}

export interface Stretch {
  from: number;
  to: number;
}

export const SHORTEST_MS = 60_000;
export const LONGEST_MS = 7 * 86_400_000;
const FIRST_STEP_MS = 300_000;
const FIRST_LONGEST_MS = 3_600_000;
/** How near to now a window must end to go on with it, as a share of its length. */
const NEAR_NOW = 0.02;

export function stretchOf(window: Window, nowMs: number): Stretch {
  const to = window.endMs ?? nowMs;
  return { from: to - window.lastsMs, to };
}

/** What is shown of a counter before anybody chooses: all since `sinceMs`, in steps of 5 min, an hour at most. */
export function firstLength(sinceMs: number, nowMs: number): number {
  const wholeMs = Math.ceil((nowMs - sinceMs) / FIRST_STEP_MS) * FIRST_STEP_MS;
  return Math.min(FIRST_LONGEST_MS, Math.max(FIRST_STEP_MS, wholeMs));
}

const RANGES_MS = [900_000, 3_600_000, 14_400_000, 86_400_000];

/** Lengths to choose from: the usual ones, and that which is shown where it is one of the first ones. */
export function rangesBeside(lastsMs: number): readonly number[] {
  const first = lastsMs < FIRST_LONGEST_MS && lastsMs % FIRST_STEP_MS === 0;
  return first ? [...new Set([lastsMs, ...RANGES_MS])].sort((a, b) => a - b) : RANGES_MS;
}

function settle(lastsMs: number, endMs: number, nowMs: number): Window {
  return { lastsMs, endMs: endMs >= nowMs - lastsMs * NEAR_NOW ? null : endMs };
}

/** Zoomed by `factor` (below 1: in) so that `aroundMs` stays where it is; the end stays where now is shown. */
export function zoomed(window: Window, factor: number, aroundMs: number, nowMs: number): Window {
  const { from, to } = stretchOf(window, nowMs);
  const lastsMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, window.lastsMs * factor));
  const share = (aroundMs - from) / (to - from);
  return settle(lastsMs, aroundMs + lastsMs * (1 - share), nowMs);
}

/** Moved by a share of its length (below 0: to earlier), never beyond now. */
export function moved(window: Window, share: number, nowMs: number): Window {
  const { to } = stretchOf(window, nowMs);
  return settle(window.lastsMs, Math.min(nowMs, to + window.lastsMs * share), nowMs);
}

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400].map(
  (s) => s * 1000,
);

/** Whole moments of the hall's clock (`offsetMs` ahead of UTC), at least `nearestPx` apart. */
export function ticks(stretch: Stretch, widthPx: number, offsetMs: number, nearestPx = 90): number[] {
  if (widthPx <= 0) return [];
  const lastsMs = stretch.to - stretch.from;
  const step = STEPS_MS.find((ms) => (ms / lastsMs) * widthPx >= nearestPx) ?? 86_400_000;
  const first = Math.ceil((stretch.from + offsetMs) / step) * step - offsetMs;
  const count = Math.max(0, Math.floor((stretch.to - first) / step) + 1);
  return Array.from({ length: count }, (_, n) => first + n * step);
}

/** The piece that holds a moment; -1: none. */
export function pieceAt(pieces: readonly Piece[], ms: number): number {
  return pieces.findIndex((piece) => piece.from_ms <= ms && ms < piece.to_ms);
}

/** The piece to go to from `index` (-1: from none) by `step` pieces; -1 where there is none at all. */
export function neighbour(pieces: readonly Piece[], index: number, step: number): number {
  if (pieces.length === 0) return -1;
  if (index < 0) return pieces.length - 1;
  return Math.min(pieces.length - 1, Math.max(0, index + step));
}
