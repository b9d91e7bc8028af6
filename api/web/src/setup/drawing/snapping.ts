import { distance, edges, nearestOn, type Size } from "./geometry";
import type { Point } from "./shapes";

export type SnappedTo = "point" | "edge" | "border";

export interface Snapped {
  at: Point;
  to: SnappedTo | null;
}

/** How near something must be, in pixels of the screen. */
export const SNAP_PX = 9;

const CORNERS: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/**
 * `at`, or the nearest point, else the nearest edge of `outlines` or of the picture, within `SNAP_PX`. `size` is that
 * of the picture on the screen.
 */
export function snapped(at: Point, outlines: readonly (readonly Point[])[], size: Size): Snapped {
  const near = (places: Snapped[]) => {
    const within = places.filter((place) => distance(place.at, at, size) <= SNAP_PX);
    return within.sort((a, b) => distance(a.at, at, size) - distance(b.at, at, size))[0];
  };
  const points = [...outlines.flat(), ...CORNERS].map((place) => ({ at: place, to: "point" as const }));
  const lines = outlines.flatMap((outline) => edges(outline).map((edge) => nearestOn(edge, at, size)));
  const borders: Point[] = [
    [0, at[1]],
    [1, at[1]],
    [at[0], 0],
    [at[0], 1],
  ];
  const places: Snapped[] = [
    ...lines.map((place) => ({ at: place, to: "edge" as const })),
    ...borders.map((place) => ({ at: place, to: "border" as const })),
  ];
  return near(points) ?? near(places) ?? { at, to: null };
}
