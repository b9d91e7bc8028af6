import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { crossing, findings, lineCrossing } from "../../src/setup/drawing/checks";
import { convexHull, depth, area, nearestOn } from "../../src/setup/drawing/geometry";
import { hit } from "../../src/setup/drawing/hits";
import { snapped } from "../../src/setup/drawing/snapping";
import type { Kind, Point } from "../../src/setup/drawing/shapes";
import { MOST_SCALE, panned, toPicture, toScreen, WHOLE, zoomed } from "../../src/setup/drawing/viewport";

const SIZE = [1000, 500] as const;
const [A, B, C, D]: readonly [Point, Point, Point, Point] = [
  [0.2, 0.2],
  [0.4, 0.2],
  [0.4, 0.4],
  [0.2, 0.4],
];
const SQUARE = [A, B, C, D] as const;

describe("an outline", () => {
  it.each<[string, Point[], boolean]>([
    ["a square", [...SQUARE], false],
    ["a bow", [A, C, B, D], true],
    ["a point twice in a row", [A, ...SQUARE], false],
    ["the first point again at the end", [...SQUARE, A], false],
    [
      "a point on another edge",
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0.5, 0],
        [0, 1],
      ],
      true,
    ],
    [
      "a spike back over its edge",
      [
        [0, 0],
        [1, 0],
        [0.5, 0],
        [0.5, 1],
      ],
      true,
    ],
    [
      "a point on a straight edge",
      [
        [0, 0],
        [0.5, 0],
        [1, 0],
        [1, 1],
      ],
      false,
    ],
    [
      "two triangles that share a corner",
      [
        [0, 0],
        [0.5, 0.5],
        [0, 1],
        [1, 1],
        [0.5, 0.5],
        [1, 0],
      ],
      true,
    ],
  ])("%s", (_name, points, crosses) => {
    expect(crossing(points) !== null).toBe(crosses);
  });

  it("of a convex hull never crosses", () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 64 })), { minLength: 3 });
    fc.assert(
      fc.property(some, (numbers) => {
        const hull = convexHull(numbers.map(([x, y]) => [x / 64, y / 64] as Point));
        expect(hull.length >= 3 ? crossing(hull) : null).toBeNull();
      }),
    );
  });
});

describe("a line that is still drawn", () => {
  it.each<[string, Point[], boolean]>([
    ["of two points", [A, B], false],
    ["of three corners, the last one above the first", [A, B, C], false],
    ["back over its first edge", [A, C, B, [0.2, 0.4], [0.4, 0.35]], true],
    ["closed at its first point", [A, B, C, D, A], false],
    ["closed across itself", [A, C, B, D, A], true],
    ["a bow that is not closed yet", [A, C, B, D], true],
  ])("%s", (_name, points, crosses) => {
    expect(lineCrossing(points) !== null).toBe(crosses);
  });
});

describe("findings", () => {
  const shape = (kind: Kind, points: readonly Point[]) => ({ id: 1, kind, points });
  it.each([
    ["nothing drawn", [], ["no_staff"]],
    ["a staff zone", [shape("staff", SQUARE)], []],
    ["masks alone", [shape("privacy", SQUARE)], ["no_staff"]],
    [
      "points on a line",
      [
        shape("staff", [
          [0, 0],
          [0.5, 0.5],
          [1, 1],
        ]),
      ],
      ["flat"],
    ],
    ["a bow", [shape("staff", [A, C, B, D])], ["crosses"]],
    [
      "too many points",
      [
        shape(
          "staff",
          Array.from({ length: 201 }, () => [0, 0] as Point),
        ),
      ],
      ["too_many"],
    ],
  ])("of %s", (_name, shapes, expected) => {
    expect(findings(shapes).map(({ wrong }) => wrong)).toEqual(expected);
  });
});

describe("geometry", () => {
  it.each<[Point, number]>([
    [[0.3, 0.3], 50],
    [[0.21, 0.3], 10],
    [[0.1, 0.3], -100],
    [[0.3, 0.5], -50],
  ])("%s lies %d px inside", (at, expected) => {
    expect(depth(SQUARE, at, SIZE)).toBeCloseTo(expected);
  });
  it("knows areas and nearest places", () => {
    expect(area(SQUARE)).toBeCloseTo(0.04);
    expect(
      nearestOn(
        [
          [0, 0],
          [1, 0],
        ],
        [0.3, 0.7],
        SIZE,
      ),
    ).toEqual([0.3, 0]);
    expect(
      nearestOn(
        [
          [0.1, 0.1],
          [0.1, 0.1],
        ],
        [0.3, 0.7],
        SIZE,
      ),
    ).toEqual([0.1, 0.1]);
  });
});

describe("snapping", () => {
  it.each<[string, Point, Point, string | null]>([
    ["to a point", [0.203, 0.205], [0.2, 0.2], "point"],
    ["to a point rather than to a nearer edge", [0.207, 0.201], [0.2, 0.2], "point"],
    ["to an edge", [0.3, 0.21], [0.3, 0.2], "edge"],
    ["to the border", [0.5, 0.99], [0.5, 1], "border"],
    ["to a corner", [0.995, 0.99], [1, 1], "point"],
    ["to nothing", [0.3, 0.3], [0.3, 0.3], null],
  ])("%s", (_name, at, expected, to) => {
    const found = snapped(at, [SQUARE], SIZE);
    expect(found.to).toBe(to);
    expect(found.at[0]).toBeCloseTo(expected[0]);
    expect(found.at[1]).toBeCloseTo(expected[1]);
  });
});

describe("what lies under the pointer", () => {
  const shapes = [
    {
      id: 1,
      kind: "staff" as const,
      points: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ] as Point[],
    },
    { id: 2, kind: "sign" as const, points: SQUARE },
  ];
  const chosen = { shape: 2, point: null };
  it.each([
    ["a point", [0.205, 0.21], chosen, { on: "point", shape: 2, point: 0 }],
    ["an edge of what is chosen", [0.3, 0.205], chosen, { on: "edge", shape: 2, after: 0 }],
    ["no edge of what is not", [0.3, 0.205], null, { on: "shape", shape: 2 }],
    ["the smaller of two", [0.3, 0.3], null, { on: "shape", shape: 2 }],
    ["the chosen of two", [0.3, 0.3], { shape: 1, point: null }, { on: "shape", shape: 1 }],
    ["the other", [0.7, 0.7], chosen, { on: "shape", shape: 1 }],
  ])("is %s", (_name, at, selected, expected) => {
    expect(hit(at as unknown as Point, shapes, selected, SIZE)).toMatchObject(expected);
  });
  it("is nothing", () => {
    expect(hit([0.7, 0.7], shapes.slice(1), null, SIZE)).toBeNull();
  });
});

describe("the viewport", () => {
  it("keeps the place under the pointer, and the frame full of picture", () => {
    const step = fc.record({
      factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
      around: fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 500 })),
      by: fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let view = WHOLE;
        for (const { factor, around, by } of steps) {
          const place = toPicture(around, view, SIZE);
          const closer = zoomed(view, Math.max(1, factor), around, SIZE);
          const [x, y] = toScreen(place, closer, SIZE);
          expect(Math.hypot(x - around[0], y - around[1])).toBeLessThan(1e-6);
          view = panned(zoomed(view, factor, around, SIZE), by, SIZE);
          expect(view.scale).toBeGreaterThanOrEqual(1);
          expect(view.scale).toBeLessThanOrEqual(MOST_SCALE);
          const corners = [toPicture([0, 0], view, SIZE), toPicture([1000, 500], view, SIZE)].flat();
          expect(Math.min(...corners)).toBeGreaterThanOrEqual(-1e-9);
          expect(Math.max(...corners)).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });
});
