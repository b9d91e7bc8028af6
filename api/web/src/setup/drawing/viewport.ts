import type { Size } from "./geometry";
import type { Point } from "./shapes";

/** Which part of the picture is shown: `scale` 1 is all of it; `x`, `y` is where its corner is, px of the screen. */
export interface Viewport {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: Viewport = { scale: 1, x: 0, y: 0 };
export const MOST_SCALE = 12;

/** The picture's size on the screen, px. */
export function sizeOf(view: Viewport, [width, height]: Size): Size {
  return [width * view.scale, height * view.scale];
}

export function toScreen([px, py]: Point, view: Viewport, base: Size): Point {
  const [width, height] = sizeOf(view, base);
  return [view.x + px * width, view.y + py * height];
}

export function toPicture([sx, sy]: Point, view: Viewport, base: Size): Point {
  const [width, height] = sizeOf(view, base);
  return [(sx - view.x) / width, (sy - view.y) / height];
}

/** No part of the frame may be without picture. */
function held({ scale, x, y }: Viewport, base: Size): Viewport {
  const within = (at: number, size: number) => Math.min(0, Math.max(size - size * scale, at));
  return { scale, x: within(x, base[0]), y: within(y, base[1]) };
}

/** Larger or smaller by `factor`, the place under `around` (px of the screen) stays where it is. */
export function zoomed(view: Viewport, factor: number, around: Point, base: Size): Viewport {
  const scale = Math.min(MOST_SCALE, Math.max(1, view.scale * factor));
  const [px, py] = toPicture(around, view, base);
  return held({ scale, x: around[0] - px * base[0] * scale, y: around[1] - py * base[1] * scale }, base);
}

export function panned(view: Viewport, [dx, dy]: Point, base: Size): Viewport {
  return held({ ...view, x: view.x + dx, y: view.y + dy }, base);
}
