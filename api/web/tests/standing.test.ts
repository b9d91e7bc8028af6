import { describe, expect, it } from "vitest";

import type { Counter, Piece, Presence } from "../src/api/client";
import { freshness, isHeard } from "../src/live/freshness";
import { lateSeconds, percent, sharesOf, shown, watchedSince } from "../src/standing/standing";

function counter(live: Presence, settled: Presence, watermarkMs = 0): Counter {
  return {
    id: "1",
    hall: "h1",
    name: { zh: "", en: "" },
    live,
    checking: false,
    settled,
    unstaffed: false,
    blind_reason: null,
    customer: "absent",
    since_ms: 100,
    blind_s: 0,
    settled_until_ms: 200,
    coverage_s: {},
    views: [{ id: "v", camera: "c", watermark_ms: watermarkMs, silent_until_ms: 0 }],
  };
}

describe("shown", () => {
  it.each([
    ["staffed", "present", "present", false, { standing: "present", sinceMs: 100, settled: null }],
    ["short absence", "absent", "absent", false, { standing: "away", sinceMs: 100, settled: null }],
    ["found too long", "absent", "absent", true, { standing: "absent", sinceMs: 100, settled: null }],
    ["blind during an absence", "blind", "blind", true, { standing: "blind", sinceMs: 100, settled: null }],
    ["just back", "present", "absent", true, { standing: "present", sinceMs: null, settled: "absent" }],
    ["just left", "absent", "present", false, { standing: "away", sinceMs: null, settled: "present" }],
  ] as const)("%s", (_name, live, settled, unstaffed, expected) => {
    expect(shown({ ...counter(live, settled), unstaffed })).toEqual({ ...expected, blindS: 0 });
  });

  it("tells how much of it was blind, a part of a second as one", () => {
    expect(shown({ ...counter("absent", "absent"), blind_s: 0.8 }).blindS).toBe(1);
  });
});

describe("since when a counter is watched", () => {
  it.each([
    ["nothing judged yet", {}, 200_000],
    ["all states count", { present: 60, absent: 30, blind: 9.5, unscheduled: 0.5 }, 100_000],
  ])("%s", (_name, coverage_s, ms) => {
    expect(watchedSince({ ...counter("present", "present"), settled_until_ms: 200_000, coverage_s })).toBe(ms);
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

const HEARD = { heardMs: 1_000, failing: false, brokenSinceMs: null };

describe("what may be called live", () => {
  it.each([
    ["just heard", HEARD, 2_500, true],
    ["an answer is missing", HEARD, 4_500, false],
    ["a question failed", { ...HEARD, failing: true }, 1_500, false],
    ["the stream broke a moment ago", { ...HEARD, brokenSinceMs: 1_000 }, 1_001, false],
    ["never heard", { ...HEARD, heardMs: null }, 1_500, false],
  ])("%s", (_name, heard, nowMs, expected) => {
    expect(isHeard(heard, nowMs)).toBe(expected);
  });
});

describe("freshness", () => {
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
