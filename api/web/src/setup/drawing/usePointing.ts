import { useRef, useState, type PointerEvent, type RefObject } from "react";

import { distance } from "./geometry";
import { hit, type Hit } from "./hits";
import { clamped, type Point } from "./shapes";
import type { Editing } from "./useEditing";
import { sizeOf, toPicture } from "./viewport";

/** What a press has begun. */
type Gesture =
  | { kind: "press"; from: Point }
  | { kind: "pan"; last: Point }
  | { kind: "point"; shape: number; point: number }
  | { kind: "shape"; shape: number; last: Point };

const MIDDLE_BUTTON = 1;
const STILL_PX = 4;
const CLOSE_PX = 12;

export interface Pointing {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave: () => void;
  over: Hit["on"] | null;
}

function placeOf(event: PointerEvent<HTMLElement>): Point {
  const frame = event.currentTarget.getBoundingClientRect();
  return [event.clientX - frame.left, event.clientY - frame.top];
}

/** Pointing at the picture: a click places or chooses, a drag moves what is under it, two fingers zoom. */
export function usePointing(editing: Editing, panning: RefObject<boolean>): Pointing {
  const { state, act, view, base } = editing;
  const gesture = useRef<Gesture | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const [over, setOver] = useState<Hit["on"] | null>(null);
  const size = sizeOf(view, base);

  const begin = (at: Point, event: PointerEvent): Gesture => {
    const place = toPicture(at, view, base);
    if (panning.current || event.button === MIDDLE_BUTTON) return { kind: "pan", last: at };
    const found = state.begun === null ? hit(place, state.shapes, state.selected, size) : null;
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
  };

  const drag = (now: Gesture, at: Point, event: PointerEvent) => {
    const place = toPicture(at, view, base);
    if (now.kind === "pan") {
      editing.pan([at[0] - now.last[0], at[1] - now.last[1]]);
      gesture.current = { kind: "pan", last: at };
    } else if (now.kind === "point") {
      const to = editing.snap(clamped(place), event.altKey, now.shape);
      editing.setAim(to);
      act({ do: "movePoint", shape: now.shape, point: now.point, to: to.at });
    } else if (now.kind === "shape") {
      act({ do: "moveShape", shape: now.shape, by: [place[0] - now.last[0], place[1] - now.last[1]] });
      gesture.current = { ...now, last: place };
    } else if (state.begun === null && view.scale > 1 && far(now.from, at)) {
      gesture.current = { kind: "pan", last: at };
    }
  };

  const end = (event: PointerEvent<HTMLElement>, clicked: boolean) => {
    fingers.current.delete(event.pointerId);
    const now = gesture.current;
    gesture.current = null;
    if (now?.kind === "point" || now?.kind === "shape") act({ do: "drop" });
    if (now?.kind !== "press" || !clicked) return;
    const at = placeOf(event);
    if (!far(now.from, at)) click(editing, at, event);
  };

  return {
    onPointerDown: (event) => {
      if (event.button > MIDDLE_BUTTON) return;
      const at = placeOf(event);
      event.currentTarget.focus({ preventScroll: true });
      event.currentTarget.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, at);
      if (fingers.current.size > 1) act({ do: "drop" });
      gesture.current = fingers.current.size > 1 ? null : begin(at, event);
      if (event.button === MIDDLE_BUTTON) event.preventDefault();
    },
    onPointerMove: (event) => {
      const at = placeOf(event);
      if (fingers.current.size === 2 && fingers.current.has(event.pointerId)) {
        pinch(editing, fingers.current, event.pointerId, at);
        return;
      }
      const place = toPicture(at, view, base);
      if (gesture.current !== null) drag(gesture.current, at, event);
      else {
        editing.setAim(state.begun === null ? null : editing.snap(clamped(place), event.altKey));
        setOver(state.begun === null ? (hit(place, state.shapes, state.selected, size)?.on ?? null) : null);
      }
    },
    onPointerUp: (event) => {
      end(event, true);
    },
    onPointerCancel: (event) => {
      end(event, false);
    },
    onPointerLeave: () => {
      if (gesture.current === null) editing.setAim(null);
    },
    over,
  };
}

function far([ax, ay]: Point, [bx, by]: Point): boolean {
  return Math.hypot(ax - bx, ay - by) > STILL_PX;
}

/** A click: the next point, the end of the shape, or nothing chosen. */
function click(editing: Editing, at: Point, event: PointerEvent): void {
  const { state, act, view, base } = editing;
  if (state.begun === null) {
    act({ do: "select", selected: null });
    return;
  }
  const place = clamped(toPicture(at, view, base));
  const { points } = state.begun;
  const nears = (point: Point | undefined) =>
    point !== undefined && distance(point, place, sizeOf(view, base)) <= CLOSE_PX;
  const ends = nears(points[0]) || (event.detail > 1 && nears(points.at(-1)));
  if (points.length >= 3 && ends) act({ do: "close" });
  else act({ do: "place", at: editing.snap(place, event.altKey).at });
}

/** Two fingers: what lies between them stays between them. */
function pinch(editing: Editing, fingers: Map<number, Point>, finger: number, at: Point): void {
  const before = [...fingers.values()];
  fingers.set(finger, at);
  const [[ax, ay], [bx, by]] = [...fingers.values()] as [Point, Point];
  const [[cx, cy], [dx, dy]] = before as [Point, Point];
  const spread = Math.hypot(ax - bx, ay - by) / Math.max(1, Math.hypot(cx - dx, cy - dy));
  editing.zoom(spread, [(ax + bx) / 2, (ay + by) / 2]);
  editing.pan([(ax + bx - cx - dx) / 2, (ay + by - cy - dy) / 2]);
}
