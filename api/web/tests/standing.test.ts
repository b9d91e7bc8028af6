import { describe, expect, it } from "vitest";

import type { Counter, EventMessage, Piece, Presence } from "../src/api/client";
import { freshness } from "../src/live/freshness";
import { lateSeconds, percent, sharesOf, shown } from "../src/standing/standing";

const OPEN = {} as EventMessage;

function counter(live: Presence, settled: Presence, watermarkMs = 0): Counter {
  return {
    id: "1",
    hall: "h1",
    name: { zh: "", en: "" },
    live,
    settled,
    blind_reason: null,
    customer: "absent",
    since_ms: 100,
    settled_until_ms: 200,
    coverage_s: {},
    views: [{ id: "v", camera: "c", watermark_ms: watermarkMs, silent_until_ms: 0 }],
  };
}

describe("shown", () => {
  it.each([
    ["staffed", "present", "present", undefined, { standing: "present", sinceMs: 100, settled: null }],
    ["short absence", "absent", "absent", undefined, { standing: "away", sinceMs: 100, settled: null }],
    ["found too long", "absent", "absent", OPEN, { standing: "absent", sinceMs: 100, settled: null }],
    ["blind during an absence", "blind", "blind", OPEN, { standing: "blind", sinceMs: 100, settled: null }],
    ["just back", "present", "absent", OPEN, { standing: "present", sinceMs: null, settled: "absent" }],
    ["just left", "absent", "present", undefined, { standing: "away", sinceMs: null, settled: "present" }],
  ] as const)("%s", (_name, live, settled, open, expected) => {
    expect(shown(counter(live, settled), open)).toEqual(expected);
  });
});

describe("shares", () => {
  const piece = (state_ms: Piece["state_ms"]): Piece => ({
    from_ms: 0,
    to_ms: 1,
    state: "present",
    blind_reason: null,
    customer_ms: 0,
    state_ms,
  });
  it.each([
    ["nothing yet", [], null, null],
    ["out of hours only", [piece({ unscheduled: 10 })], null, null],
    ["blind only: no share of staff is claimed", [piece({ blind: 10 })], 0, null],
    ["blind lowers coverage, not the share", [piece({ present: 6, absent: 2 }), piece({ blind: 2 })], 0.8, 0.75],
  ])("%s", (_name, pieces, coverage, staffed) => {
    expect(sharesOf(pieces)).toEqual({ coverage, staffed });
  });
  it.each([
    [null, "–"],
    [1, "100 %"],
    [0.99999, "99.9 %"],
    [0.5, "50.0 %"],
    [0, "0.0 %"],
  ])("%d as %s", (share, text) => {
    expect(percent(share, "–")).toBe(text);
  });
});

describe("lateness of a picture", () => {
  it.each([
    [4_999, 0],
    [5_000, 5],
    [61_900, 61],
  ])("after %d ms: %d s", (ms, seconds) => {
    expect(lateSeconds(counter("present", "present", 1_000), 1_000 + ms)).toBe(seconds);
  });
});

describe("freshness", () => {
  const HEARD = { heardMs: 1_000, failing: false, brokenSinceMs: null };
  it.each([
    ["just heard", HEARD, 1_500, { kind: "live" }],
    ["silent", HEARD, 7_200, { kind: "stale", seconds: 6 }],
    ["a question failed", { ...HEARD, failing: true }, 2_000, { kind: "reconnecting", seconds: 1 }],
    ["the stream broke a moment ago", { ...HEARD, brokenSinceMs: 1_000 }, 2_000, { kind: "live" }],
    ["the stream is broken", { ...HEARD, brokenSinceMs: 1_000 }, 3_000, { kind: "reconnecting", seconds: 2 }],
    ["never heard", { ...HEARD, heardMs: null, failing: true }, 9, { kind: "reconnecting", seconds: null }],
  ])("%s", (_name, heard, nowMs, expected) => {
    expect(freshness(heard, nowMs)).toEqual(expected);
  });
});
