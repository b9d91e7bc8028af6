import { clamped, type Kind, type Point } from "./shapes";

type Points = readonly Point[];

/** From one corner to the opposite one, along the picture's borders; null where nothing lies between them. */
export function rectangleBetween([ax, ay]: Point, [bx, by]: Point): Points | null {
  if (ax === bx || ay === by) return null;
  const [left, right, top, bottom] = [Math.min(ax, bx), Math.max(ax, bx), Math.min(ay, by), Math.max(ay, by)];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** Which part of its neighbours a corner shares: 0 across, 1 down. */
type Shared = readonly [before: 0 | 1, after: 0 | 1];

const other = (axis: 0 | 1): 0 | 1 => (axis === 0 ? 1 : 0);

/** What corner `n` shares with its neighbours where `points` are a rectangle along the picture's borders, else null. */
function sharedAt(points: Points, n: number): Shared | null {
  if (points.length !== 4) return null;
  const along = (first: 0 | 1) =>
    points.every((point, m) => {
      const axis = m % 2 === 0 ? first : other(first);
      return point[axis] === points[(m + 1) % 4]?.[axis];
    });
  const first = along(1) ? 1 : along(0) ? 0 : null;
  if (first === null) return null;
  const after = n % 2 === 0 ? first : other(first);
  return [other(after), after];
}

/** Corner `n` moved; of a rectangle the corners beside it go along, so that it stays one. */
export function cornerMoved(points: Points, n: number, to: Point): Points {
  const at = clamped(to);
  const shared = sharedAt(points, n);
  if (shared === null) return points.with(n, at);
  const along = (point: Point, axis: 0 | 1): Point => (axis === 0 ? [at[0], point[1]] : [point[0], at[1]]);
  const [before, after] = [(n + 3) % 4, (n + 1) % 4];
  return points.map((point, m) => {
    if (m === n) return at;
    return m === before ? along(point, shared[0]) : m === after ? along(point, shared[1]) : point;
  });
}

/** Where nobody points: a rectangle in the middle. */
export function middleRectangle(kind: Kind): Points {
  const half = kind === "staff" || kind === "customer" ? 0.15 : 0.06;
  const middle = kind === "customer" ? 0.75 : 0.45;
  return [
    [0.5 - half, middle - half],
    [0.5 + half, middle - half],
    [0.5 + half, middle + half],
    [0.5 - half, middle + half],
  ];
}
