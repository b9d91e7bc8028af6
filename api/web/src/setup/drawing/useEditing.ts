import { useReducer, useState, type Dispatch } from "react";

import { board, EMPTY, type Act, type Board } from "./board";
import type { Size } from "./geometry";
import type { Point, Shape } from "./shapes";
import { snapped, type Snapped } from "./snapping";
import { sizeOf, WHOLE, zoomed, panned, type Viewport } from "./viewport";

export const ZOOM_STEP = 1.4;

/** All that a drawing is made with: what is drawn, what part of the picture is shown, where the next point would go. */
export interface Editing {
  state: Board;
  act: Dispatch<Act>;
  view: Viewport;
  zoom: (factor: number, around?: Point) => void;
  pan: (by: Point) => void;
  whole: () => void;
  /** The picture on the screen at scale 1, px. */
  base: Size;
  setBase: (size: Size) => void;
  /** The camera's own picture, px: what a step of a key is. */
  pixels: Size;
  snapping: boolean;
  setSnapping: (on: boolean) => void;
  /** Where the next point would go. */
  aim: Snapped | null;
  setAim: (aim: Snapped | null) => void;
  /** `at`, or what it snaps to; `except` is not snapped to. */
  snap: (at: Point, free: boolean, except?: number) => Snapped;
  /** Staff zones of the other counters in the picture. */
  others: readonly (readonly Point[])[];
}

export function useBoard(shapes: readonly Shape[]): [Board, Dispatch<Act>] {
  return useReducer(board, { ...EMPTY, shapes });
}

export function useEditing(
  [state, act]: [Board, Dispatch<Act>],
  pixels: Size,
  others: readonly (readonly Point[])[],
): Editing {
  const [view, setView] = useState<Viewport>(WHOLE);
  const [base, setBase] = useState<Size>([0, 0]);
  const [snapping, setSnapping] = useState(true);
  const [aim, setAim] = useState<Snapped | null>(null);
  const middle: Point = [base[0] / 2, base[1] / 2];
  return {
    state,
    act,
    view,
    zoom: (factor, around = middle) => {
      setView((before) => zoomed(before, factor, around, base));
    },
    pan: (by) => {
      setView((before) => panned(before, by, base));
    },
    whole: () => {
      setView(WHOLE);
    },
    base,
    setBase,
    pixels,
    snapping,
    setSnapping,
    aim,
    setAim,
    snap: (at, free, except) => {
      if (!snapping || free) return { at, to: null };
      const outlines = state.shapes.filter(({ id }) => id !== except).map(({ points }) => points);
      return snapped(at, [...outlines, ...others], sizeOf(view, base));
    },
    others,
  };
}
