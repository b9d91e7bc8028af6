import type { KeyboardEvent } from "react";

import { clamped, type Point } from "./shapes";
import { ZOOM_STEP, type Editing } from "./useEditing";

const STEPS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FAR_PX = 10;

/** Undo and redo, wherever in the editor one is, but where letters are written. */
export function historyKey(event: KeyboardEvent, { act }: Editing): boolean {
  const letter = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || !(letter === "z" || letter === "y")) return false;
  act({ do: letter === "y" || event.shiftKey ? "redo" : "undo" });
  return true;
}

/** A key that was pressed on the picture; whether it meant something. */
export function pictureKey(event: KeyboardEvent, editing: Editing): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  const step = STEPS[event.key];
  if (step !== undefined) {
    const px = event.shiftKey ? FAR_PX : 1;
    moved(editing, [(step[0] * px) / editing.pixels[0], (step[1] * px) / editing.pixels[1]]);
    return true;
  }
  const act = ACTS[event.key];
  if (act === undefined) return false;
  act(editing);
  return true;
}

const ACTS: Record<string, (editing: Editing) => void> = {
  Enter: ended,
  Escape: ({ act, setAim }) => {
    setAim(null);
    act({ do: "cancel" });
  },
  Delete: removed,
  Backspace: removed,
  Insert: inserted,
  "+": (editing) => {
    editing.zoom(ZOOM_STEP);
  },
  "=": (editing) => {
    editing.zoom(ZOOM_STEP);
  },
  "-": (editing) => {
    editing.zoom(1 / ZOOM_STEP);
  },
  "0": (editing) => {
    editing.whole();
  },
  PageDown: (editing) => {
    turned(editing, 1);
  },
  PageUp: (editing) => {
    turned(editing, -1);
  },
};

/** The next point, the whole shape among them, of the chosen shape. */
function turned({ state, act }: Editing, by: 1 | -1): void {
  const shape = state.shapes.find(({ id }) => id === state.selected?.shape) ?? state.shapes[0];
  if (shape === undefined) return;
  const places = shape.points.length + 1; // the last one is the whole shape
  const now = state.selected?.point ?? places - 1;
  const next = (now + by + places) % places;
  act({ do: "select", selected: { shape: shape.id, point: next === places - 1 ? null : next } });
}

/** What is chosen, or the place of the next point, by a step. */
function moved({ state, act, aim, setAim }: Editing, by: Point): void {
  if (state.begun !== null) {
    const [x, y] = aim?.at ?? state.begun.points.at(-1) ?? [0.5, 0.5];
    setAim({ at: clamped([x + by[0], y + by[1]]), to: null });
    return;
  }
  if (state.selected === null) return;
  const { shape, point } = state.selected;
  const at = point === null ? undefined : state.shapes.find(({ id }) => id === shape)?.points[point];
  if (at === undefined || point === null) act({ do: "moveShape", shape, by });
  else act({ do: "moveCorner", shape, point, to: [at[0] + by[0], at[1] + by[1]] });
}

/** The shape is closed; a rectangle that has a corner is ended where the next one would go. */
export function ended(editing: Editing): void {
  const { begun } = editing.state;
  if (begun?.how === "rectangle" && begun.points.length > 0) placed(editing);
  else editing.act({ do: "close" });
}

function removed({ state, act }: Editing): void {
  act(state.begun === null ? { do: "remove" } : { do: "undo" });
}

/** A point in the middle of the edge that follows the chosen one. */
function inserted({ state, act }: Editing): void {
  const { selected } = state;
  const points = state.shapes.find(({ id }) => id === selected?.shape)?.points ?? [];
  const after = selected?.point ?? 0;
  const [a, b] = [points[after], points[(after + 1) % points.length]];
  if (selected === null || a === undefined || b === undefined) return;
  act({ do: "insert", shape: selected.shape, after, at: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] });
  act({ do: "select", selected: { shape: selected.shape, point: after + 1 } });
}

/** The point that the keyboard or the pointer aims at is put down. */
export function placed({ state, act, aim }: Editing): void {
  if (state.begun === null) return;
  act({ do: "place", at: aim?.at ?? [0.5, 0.5] });
}
