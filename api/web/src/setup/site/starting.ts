import type { Counter } from "../../api/client";

/** How long something that was just saved is said to be starting; a worker takes it on within seconds. */
export const STARTING_MS = 30_000;

/** Whether `savedMs` is so short ago that nothing can be heard of what was saved. */
export function justSaved(savedMs: number | undefined, nowMs: number): boolean {
  return savedMs !== undefined && nowMs - savedMs < STARTING_MS;
}

/** Whether a counter is blind only because it was just saved: it never was judged, and is watched for seconds. */
export function starting({ live, settled, since_ms, coverage_s }: Counter, nowMs: number): boolean {
  const judged = (coverage_s["present"] ?? 0) + (coverage_s["absent"] ?? 0) > 0;
  return live === "blind" && settled === "blind" && !judged && justSaved(since_ms, nowMs);
}
