import type { BlindReason, EventMessage, Piece, Presence } from "../api/client";
import type { Stretch } from "./window";

export const LANES: readonly Presence[] = ["present", "absent", "blind", "unscheduled"];

/** Heights of the picture's parts, CSS px. */
export interface Layout {
  events: number;
  lane: number;
  gap: number;
  visitor: number;
  axis: number;
  letters: number;
}

const FULL: Layout = { events: 20, lane: 26, gap: 5, visitor: 12, axis: 22, letters: 11 };

/** How much larger than 16 px the page's letters are: lanes go with them. */
export function largeness(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

export function layoutFor(factor: number): Layout {
  const { events, lane, gap, visitor, axis, letters } = FULL;
  return {
    events: events * factor,
    lane: lane * factor,
    gap: gap * factor,
    visitor: visitor * factor,
    axis: axis * factor,
    letters: letters * factor,
  };
}

export interface Colours {
  states: Record<Presence, string>;
  ink: string;
  faint: string;
  track: string;
  visitor: string;
  severities: Record<EventMessage["severity"], string>;
}

export interface Scene {
  stretch: Stretch;
  pieces: readonly Piece[];
  settledUntilMs: number;
  nowMs: number;
  events: readonly EventMessage[];
  ticks: readonly { ms: number; text: string }[];
  chosen: Piece | null;
}

export function laneTop(layout: Layout, lane: number): number {
  return layout.events + layout.gap + lane * (layout.lane + layout.gap);
}

export function heightOf(layout: Layout): number {
  return laneTop(layout, LANES.length) + layout.visitor + layout.axis;
}

type Brush = CanvasRenderingContext2D;
type Stroke = (brush: Brush, size: number) => void;

const line = (brush: Brush, ...points: [number, number, number, number]) => {
  brush.moveTo(points[0], points[1]);
  brush.lineTo(points[2], points[3]);
};

/** A pattern of its own for each reason, so that reasons differ without colour. */
const STROKES: Record<BlindReason, Stroke> = {
  no_picture: (brush, size) => {
    line(brush, 0, size, size, 0);
  },
  dark: (brush, size) => {
    brush.rect(size / 4, size / 4, size / 2, size / 2);
  },
  covered: (brush, size) => {
    line(brush, 0, size, size, 0);
    line(brush, 0, 0, size, size);
  },
  frozen: (brush, size) => {
    line(brush, 0, size / 2, size, size / 2);
  },
  private: (brush, size) => {
    line(brush, size / 2, 0, size / 2, size);
  },
  undecided: (brush, size) => {
    brush.arc(size / 2, size / 2, 1, 0, Math.PI * 2);
  },
};

export function pattern(reason: BlindReason, colour: string, ratio: number): CanvasPattern | string {
  const size = 7;
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(size * ratio);
  const brush = tile.getContext("2d");
  if (brush === null) return colour;
  brush.scale(tile.width / size, tile.height / size);
  brush.globalAlpha = 0.18;
  brush.fillStyle = colour;
  brush.fillRect(0, 0, size, size);
  brush.globalAlpha = 1;
  brush.strokeStyle = colour;
  brush.lineWidth = 1.3;
  brush.beginPath();
  STROKES[reason](brush, size);
  brush.stroke();
  const made = brush.createPattern(tile, "repeat");
  made?.setTransform(new DOMMatrix().scale(1 / ratio));
  return made ?? colour;
}

export interface Canvas {
  brush: Brush;
  width: number;
  ratio: number;
  layout: Layout;
  colours: Colours;
}

/** Draws all of `scene`; x is time, y are the lanes. */
export function draw(canvas: Canvas, scene: Scene): void {
  const { brush, width, layout, colours } = canvas;
  const { from, to } = scene.stretch;
  const x = (ms: number) => ((ms - from) / (to - from)) * width;
  brush.clearRect(0, 0, width, heightOf(layout));
  brush.fillStyle = colours.track;
  const watched = Math.max(0, x(scene.pieces[0]?.from_ms ?? from)); // before it nobody looked: the lanes begin there
  LANES.forEach((_, lane) => {
    brush.fillRect(watched, laneTop(layout, lane), width - watched, layout.lane);
  });
  drawTicks(canvas, scene, x);
  scene.pieces.forEach((piece) => {
    drawPiece(canvas, piece, x);
  });
  drawUnsettled(canvas, scene, x);
  scene.events.forEach((event) => {
    drawEvent(canvas, event, scene, x);
  });
  drawChosen(canvas, scene, x);
}

type Scale = (ms: number) => number;

function drawTicks({ brush, layout, colours, width }: Canvas, scene: Scene, x: Scale): void {
  const bottom = heightOf(layout) - layout.axis;
  brush.font = `${layout.letters}px ${getComputedStyle(document.body).fontFamily}`;
  brush.textBaseline = "middle";
  for (const tick of scene.ticks) {
    const at = Math.round(x(tick.ms)) + 0.5;
    brush.strokeStyle = colours.faint;
    brush.lineWidth = 1;
    brush.beginPath();
    line(brush, at, layout.events, at, bottom + 4);
    brush.stroke();
    brush.fillStyle = colours.ink;
    const room = layout.letters * 2.2;
    brush.textAlign = at < room ? "left" : at > width - room ? "right" : "center";
    brush.fillText(tick.text, Math.min(width, Math.max(0, at)), bottom + layout.axis / 2 + 2);
  }
}

/** A piece in the lane of each state it holds: as high as its share, so that what is short is not hidden. */
function drawPiece({ brush, ratio, layout, colours }: Canvas, piece: Piece, x: Scale): void {
  const left = x(piece.from_ms);
  const wide = Math.max(1, x(piece.to_ms) - left);
  const lastsMs = piece.to_ms - piece.from_ms;
  LANES.forEach((state, lane) => {
    const ms = piece.state_ms[state] ?? 0;
    if (ms <= 0) return;
    const high = Math.max(3, layout.lane * Math.min(1, ms / lastsMs));
    const reason = piece.blind_reason ?? "undecided";
    brush.fillStyle = state === "blind" ? pattern(reason, colours.states.blind, ratio) : colours.states[state];
    brush.fillRect(left, laneTop(layout, lane) + layout.lane - high, wide, high);
  });
  if (piece.customer_ms > 0) {
    brush.fillStyle = colours.visitor;
    const high = Math.max(2, (layout.visitor - 4) * Math.min(1, piece.customer_ms / lastsMs));
    brush.fillRect(left, laneTop(layout, LANES.length) + layout.visitor - 4 - high, wide, high);
  }
}

/** What lies between what is certain and now is left open, with a border. */
function drawUnsettled({ brush, layout, colours }: Canvas, scene: Scene, x: Scale): void {
  const left = x(Math.max(scene.settledUntilMs, scene.stretch.from));
  const right = x(Math.min(scene.nowMs, scene.stretch.to));
  if (right - left < 1) return;
  const top = laneTop(layout, 0);
  brush.save();
  brush.setLineDash([2, 3]);
  brush.strokeStyle = colours.ink;
  brush.lineWidth = 1;
  brush.strokeRect(left + 0.5, top + 0.5, right - left - 1, laneTop(layout, LANES.length) - layout.gap - top - 1);
  brush.restore();
}

function drawEvent({ brush, layout, colours }: Canvas, event: EventMessage, scene: Scene, x: Scale): void {
  if (event.phase === "withdrawn") return;
  const left = x(event.start_ms);
  const right = x(event.end_ms ?? scene.nowMs);
  if (right < 0 || left > x(scene.stretch.to)) return;
  brush.fillStyle = colours.severities[event.severity];
  brush.fillRect(left, layout.events - 6, Math.max(2, right - left), 4);
  brush.beginPath();
  brush.moveTo(left - 5, 2);
  brush.lineTo(left + 5, 2);
  brush.lineTo(left, layout.events - 6);
  brush.fill();
}

function drawChosen({ brush, layout, colours }: Canvas, scene: Scene, x: Scale): void {
  if (scene.chosen === null) return;
  const left = x(scene.chosen.from_ms);
  const wide = Math.max(2, x(scene.chosen.to_ms) - left);
  brush.strokeStyle = colours.ink;
  brush.lineWidth = 2;
  brush.strokeRect(left, laneTop(layout, 0) - 2, wide, laneTop(layout, LANES.length) - laneTop(layout, 0));
}
