import { cornerMoved, middleRectangle, rectangleBetween } from "./rectangles";
import { clamped, MOST_POINTS, type Kind, type Point, type Shape } from "./shapes";

/** Corner after corner, or two opposite corners. */
export type How = "polygon" | "rectangle";

/** A shape whose points are still being put down. */
export interface Begun {
  kind: Kind;
  how: How;
  points: readonly Point[];
}

export interface Content {
  shapes: readonly Shape[];
  begun: Begun | null;
}

export interface Selection {
  shape: number;
  /** Which of its points; null: the whole shape. */
  point: number | null;
}

/** What is drawn, what is chosen of it, and what can be undone. */
export interface Board extends Content {
  selected: Selection | null;
  past: readonly Content[];
  future: readonly Content[];
  /** What was there when a drag began: all of it is one step. */
  held: Content | null;
}

export type Act =
  | { do: "load"; shapes: readonly Shape[] }
  | { do: "begin"; kind: Kind; how?: How }
  | { do: "place"; at: Point }
  | { do: "close" }
  | { do: "cancel" }
  | { do: "select"; selected: Selection | null }
  | { do: "grab" }
  | { do: "drop" }
  | { do: "revert" }
  | { do: "movePoint"; shape: number; point: number; to: Point }
  | { do: "moveCorner"; shape: number; point: number; to: Point }
  | { do: "moveShape"; shape: number; by: Point }
  | { do: "insert"; shape: number; after: number; at: Point }
  | { do: "remove" }
  | { do: "undo" }
  | { do: "redo" };

const MOST_STEPS = 200;
const FEWEST_POINTS = 3;
export const EMPTY: Board = { shapes: [], begun: null, selected: null, past: [], future: [], held: null };

export function board(before: Board, act: Act): Board {
  switch (act.do) {
    case "load":
      return { ...EMPTY, shapes: act.shapes };
    case "select":
      return { ...before, selected: known(act.selected, before.shapes) };
    case "begin":
      return {
        ...changed(before, { begun: { kind: act.kind, how: act.how ?? "polygon", points: [] } }),
        selected: null,
      };
    case "place":
      return place(before, act.at);
    case "close":
      return close(before);
    case "cancel":
      return before.begun === null ? { ...before, selected: null } : changed(before, { begun: null });
    case "grab":
      return before.held === null ? { ...before, held: contentOf(before) } : before;
    case "drop":
      return drop(before);
    case "revert":
      return revert(before);
    case "movePoint":
      return reshaped(before, act.shape, (points) => points.with(act.point, clamped(act.to)), act.point);
    case "moveCorner":
      return reshaped(before, act.shape, (points) => cornerMoved(points, act.point, act.to), act.point);
    case "moveShape":
      return reshaped(before, act.shape, (points) => moved(points, act.by));
    case "insert":
      return reshaped(before, act.shape, (points) => inserted(points, act.after, act.at));
    case "remove":
      return remove(before);
    case "undo":
      return stepped(before, "past", "future");
    case "redo":
      return stepped(before, "future", "past");
  }
}

const contentOf = ({ shapes, begun }: Content): Content => ({ shapes, begun });

/** `before` with other content, which can be undone; within a drag the drag is what can. */
function changed(before: Board, content: Partial<Content>): Board {
  const past = before.held === null ? [...before.past, contentOf(before)].slice(-MOST_STEPS) : before.past;
  return { ...before, ...content, past, future: before.held === null ? [] : before.future };
}

function drop(before: Board): Board {
  const { held } = before;
  if (held === null) return before;
  if (held.shapes === before.shapes && held.begun === before.begun) return { ...before, held: null };
  return { ...before, held: null, past: [...before.past, held].slice(-MOST_STEPS), future: [] };
}

/** As it was before the drag. */
function revert(before: Board): Board {
  const { held } = before;
  if (held === null) return before;
  return { ...before, ...held, held: null, selected: known(before.selected, held.shapes) };
}

function stepped(before: Board, from: "past" | "future", to: "past" | "future"): Board {
  const content = before[from].at(-1);
  if (content === undefined || before.held !== null) return before;
  const stepped = {
    ...before,
    ...content,
    [from]: before[from].slice(0, -1),
    [to]: [...before[to], contentOf(before)],
  };
  return { ...stepped, selected: known(before.selected, content.shapes) };
}

/** `selected` as far as it is there. */
function known(selected: Selection | null, shapes: readonly Shape[]): Selection | null {
  const shape = shapes.find(({ id }) => id === selected?.shape);
  if (selected === null || shape === undefined) return null;
  const there = selected.point !== null && selected.point < shape.points.length;
  return { shape: selected.shape, point: there ? selected.point : null };
}

const same = (one: Point | undefined, [x, y]: Point): boolean => one?.[0] === x && one[1] === y;

function place(before: Board, at: Point): Board {
  const { begun } = before;
  const point = clamped(at);
  if (begun === null || begun.points.length >= MOST_POINTS || same(begun.points.at(-1), point)) return before;
  const first = begun.points[0];
  if (begun.how === "rectangle" && first !== undefined) {
    const points = rectangleBetween(first, point);
    return points === null ? before : added(before, begun.kind, points);
  }
  return changed(before, { begun: { ...begun, points: [...begun.points, point] } });
}

/** What has its points is ended; a rectangle of which nothing is known yet is put in the middle. */
function close(before: Board): Board {
  const { begun } = before;
  if (begun === null) return before;
  if (begun.how === "rectangle") {
    return begun.points.length === 0 ? added(before, begun.kind, middleRectangle(begun.kind)) : before;
  }
  if (begun.points.length < FEWEST_POINTS) return before;
  return added(before, begun.kind, begun.points);
}

/** A new shape, in place of an earlier one of its kind where there may be one only. */
function added(before: Board, kind: Kind, points: readonly Point[]): Board {
  const id =
    Math.max(0, ...[before, ...before.past, ...before.future].flatMap((one) => one.shapes.map((s) => s.id))) + 1;
  const others = kind === "privacy" ? before.shapes : before.shapes.filter((shape) => shape.kind !== kind);
  const after = changed(before, { shapes: [...others, { id, kind, points: points.map(clamped) }], begun: null });
  return { ...after, selected: { shape: id, point: null } };
}

type Points = readonly Point[];

function reshaped(before: Board, shape: number, act: (points: Points) => Points, point: number | null = 0): Board {
  const old = before.shapes.find(({ id }) => id === shape);
  if (old === undefined || (point !== null && point >= old.points.length)) return before;
  const points = act(old.points);
  if (points.length === old.points.length && points.every((one, n) => same(old.points[n], one))) return before;
  return changed(before, { shapes: before.shapes.map((one) => (one === old ? { ...old, points } : one)) });
}

/** The whole shape moved, as far as the picture reaches. */
function moved(points: Points, by: Point): Points {
  const [dx, dy] = ([0, 1] as const).map((axis) => {
    const along = points.map((point) => point[axis]);
    return Math.min(1 - Math.max(...along), Math.max(-Math.min(...along), by[axis]));
  }) as [number, number];
  return points.map(([x, y]) => clamped([x + dx, y + dy]));
}

function inserted(points: Points, after: number, at: Point): Points {
  if (points.length >= MOST_POINTS || after >= points.length) return points;
  return points.toSpliced(after + 1, 0, clamped(at));
}

/** Takes away the chosen point, or the chosen shape; of a triangle no point. */
function remove(before: Board): Board {
  const { selected } = before;
  if (selected === null) return before;
  const { shape, point } = selected;
  if (point === null) {
    const shapes = before.shapes.filter(({ id }) => id !== shape);
    return shapes.length === before.shapes.length ? before : { ...changed(before, { shapes }), selected: null };
  }
  const after = reshaped(before, shape, (points) =>
    points.length > FEWEST_POINTS ? points.toSpliced(point, 1) : points,
  );
  return after === before ? before : { ...after, selected: { shape, point: Math.max(0, point - 1) } };
}
