import { area, distance, edges, inside, nearestOn, type Size } from "./geometry";
import type { Begun, Selection } from "./board";
import type { Point, Shape } from "./shapes";

/** What lies under the pointer. */
export type Hit =
  | { on: "point"; shape: number; point: number }
  | { on: "edge"; shape: number; after: number; at: Point }
  | { on: "shape"; shape: number };

const POINT_PX = 11;
const CLOSE_PX = 12;
const EDGE_PX = 7;

/**
 * The nearest point of what is chosen, or of all; a place on an edge of what is chosen; else the smallest shape around
 * it. `size` is that of the picture on the screen, px.
 */
export function hit(at: Point, shapes: readonly Shape[], selected: Selection | null, size: Size): Hit | null {
  const chosen = shapes.find(({ id }) => id === selected?.shape);
  const ordered = chosen === undefined ? shapes : [chosen, ...shapes.filter((shape) => shape !== chosen)];
  for (const { id, points } of ordered) {
    const near = points.map((point, n) => ({ n, far: distance(point, at, size) })).sort((a, b) => a.far - b.far)[0];
    if (near !== undefined && near.far <= POINT_PX) return { on: "point", shape: id, point: near.n };
  }
  if (chosen !== undefined) {
    const near = edges(chosen.points)
      .map((edge, after) => ({ after, place: nearestOn(edge, at, size) }))
      .sort((a, b) => distance(a.place, at, size) - distance(b.place, at, size))[0];
    if (near !== undefined && distance(near.place, at, size) <= EDGE_PX) {
      return { on: "edge", shape: chosen.id, after: near.after, at: near.place };
    }
  }
  const around = shapes.filter(({ points }) => inside(points, at)).sort((a, b) => area(a.points) - area(b.points));
  const best = around.find((shape) => shape === chosen) ?? around[0];
  return best === undefined ? null : { on: "shape", shape: best.id };
}

/** Whether a click at `at` would close what is drawn corner after corner. */
export function closes({ how, points: [first, ...others] }: Begun, at: Point, size: Size): boolean {
  return how === "polygon" && others.length >= 2 && first !== undefined && distance(first, at, size) <= CLOSE_PX;
}
