import { useRef, useState, type MouseEvent, type PointerEvent } from "react";

import { dragged, pinched, pressed, released, type Gesture } from "./gestures";
import { hit, type Hit } from "./hits";
import { clamped, type Point } from "./shapes";
import type { Editing } from "./useEditing";
import { sizeOf, toPicture } from "./viewport";

const MIDDLE_BUTTON = 1;

export interface Pointing {
  onMouseDown: (event: MouseEvent<HTMLElement>) => void;
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

/**
 * Pointing at the picture: a click places or chooses, a drag moves what is under it, two fingers zoom. `pans` is asked
 * at each press whether it moves the picture, as the middle button always does.
 */
export function usePointing(editing: Editing, pans: () => boolean): Pointing {
  const { state, act, view, base } = editing;
  const gesture = useRef<Gesture | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const [over, setOver] = useState<Hit["on"] | null>(null);

  const hover = (at: Point, event: PointerEvent) => {
    const place = toPicture(at, view, base);
    const free = state.begun === null;
    editing.setAim(free ? null : editing.snap(clamped(place), event.altKey));
    setOver(free ? (hit(place, state.shapes, state.selected, sizeOf(view, base))?.on ?? null) : null);
  };
  const letGo = (event: PointerEvent): Gesture | null => {
    const now = gesture.current;
    fingers.current.delete(event.pointerId);
    gesture.current = null;
    return now;
  };

  return {
    onMouseDown: (event) => {
      if (event.button === MIDDLE_BUTTON) event.preventDefault(); // some browsers would begin to scroll by themselves
    },
    onPointerDown: (event) => {
      if (event.button > MIDDLE_BUTTON) return;
      const at = placeOf(event);
      event.currentTarget.focus({ preventScroll: true });
      event.currentTarget.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, at);
      if (fingers.current.size > 1) {
        act({ do: "revert" }); // what the first finger began is not meant
        gesture.current = null;
      } else if (pans() || event.button === MIDDLE_BUTTON) gesture.current = { kind: "pan", last: at };
      else gesture.current = pressed(editing, at, event);
    },
    onPointerMove: (event) => {
      const at = placeOf(event);
      if (fingers.current.size === 2 && fingers.current.has(event.pointerId)) {
        pinched(editing, fingers.current, event.pointerId, at);
        return;
      }
      if (fingers.current.has(event.pointerId)) fingers.current.set(event.pointerId, at);
      if (gesture.current !== null) gesture.current = dragged(editing, gesture.current, at, event);
      else hover(at, event);
    },
    onPointerUp: (event) => {
      released(editing, letGo(event), placeOf(event), event);
    },
    onPointerCancel: (event) => {
      letGo(event);
      act({ do: "revert" });
    },
    onPointerLeave: () => {
      if (gesture.current === null) editing.setAim(null);
    },
    over,
  };
}
