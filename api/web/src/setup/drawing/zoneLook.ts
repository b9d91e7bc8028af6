import type { Kind } from "./shapes";

/** How a kind of zone is drawn: on pictures of every brightness, so not by the page's appearance. */
export interface ZoneLook {
  colour: string;
  /** Strokes and gaps of the outline, px. */
  dash: readonly number[];
  /** What fills it: strokes of a tile of `TILE` px. */
  tile: readonly (readonly [number, number, number, number])[];
}

/** As the page has them: a canvas inherits none. */
export const FONT = '"Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** A size of letters, px at 16 px to the rem: larger on large screens, as the page's own are. */
export function letters(px: number): number {
  return (px * parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16;
}

export const TILE = 12;

export const LOOKS: Record<Kind, ZoneLook> = {
  staff: { colour: "#4db2ff", dash: [], tile: [[0, 12, 12, 0]] },
  customer: { colour: "#ffb938", dash: [12, 5], tile: [[0, 0, 12, 12]] },
  desk_phone: { colour: "#4fe0b0", dash: [3, 4], tile: [[0, 6, 12, 6]] },
  sign: { colour: "#ff8ad8", dash: [10, 4, 2, 4], tile: [[6, 0, 6, 12]] },
  privacy: {
    colour: "#ffffff",
    dash: [],
    tile: [
      [0, 12, 12, 0],
      [0, 0, 12, 12],
    ],
  },
};

const FAINT = 0.3;

/** The tile of a kind, to be repeated. A mask is dark: what lies under it is not looked at. */
export function tileOf(kind: Kind): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = TILE;
  const brush = canvas.getContext("2d");
  if (brush === null) return canvas;
  if (kind === "privacy") {
    brush.fillStyle = "rgb(0 0 0 / 72%)";
    brush.fillRect(0, 0, TILE, TILE);
  }
  brush.globalAlpha = FAINT;
  brush.fillStyle = LOOKS[kind].colour;
  if (kind !== "privacy") {
    brush.globalAlpha = FAINT / 3;
    brush.fillRect(0, 0, TILE, TILE);
    brush.globalAlpha = FAINT;
  }
  brush.strokeStyle = LOOKS[kind].colour;
  brush.lineWidth = 1.5;
  for (const [ax, ay, bx, by] of LOOKS[kind].tile) {
    brush.beginPath();
    brush.moveTo(ax, ay);
    brush.lineTo(bx, by);
    brush.stroke();
  }
  return canvas;
}
