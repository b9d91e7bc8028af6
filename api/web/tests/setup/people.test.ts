import { describe, expect, it } from "vitest";

import { passwordFault, placeAfter } from "../../src/login/session";
import type { Point } from "../../src/setup/drawing/shapes";
import { anchor, distinct, roleOf, type PersonSeen } from "../../src/setup/judging/people";

const SIZE = [1000, 1000] as const;
const zone = (left: number, top: number, right: number, bottom: number): readonly Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];
const ZONES = { staff: zone(0, 0, 0.4, 0.4), customer: zone(0, 0.5, 0.4, 1) };
const NEXT = [zone(0.5, 0, 0.9, 0.4)];
/** Somebody 100 px wide and 200 px high whose anchor is at a place. */
const at = (x: number, y: number, score = 0.9, id = 1): PersonSeen => ({
  view: "v",
  id,
  score,
  box: [x - 0.05, y - 0.044, x + 0.05, y + 0.156],
});

describe("somebody", () => {
  it("is where head and shoulders are", () => {
    expect(anchor(at(0.3, 0.2)).map((part) => Number(part.toFixed(6)))).toEqual([0.3, 0.2]);
  });
  it.each([
    ["in the staff zone", 0.2, 0.2, "staff"],
    ["leaning over its edge", 0.42, 0.2, "staff"],
    ["too far outside", 0.44, 0.2, "nobody"],
    ["in the visitor zone", 0.2, 0.7, "visitor"],
    ["between, nearer to the visitors", 0.2, 0.49, "visitor"],
    ["at the next counter", 0.7, 0.2, "other"],
    ["nowhere", 0.95, 0.95, "nobody"],
  ])("%s", (_name, x, y, role) => {
    expect(roleOf(at(x, y), ZONES, NEXT, SIZE)).toBe(role);
  });
  it("belongs to the deeper of two staff zones", () => {
    expect(roleOf(at(0.38, 0.2), ZONES, [zone(0.3, 0, 0.9, 0.4)], SIZE)).toBe("other");
    expect(roleOf(at(0.32, 0.2), ZONES, [zone(0.3, 0, 0.9, 0.4)], SIZE)).toBe("staff");
  });
  it("is nobody where nothing is drawn", () => {
    expect(roleOf(at(0.2, 0.2), {}, [], SIZE)).toBe("nobody");
  });
  it("is counted once, by the surer box", () => {
    const part = { ...at(0.2, 0.2, 0.3, 2), box: [0.16, 0.2, 0.24, 0.3] as [number, number, number, number] };
    expect(distinct([part, at(0.2, 0.2), at(0.6, 0.2, 0.5, 3)]).map(({ id }) => id)).toEqual([1, 3]);
  });
});

describe("logging in", () => {
  it.each([
    ["/setup", "/setup"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["/login?then=/", "/"],
    [null, "/"],
  ])("with %s leads to %s", (then, place) => {
    expect(placeAfter(then, 1)).toBe(place);
    expect(placeAfter(then, undefined)).toBe(place);
  });
  it("leads to set-up while there is no window, unless somewhere else was wanted", () => {
    expect([placeAfter(null, 0), placeAfter("/counters/7", 0)]).toEqual(["/setup", "/counters/7"]);
  });
  it.each([
    ["Zhang Wei", "short", "short", "short"],
    ["Zhang Wei Li", "zhang wei li", "zhang wei li", "name"],
    ["Zhang Wei", "long enough it is", "long enough", "differs"],
    ["Zhang Wei", "long enough it is", "long enough it is", null],
  ])("%s may not take %s and %s: %s", (name, password, again, fault) => {
    expect(passwordFault(name, password, again)).toBe(fault);
  });
});
