import { area, convexHull, edges, side } from "./geometry";
import { MOST_MASKS, MOST_POINTS, type Kind, type Point, type Shape } from "./shapes";

/** What a site would be refused for; the API has the last word. */
export type Wrong = "no_staff" | "too_few" | "too_many" | "flat" | "crosses" | "masks";

export interface Finding {
  kind: Kind;
  /** null: of the kind as such. */
  shape: number | null;
  wrong: Wrong;
  /** Where, for a crossing. */
  at: Point | null;
}

/** Of the picture; as api/site_zones.py has it. */
const MIN_AREA = 1e-6;
const FEWEST = 3;

export function findings(shapes: readonly Shape[]): Finding[] {
  const found = shapes.flatMap((shape): Finding[] => {
    const { kind, id } = shape;
    const wrong = wrongWith(shape.points);
    return wrong === null ? [] : [{ kind, shape: id, ...wrong }];
  });
  const whole = (kind: Kind, wrong: Wrong): Finding => ({ kind, shape: null, wrong, at: null });
  if (!shapes.some(({ kind }) => kind === "staff")) found.push(whole("staff", "no_staff"));
  if (shapes.filter(({ kind }) => kind === "privacy").length > MOST_MASKS) found.push(whole("privacy", "masks"));
  return found;
}

function wrongWith(points: readonly Point[]): { wrong: Wrong; at: Point | null } | null {
  if (points.length < FEWEST) return { wrong: "too_few", at: null };
  if (points.length > MOST_POINTS) return { wrong: "too_many", at: null };
  if (area(convexHull(points)) < MIN_AREA) return { wrong: "flat", at: null };
  const at = crossing(points);
  return at === null ? null : { wrong: "crosses", at };
}

/** Where the outline crosses or touches itself; null: nowhere. The same point twice in a row is once. */
export function crossing(points: readonly Point[]): Point | null {
  const ring = points.filter((point, n) => !equal(point, points[(n + 1) % points.length] ?? point));
  return meetingOf(edges(ring), true);
}

/** As `crossing`, of a line that may not be closed yet: it is where it ends at its first point. */
export function lineCrossing(points: readonly Point[]): Point | null {
  const [first, last] = [points[0], points.at(-1)];
  if (points.length > 3 && first !== undefined && last !== undefined && equal(first, last)) {
    return crossing(points.slice(0, -1));
  }
  const line = points.filter((point, n) => n === 0 || !equal(point, points[n - 1] ?? point));
  return meetingOf(edges(line).slice(0, -1), false);
}

function meetingOf(sides: readonly Edge[], closed: boolean): Point | null {
  for (const [n, one] of sides.entries()) {
    for (const [m, other] of sides.entries()) {
      if (m <= n) continue;
      const neighbours = m === n + 1 || (closed && n === 0 && m === sides.length - 1);
      const at = neighbours ? foldsBack(one, other) : meeting(one, other);
      if (at !== null) return at;
    }
  }
  return null;
}

type Edge = readonly [Point, Point];

const equal = (a: Point, b: Point): boolean => a[0] === b[0] && a[1] === b[1];

function onEdge([a, b]: Edge, at: Point): boolean {
  const between = (axis: 0 | 1) => Math.min(a[axis], b[axis]) <= at[axis] && at[axis] <= Math.max(a[axis], b[axis]);
  return side(a, b, at) === 0 && between(0) && between(1);
}

/** Two edges that share a point, and lie on one another from there. */
function foldsBack(one: Edge, other: Edge): Point | null {
  const shared = one.find((point) => other.some((with_) => equal(point, with_)));
  const [mine, yours] = [one, other].map((edge) => edge.find((point) => shared !== undefined && !equal(point, shared)));
  if (mine === undefined || yours === undefined) return null;
  return onEdge(one, yours) ? yours : onEdge(other, mine) ? mine : null;
}

function meeting(one: Edge, other: Edge): Point | null {
  const [a, b] = one;
  const [c, d] = other;
  const touching = [c, d].find((at) => onEdge(one, at)) ?? [a, b].find((at) => onEdge(other, at));
  if (touching !== undefined) return touching;
  const [sc, sd, sa, sb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (sc > 0 === sd > 0 || sa > 0 === sb > 0) return null;
  const share = sa / (sa - sb);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}
