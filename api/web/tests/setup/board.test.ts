import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { board, EMPTY, type Act, type Board } from "../../src/setup/drawing/board";
import { KINDS, shapesOf, zonesOf, type Point } from "../../src/setup/drawing/shapes";

const TRIANGLE: readonly Point[] = [
  [0.1, 0.1],
  [0.5, 0.1],
  [0.3, 0.6],
];
const after = (...acts: Act[]): Board => acts.reduce(board, EMPTY);
const placed = TRIANGLE.map((at): Act => ({ do: "place", at }));
const DRAWN: Act[] = [{ do: "begin", kind: "staff" }, ...placed, { do: "close" }];
const pointsOf = (state: Board) => state.shapes.map(({ points }) => points);

describe("a board", () => {
  it("closes what has three points, and chooses it", () => {
    const state = after(...DRAWN);
    expect(pointsOf(state)).toEqual([TRIANGLE]);
    expect([state.begun, state.selected]).toEqual([null, { shape: 1, point: null }]);
  });

  it.each<[string, Act[], number]>([
    ["two points do not close", [{ do: "begin", kind: "staff" }, ...placed.slice(0, 2), { do: "close" }], 0],
    ["a second staff zone takes the place of the first", [...DRAWN, ...DRAWN], 1],
    [
      "privacy masks may be many",
      [...DRAWN.with(0, { do: "begin", kind: "privacy" }), ...DRAWN.with(0, { do: "begin", kind: "privacy" })],
      2,
    ],
    ["nothing chosen: nothing removed", [...DRAWN, { do: "select", selected: null }, { do: "remove" }], 1],
    ["the chosen shape is removed", [...DRAWN, { do: "remove" }], 0],
    ["begun and cancelled", [{ do: "begin", kind: "staff" }, ...placed, { do: "cancel" }], 0],
    ["undone", [...DRAWN, { do: "undo" }], 0],
    ["undone and redone", [...DRAWN, { do: "undo" }, { do: "redo" }], 1],
    ["something new ends what could be redone", [...DRAWN, { do: "undo" }, { do: "cancel" }, { do: "redo" }], 0],
  ])("%s", (_name, acts, shapes) => {
    expect(after(...acts).shapes).toHaveLength(shapes);
  });

  it.each<[string, Act, readonly Point[]]>([
    ["a point moved", { do: "movePoint", shape: 1, point: 2, to: [0.2, 0.7] }, [...TRIANGLE.slice(0, 2), [0.2, 0.7]]],
    [
      "no farther than the border",
      { do: "movePoint", shape: 1, point: 2, to: [2, -1] },
      [...TRIANGLE.slice(0, 2), [1, 0]],
    ],
    ["a point that is not there", { do: "movePoint", shape: 1, point: 3, to: [0, 0] }, TRIANGLE],
    ["a shape that is not there", { do: "moveShape", shape: 9, by: [0.1, 0.1] }, TRIANGLE],
    ["a point inserted", { do: "insert", shape: 1, after: 2, at: [0.2, 0.4] }, [...TRIANGLE, [0.2, 0.4]]],
    ["of a triangle no point is removed", { do: "remove" }, TRIANGLE],
  ])("%s", (_name, act, expected) => {
    expect(pointsOf(after(...DRAWN, { do: "select", selected: { shape: 1, point: 2 } }, act))).toEqual([expected]);
  });

  it("moves a whole shape as far as the picture reaches", () => {
    const [points] = pointsOf(after(...DRAWN, { do: "moveShape", shape: 1, by: [-0.5, 0.2] }));
    expect(points?.map(([x, y]) => [x.toFixed(3), y.toFixed(3)])).toEqual([
      ["0.000", "0.300"],
      ["0.400", "0.300"],
      ["0.200", "0.800"],
    ]);
  });

  it("takes a drag for one step", () => {
    const drag: Act[] = [0.2, 0.3, 0.4].map((x) => ({ do: "movePoint", shape: 1, point: 0, to: [x, 0.2] }));
    const state = after(...DRAWN, { do: "grab" }, ...drag, { do: "drop" });
    expect(pointsOf(state)[0]?.[0]).toEqual([0.4, 0.2]);
    expect(pointsOf(board(state, { do: "undo" }))).toEqual([TRIANGLE]);
  });

  it("takes a drag back to where it began for none", () => {
    const state = after(...DRAWN);
    expect([{ do: "grab" }, { do: "drop" }].reduce((s, act) => board(s, act as Act), state)).toEqual(state);
  });
});

describe("what a drag began", () => {
  it("is given up with it, and is no step", () => {
    const state = after(...DRAWN);
    const pulled: Act[] = [{ do: "grab" }, { do: "movePoint", shape: 1, point: 0, to: [0.2, 0.2] }, { do: "revert" }];
    expect(pulled.reduce(board, state)).toEqual(state);
  });
});

const point = fc.tuple(
  fc.double({ min: -0.2, max: 1.2, noNaN: true }),
  fc.double({ min: -0.2, max: 1.2, noNaN: true }),
);
const small = fc.nat({ max: 4 });
const kind = fc.constantFrom(...KINDS);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant("begin" as const), kind }),
  fc.record({ do: fc.constant("place" as const), at: point }),
  fc.record({ do: fc.constant("begin" as const), kind, how: fc.constant("rectangle" as const) }),
  fc.record({ do: fc.constantFrom("close" as const, "cancel" as const, "remove" as const) }),
  fc.record({ do: fc.constantFrom("grab" as const, "drop" as const, "revert" as const) }),
  fc.record({ do: fc.constantFrom("undo" as const, "redo" as const) }),
  fc.record({
    do: fc.constant("select" as const),
    selected: fc.option(fc.record({ shape: small, point: fc.option(small) })),
  }),
  fc.record({ do: fc.constant("movePoint" as const), shape: small, point: small, to: point }),
  fc.record({ do: fc.constant("moveCorner" as const), shape: small, point: small, to: point }),
  fc.record({ do: fc.constant("moveShape" as const), shape: small, by: point }),
  fc.record({ do: fc.constant("insert" as const), shape: small, after: small, at: point }),
);
const acts = fc.array(act, { maxLength: 60 });

function all(state: Board, act: "undo" | "redo", left: "past" | "future"): Board {
  let now = state;
  while (now[left].length > 0) now = board(now, { do: act });
  return now;
}

describe("whatever is done on a board", () => {
  it("can be undone to the beginning and redone to the end", () => {
    fc.assert(
      fc.property(acts, (done) => {
        const back = all(board(after(...done), { do: "drop" }), "undo", "past");
        expect([back.shapes, back.begun]).toEqual([[], null]);
        const end = all(back, "redo", "future");
        expect(end.past.length).toBe(back.future.length);
        expect(all(all(end, "undo", "past"), "redo", "future")).toEqual(end);
      }),
    );
  });

  it("leaves every point in the picture, every shape its three points, every id once, and the choice there", () => {
    fc.assert(
      fc.property(acts, (done) => {
        const state = after(...done);
        const all = [...state.shapes.flatMap(({ points }) => points), ...(state.begun?.points ?? [])];
        expect(all.flat().every((part) => part >= 0 && part <= 1)).toBe(true);
        expect(state.shapes.every(({ points }) => points.length >= 3)).toBe(true);
        expect(new Set(state.shapes.map(({ id }) => id)).size).toBe(state.shapes.length);
        const single = state.shapes.filter((shape) => shape.kind !== "privacy").map((shape) => shape.kind);
        expect(new Set(single).size).toBe(single.length);
        const chosen = state.shapes.find(({ id }) => id === state.selected?.shape);
        expect(state.selected === null || chosen !== undefined).toBe(true);
        expect((state.selected?.point ?? 0) < (chosen?.points.length ?? 1)).toBe(true);
      }),
    );
  });
});

describe("zones", () => {
  it("come back as they went, what is not there is left out", () => {
    const zones = { staff: TRIANGLE, privacy: [TRIANGLE, TRIANGLE] };
    expect(zonesOf(shapesOf({ ...zones, customer: null, sign: null }))).toEqual(zones);
  });
});
