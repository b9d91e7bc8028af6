export interface Heard {
  /** When the last answer came, by this machine's clock; null: none yet. */
  heardMs: number | null;
  /** Whether the last question failed. */
  failing: boolean;
  /** Since when the stream of events is broken; null: it is open. */
  brokenSinceMs: number | null;
}

export type Freshness = { kind: "live" } | { kind: "stale" | "reconnecting"; seconds: number | null };

export const STALE_AFTER_MS = 5_000;
export const BROKEN_AFTER_MS = 2_000;

/** Answers come every 2 s: from so long on one is missing. */
export const OVERDUE_AFTER_MS = 3_500;

/** Whether everything is heard of this very moment: only then may something be called live. */
export function isHeard({ heardMs, failing, brokenSinceMs }: Heard, nowMs: number): boolean {
  return heardMs !== null && nowMs - heardMs < OVERDUE_AFTER_MS && !failing && brokenSinceMs === null;
}

/** How far what is shown can be trusted at `nowMs`. */
export function freshness(heard: Heard, nowMs: number): Freshness {
  const ageMs = heard.heardMs === null ? null : Math.max(0, nowMs - heard.heardMs);
  const seconds = ageMs === null ? null : Math.floor(ageMs / 1000);
  const broken = heard.brokenSinceMs !== null && nowMs - heard.brokenSinceMs >= BROKEN_AFTER_MS;
  if (heard.failing || broken) return { kind: "reconnecting", seconds };
  if (ageMs !== null && ageMs >= STALE_AFTER_MS) return { kind: "stale", seconds };
  return { kind: "live" };
}
