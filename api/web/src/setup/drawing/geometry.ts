import type { Point } from "./shapes";

/** Width and height of the picture, any unit: distances in it are in that unit. */
export type Size = readonly [number, number];
type Points = readonly Point[];

export function edges(points: Points): (readonly [Point, Point])[] {
  return points.map((point, n) => [point, points[(n + 1) % points.length] ?? point] as const);
}

export function distance([ax, ay]: Point, [bx, by]: Point, [width, height]: Size): number {
  return Math.hypot((ax - bx) * width, (ay - by) * height);
}

/** The place of the line from `a` to `b` that is nearest to `at`. */
export function nearestOn([a, b]: readonly [Point, Point], at: Point, [width, height]: Size): Point {
  const [dx, dy] = [(b[0] - a[0]) * width, (b[1] - a[1]) * height];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((at[0] - a[0]) * width * dx + (at[1] - a[1]) * height * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

export function inside(points: Points, [x, y]: Point): boolean {
  let within = false;
  for (const [[ax, ay], [bx, by]] of edges(points)) {
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}

/** How far inside the polygon `at` lies, negative outside, in the unit of `size`. */
export function depth(points: Points, at: Point, size: Size): number {
  const far = Math.min(...edges(points).map((edge) => distance(nearestOn(edge, at, size), at, size)));
  return inside(points, at) ? far : -far;
}

/** Of the picture, 0..1; of an outline that crosses itself, something. */
export function area(points: Points): number {
  return Math.abs(edges(points).reduce((sum, [[ax, ay], [bx, by]]) => sum + ax * by - bx * ay, 0)) / 2;
}

/** On which side of the line from `a` to `b` a point lies; 0: on it. */
export function side(a: Point, b: Point, at: Point): number {
  return (b[0] - a[0]) * (at[1] - a[1]) - (b[1] - a[1]) * (at[0] - a[0]);
}

export function convexHull(points: Points): Points {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (some: Points) => {
    const hull: Point[] = [];
    for (const at of some) {
      for (;;) {
        const [a, b] = hull.slice(-2);
        if (a === undefined || b === undefined || side(a, b, at) > 0) break;
        hull.pop();
      }
      hull.push(at);
    }
    return hull.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}
