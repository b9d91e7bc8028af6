import { distance } from "./geometry";
import { closes, hit } from "./hits";
import { clamped, type Point } from "./shapes";
import type { Editing } from "./useEditing";
import { sizeOf, toPicture } from "./viewport";

/** What a press has begun. */
export type Gesture =
  | { kind: "press"; from: Point }
  /** Of a rectangle; `opposite`: its first corner was there already. */
  | { kind: "corner"; from: Point; opposite: boolean }
  | { kind: "pan"; last: Point }
  | { kind: "point"; shape: number; point: number }
  | { kind: "shape"; shape: number; last: Point };

/** What is known of a press, a move or a release besides its place. */
interface Held {
  altKey: boolean;
  /** How often it was pressed there. */
  detail: number;
}

const STILL_PX = 4;
const TWICE_PX = 12;

/** A press at `at`, px of the screen: it takes hold of what lies there. */
export function pressed(editing: Editing, at: Point, { altKey }: Held): Gesture {
  const { state, act, view, base } = editing;
  const place = toPicture(at, view, base);
  if (state.begun?.how === "rectangle") {
    const opposite = state.begun.points.length > 0;
    act({ do: "grab" });
    if (!opposite) act({ do: "place", at: editing.snap(clamped(place), altKey).at });
    return { kind: "corner", from: at, opposite };
  }
  const found = state.begun === null ? hit(place, state.shapes, state.selected, sizeOf(view, base)) : null;
  if (found === null) return { kind: "press", from: at };
  act({ do: "grab" });
  if (found.on === "shape") {
    act({ do: "select", selected: { shape: found.shape, point: null } });
    return { kind: "shape", shape: found.shape, last: place };
  }
  if (found.on === "edge") act({ do: "insert", shape: found.shape, after: found.after, at: found.at });
  const point = found.on === "edge" ? found.after + 1 : found.point;
  act({ do: "select", selected: { shape: found.shape, point } });
  return { kind: "point", shape: found.shape, point };
}

/** `now` moved on to `at`: what it has become. */
export function dragged(editing: Editing, now: Gesture, at: Point, { altKey }: Held): Gesture {
  const { state, act, view, base } = editing;
  const place = toPicture(at, view, base);
  switch (now.kind) {
    case "pan":
      editing.pan([at[0] - now.last[0], at[1] - now.last[1]]);
      return { kind: "pan", last: at };
    case "point": {
      const to = editing.snap(clamped(place), altKey, now.shape);
      editing.setAim(to);
      act({ do: altKey ? "movePoint" : "moveCorner", shape: now.shape, point: now.point, to: to.at });
      return now;
    }
    case "shape":
      act({ do: "moveShape", shape: now.shape, by: [place[0] - now.last[0], place[1] - now.last[1]] });
      return { ...now, last: place };
    case "corner":
      editing.setAim(editing.snap(clamped(place), altKey));
      return now;
    case "press":
      return state.begun === null && view.scale > 1 && far(now.from, at) ? { kind: "pan", last: at } : now;
  }
}

/** `now` let go of at `at`. */
export function released(editing: Editing, now: Gesture | null, at: Point, held: Held): void {
  const { act, view, base } = editing;
  if (now?.kind === "corner" && (now.opposite || far(now.from, at))) {
    act({ do: "place", at: editing.snap(clamped(toPicture(at, view, base)), held.altKey).at });
    editing.setAim(null);
  }
  act({ do: "drop" });
  if (now?.kind === "press" && !far(now.from, at)) clicked(editing, at, held);
}

function far([ax, ay]: Point, [bx, by]: Point): boolean {
  return Math.hypot(ax - bx, ay - by) > STILL_PX;
}

/** A click: the next point, the end of the shape, or nothing chosen. */
function clicked({ state, act, view, base, snap }: Editing, at: Point, { altKey, detail }: Held): void {
  if (state.begun === null) {
    act({ do: "select", selected: null });
    return;
  }
  const place = clamped(toPicture(at, view, base));
  const size = sizeOf(view, base);
  const last = state.begun.points.at(-1);
  const twice = detail > 1 && last !== undefined && distance(last, place, size) <= TWICE_PX;
  if (closes(state.begun, place, size) || (twice && state.begun.points.length >= 3)) act({ do: "close" });
  else act({ do: "place", at: snap(place, altKey).at });
}

/** Two fingers, one of them moved to `at`: what lay between them stays between them. */
export function pinched(editing: Editing, fingers: Map<number, Point>, finger: number, at: Point): void {
  const before = [...fingers.values()];
  fingers.set(finger, at);
  const [[ax, ay], [bx, by]] = [...fingers.values()] as [Point, Point];
  const [[cx, cy], [dx, dy]] = before as [Point, Point];
  const spread = Math.hypot(ax - bx, ay - by) / Math.max(1, Math.hypot(cx - dx, cy - dy));
  editing.zoom(spread, [(cx + dx) / 2, (cy + dy) / 2]);
  editing.pan([(ax + bx - cx - dx) / 2, (ay + by - cy - dy) / 2]);
}
