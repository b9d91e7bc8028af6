import { describe, expect, it } from "vitest";

import type { Piece } from "../src/api/client";
import {
  firstLength,
  LONGEST_MS,
  moved,
  neighbour,
  pieceAt,
  rangesBeside,
  SHORTEST_MS,
  stretchOf,
  ticks,
  zoomed,
} from "../src/timeline/window";

const NOW = 10_000_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

function piece(from: number, to: number): Piece {
  return { from_ms: from, to_ms: to, state: "present", blind_reason: null, customer_ms: 0, state_ms: {} };
}

describe("what is shown first", () => {
  it.each([
    ["a fresh start", 0, 5],
    ["five minutes", 5, 5],
    ["a little more", 5.1, 10],
    ["half an hour and a bit", 31, 35],
    ["an hour", 60, 60],
    ["days", 5_000, 60],
    ["a clock that was ahead", -3, 5],
  ])("after %s", (_name, minutes, expected) => {
    expect(firstLength(NOW - minutes * MINUTE, NOW)).toBe(expected * MINUTE);
  });
});

describe("ranges to choose from", () => {
  it.each([
    [5, [5, 15, 60, 240, 1440]],
    [10, [10, 15, 60, 240, 1440]],
    [15, [15, 60, 240, 1440]],
    [45, [15, 45, 60, 240, 1440]],
    [7.5, [15, 60, 240, 1440]],
    [120, [15, 60, 240, 1440]],
  ])("beside %d min", (minutes, expected) => {
    expect(rangesBeside(minutes * MINUTE)).toEqual(expected.map((one) => one * MINUTE));
  });
});

describe("zoomed", () => {
  it("keeps the moment under the pointer where it is", () => {
    const before = { lastsMs: HOUR, endMs: NOW - HOUR };
    const after = zoomed(before, 0.5, NOW - 1.25 * HOUR, NOW);
    const share = (window: typeof before) => {
      const { from, to } = stretchOf(window, NOW);
      return (NOW - 1.25 * HOUR - from) / (to - from);
    };
    expect(after.lastsMs).toBe(HOUR / 2);
    expect(share(after as typeof before)).toBeCloseTo(share(before));
  });

  it.each([
    ["in", 1e-9, SHORTEST_MS],
    ["out", 1e9, LONGEST_MS],
  ])("ends %s", (_name, factor, lastsMs) => {
    expect(zoomed({ lastsMs: HOUR, endMs: null }, factor, NOW, NOW).lastsMs).toBe(lastsMs);
  });

  it("goes on with now where it ends there", () => {
    expect(zoomed({ lastsMs: HOUR, endMs: null }, 2, NOW, NOW).endMs).toBeNull();
    expect(zoomed({ lastsMs: HOUR, endMs: null }, 0.5, NOW - HOUR, NOW).endMs).toBe(NOW - HOUR / 2);
  });
});

describe("moved", () => {
  it.each([
    ["to earlier", null, -0.5, NOW - HOUR / 2],
    ["to later, not yet now", NOW - HOUR, 0.5, NOW - HOUR / 2],
    ["as far as now", NOW - HOUR, 5, null],
  ])("%s", (_name, endMs, share, expected) => {
    expect(moved({ lastsMs: HOUR, endMs }, share, NOW)).toEqual({ lastsMs: HOUR, endMs: expected });
  });
});

describe("ticks", () => {
  it("stand at whole moments of the hall's clock", () => {
    const marks = ticks({ from: 0, to: HOUR }, 900, 1_800_000); // half an hour ahead of UTC
    expect(marks).toHaveLength(7);
    expect(marks.every((ms) => (ms + 1_800_000) % 600_000 === 0)).toBe(true);
  });

  it("are none where there is no room", () => {
    expect(ticks({ from: 0, to: HOUR }, 0, 0)).toEqual([]);
  });
});

describe("pieces", () => {
  const pieces = [piece(0, 10), piece(10, 30)];
  it.each([
    [0, 0],
    [9, 0],
    [10, 1],
    [30, -1],
    [-1, -1],
  ])("at %d", (ms, index) => {
    expect(pieceAt(pieces, ms)).toBe(index);
  });
  it.each([
    [-1, -1, 1],
    [1, -1, 0],
    [0, -1, 0],
    [1, 1, 1],
  ])("from %d by %d", (index, step, next) => {
    expect(neighbour(pieces, index, step)).toBe(next);
  });
  it("leads nowhere where there is none", () => {
    expect(neighbour([], -1, 1)).toBe(-1);
  });
});
