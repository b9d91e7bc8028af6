/** A place in the picture: fractions 0..1 of its width and height, from the top left corner. */
export type Point = readonly [number, number];

export const KINDS = ["staff", "customer", "desk_phone", "sign", "privacy"] as const;
/** 工位区, 办事区, 座机区, 提示牌位置, 隐私遮挡区. Of privacy masks a view may have many, of the others one. */
export type Kind = (typeof KINDS)[number];

export interface Shape {
  /** The same as long as the shape is there. */
  id: number;
  kind: Kind;
  points: readonly Point[];
}

/** The zones of a view, as a site file has them. */
export interface Zones {
  staff?: readonly Point[] | null;
  customer?: readonly Point[] | null;
  desk_phone?: readonly Point[] | null;
  sign?: readonly Point[] | null;
  privacy?: readonly (readonly Point[])[];
}

export const MOST_POINTS = 200;
export const MOST_MASKS = 50;

export function shapesOf(zones: Zones): Shape[] {
  const single = KINDS.filter((kind) => kind !== "privacy").map((kind) => ({ kind, points: zones[kind] ?? [] }));
  const masks = (zones.privacy ?? []).map((points) => ({ kind: "privacy" as const, points }));
  return [...single, ...masks].filter(({ points }) => points.length > 0).map((shape, n) => ({ id: n + 1, ...shape }));
}

/** `shapes` as zones; what was not drawn is left out. */
export function zonesOf(shapes: readonly Shape[]): Zones {
  const zones: Zones = {};
  for (const { kind, points } of shapes) {
    const told = points.map(rounded);
    if (kind === "privacy") zones.privacy = [...(zones.privacy ?? []), told];
    else zones[kind] = told;
  }
  return zones;
}

const STEPS = 100_000;

/** A hundred-thousandth of the picture is a fiftieth of a pixel: enough, and short to write. */
function rounded([x, y]: Point): Point {
  return [Math.round(x * STEPS) / STEPS, Math.round(y * STEPS) / STEPS];
}

export function clamped([x, y]: Point): Point {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
}
