import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { board, EMPTY, type Act, type Board } from "../../src/setup/drawing/board";
import { crossing } from "../../src/setup/drawing/checks";
import type { Point } from "../../src/setup/drawing/shapes";

const after = (...acts: Act[]): Board => acts.reduce(board, EMPTY);
const pointsOf = (state: Board) => state.shapes.map(({ points }) => points);
const box = (left: number, top: number, right: number, bottom: number): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

describe("a rectangle", () => {
  const begun: Act = { do: "begin", kind: "staff", how: "rectangle" };
  const drawn: Act[] = [begun, { do: "place", at: [0.6, 0.2] }, { do: "place", at: [0.2, 0.5] }];
  const corners = box(0.2, 0.2, 0.6, 0.5);

  it("is two opposite corners, and chosen when it is there", () => {
    const state = after(...drawn);
    expect(pointsOf(state)).toEqual([corners]);
    expect([state.begun, state.selected]).toEqual([null, { shape: 1, point: null }]);
  });

  it.each<[string, Act[], number]>([
    ["has no corner yet: it is put in the middle", [begun, { do: "close" }], 1],
    ["has one corner: it is not closed", [...drawn.slice(0, 2), { do: "close" }], 0],
    ["would be flat: it waits for another corner", [...drawn.slice(0, 2), { do: "place", at: [0.6, 0.9] }], 0],
  ])("%s", (_name, acts, shapes) => {
    expect(after(...acts).shapes).toHaveLength(shapes);
  });

  it.each<[number, Point, Point[]]>([
    [0, [0.1, 0.1], box(0.1, 0.1, 0.6, 0.5)],
    [1, [0.7, 0.1], box(0.2, 0.1, 0.7, 0.5)],
    [2, [0.1, 0.1], box(0.2, 0.2, 0.1, 0.1)],
    [3, [-1, 0.9], box(0, 0.2, 0.6, 0.9)],
  ])("stays one when corner %i is pulled to %j, whichever is its first", (point, to, expected) => {
    for (const turn of [0, 1, 2, 3]) {
      const turned = (points: Point[]) => [...points.slice(turn), ...points.slice(0, turn)];
      const before = { ...EMPTY, shapes: [{ id: 1, kind: "staff" as const, points: turned(corners) }] };
      const state = board(before, { do: "moveCorner", shape: 1, point: (point + 4 - turn) % 4, to });
      expect(pointsOf(state)).toEqual([turned(expected)]);
    }
  });

  it("is none any more when a corner was moved by itself: then one moves alone", () => {
    const alone: Act = { do: "movePoint", shape: 1, point: 2, to: [0.7, 0.6] };
    const state = after(...drawn, alone, { do: "moveCorner", shape: 1, point: 0, to: [0.1, 0.1] });
    expect(pointsOf(state)).toEqual([[[0.1, 0.1], corners[1], [0.7, 0.6], corners[3]]]);
  });

  it("never crosses itself, wherever its corners are pulled", () => {
    const pulls = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 8 }), fc.nat({ max: 8 })), { maxLength: 12 });
    fc.assert(
      fc.property(pulls, (moves) => {
        const done = moves.map(([point, x, y]): Act => ({ do: "moveCorner", shape: 1, point, to: [x / 8, y / 8] }));
        const [points = []] = pointsOf(after(...drawn, ...done));
        const spread = [0, 1].map((axis) => new Set(points.map((one) => one[axis])).size);
        expect(Math.max(...spread)).toBeLessThanOrEqual(2);
        if (Math.min(...spread) === 2) expect(crossing(points)).toBeNull();
      }),
    );
  });
});
