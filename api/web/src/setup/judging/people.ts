import type { components } from "../../api/schema";
import { depth, type Size } from "../drawing/geometry";
import type { Point, Zones } from "../drawing/shapes";

export type PersonSeen = components["schemas"]["PersonSeen"];

/** Whom somebody counts as by where they are: as staff, as a visitor, of another counter, or of none. */
export type Role = "staff" | "visitor" | "other" | "nobody";

/** As vision/geometry.py and vision/signals.py have them; the worker's own word is in the view's state. */
const HEAD_AND_SHOULDERS = 0.22;
const FRINGE = 0.2;
const PEOPLE_FROM = 0.25;

/** The head-and-shoulders point: by it a person is in a zone or not. */
export function anchor({ box: [left, top, right, bottom] }: Pick<PersonSeen, "box">): Point {
  return [(left + right) / 2, top + HEAD_AND_SHOULDERS * (bottom - top)];
}

/** Scores below are looked at too, but one alone does not make a person likely. */
export function likely({ score }: PersonSeen): boolean {
  return score >= PEOPLE_FROM;
}

const SAME = 0.7;

/** Each person once: a box that lies for the most part in that of somebody surer is a part of them. */
export function distinct(people: readonly PersonSeen[]): PersonSeen[] {
  const surest = [...people].sort((a, b) => b.score - a.score);
  return surest.filter((one, n) => !surest.slice(0, n).some((surer) => sharedOf(one, surer) > SAME));
}

/** How much of the smaller of two boxes lies in the other, 0..1. */
function sharedOf({ box: a }: PersonSeen, { box: b }: PersonSeen): number {
  const area = ([left, top, right, bottom]: readonly number[]) =>
    Math.max(0, (right ?? 0) - (left ?? 0)) * Math.max(0, (bottom ?? 0) - (top ?? 0));
  const shared = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return shared / Math.max(1e-9, Math.min(area(a), area(b)));
}

/** How much somebody is in the zone: 1 inside, 0 from `FRINGE` body sizes outside. */
function share(zone: readonly Point[] | null | undefined, person: PersonSeen, size: Size): number {
  if (zone === null || zone === undefined || zone.length < 3) return 0;
  const [left, top, right, bottom] = person.box;
  const body = Math.sqrt(Math.max(1e-3, (right - left) * size[0] * (bottom - top) * size[1]));
  const outside = Math.max(0, -depth(zone, anchor(person), size)) / body;
  return Math.min(1, Math.max(0, 1 - outside / FRINGE));
}

/** `others`: the staff zones of the other counters in the picture; nobody staffs two. `size` in the camera's pixels. */
export function roleOf(person: PersonSeen, zones: Zones, others: readonly (readonly Point[])[], size: Size): Role {
  const [staff, visitor] = [share(zones.staff, person, size), share(zones.customer, person, size)];
  if (visitor > staff) return "visitor";
  const at = anchor(person);
  const mine = zones.staff && zones.staff.length > 2 ? depth(zones.staff, at, size) : -Infinity;
  const elsewhere = others.some((zone) => depth(zone, at, size) > mine && share(zone, person, size) > 0);
  if (elsewhere) return "other";
  return staff > 0 ? "staff" : "nobody";
}
