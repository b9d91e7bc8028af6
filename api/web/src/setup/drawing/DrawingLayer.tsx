import "konva/lib/shapes/Circle";
import "konva/lib/shapes/Label";
import "konva/lib/shapes/Line";
import "konva/lib/shapes/Rect";
import "konva/lib/shapes/Text";

import { useMemo } from "react";
import { Circle, Group, Label, Layer, Line, Rect, Tag, Text } from "react-konva/lib/ReactKonvaCore";

import { useWords } from "../../words/useWords";
import type { Begun } from "./board";
import { crossing, lineCrossing } from "./checks";
import { closes } from "./hits";
import { rectangleBetween } from "./rectangles";
import { KINDS, type Point, type Shape } from "./shapes";
import type { Editing } from "./useEditing";
import { sizeOf, toScreen } from "./viewport";
import { FONT, letters, LOOKS, tileOf } from "./zoneLook";

type Place = (point: Point) => Point;
const DARK = "#10161d";
const WRONG = "#ff4d4d";

export interface Neighbour {
  name: string;
  staff: readonly Point[];
}

/** Zones, their points and what is being drawn, in pixels of the screen: lines are as wide at every zoom. */
export function DrawingLayer({ editing, neighbours }: { editing: Editing; neighbours: readonly Neighbour[] }) {
  const { state, view, base } = editing;
  const place: Place = (point) => toScreen(point, view, base);
  const tiles = useMemo(() => Object.fromEntries(KINDS.map((kind) => [kind, tileOf(kind)])), []);
  const chosen = state.shapes.find(({ id }) => id === state.selected?.shape);
  const ordered = [...state.shapes.filter((shape) => shape !== chosen), ...(chosen ? [chosen] : [])];
  return (
    <Layer listening={false}>
      {neighbours.map(({ name, staff }) => (
        <Group key={name} opacity={0.8}>
          <Outline points={staff.map(place)} colour="#c7d2dc" dash={[2, 5]} width={1.5} />
          <Name text={name} points={staff.map(place)} colour="#c7d2dc" />
        </Group>
      ))}
      {ordered.map((shape) => (
        <Drawn key={shape.id} shape={shape} place={place} tile={tiles[shape.kind]} chosen={shape === chosen} />
      ))}
      {chosen !== undefined && (
        <Handles
          points={chosen.points.map(place)}
          colour={LOOKS[chosen.kind].colour}
          at={state.selected?.point ?? null}
        />
      )}
      <BegunShape editing={editing} place={place} />
      {editing.aim !== null && <Aim at={place(editing.aim.at)} snapped={editing.aim.to !== null} />}
    </Layer>
  );
}

interface OutlineProps {
  points: readonly Point[];
  colour: string;
  dash: readonly number[];
  width: number;
}

/** A line that is seen on every ground: light on a dark one that is wider. */
function Outline({ points, colour, dash, width }: OutlineProps) {
  return (
    <>
      <Line points={points.flat()} closed stroke={DARK} strokeWidth={width + 2.5} opacity={0.55} lineJoin="round" />
      <Line points={points.flat()} closed stroke={colour} strokeWidth={width} dash={[...dash]} lineJoin="round" />
    </>
  );
}

interface DrawnProps {
  shape: Shape;
  place: Place;
  tile: HTMLCanvasElement | undefined;
  chosen: boolean;
}

function Drawn({ shape, place, tile, chosen }: DrawnProps) {
  const { t } = useWords();
  const { colour, dash } = LOOKS[shape.kind];
  const points = shape.points.map(place);
  const cross = crossing(shape.points);
  return (
    <Group>
      <Line
        points={points.flat()}
        closed
        fillPatternImage={tile as unknown as HTMLImageElement}
        fillPatternRepeat="repeat"
      />
      <Outline points={points} colour={cross === null ? colour : WRONG} dash={dash} width={chosen ? 3 : 2} />
      <Name text={t(`zone.${shape.kind}`)} points={points} colour={colour} />
      {cross !== null && <Crossed at={place(cross)} />}
    </Group>
  );
}

/** At the highest point, inside the frame. */
function Name({ text, points, colour }: { text: string; points: readonly Point[]; colour: string }) {
  const top = [...points].sort((a, b) => a[1] - b[1])[0] ?? [0, 0];
  const left = Math.min(...points.filter((point) => point[1] - top[1] < 12).map((point) => point[0]));
  return (
    <Label x={Math.max(2, left)} y={Math.max(2, top[1] - letters(24))} opacity={0.92}>
      <Tag fill={DARK} cornerRadius={3} />
      <Text text={text} fontSize={letters(13)} fontFamily={FONT} fill={colour} padding={4} />
    </Label>
  );
}

function Handles({ points, colour, at }: { points: readonly Point[]; colour: string; at: number | null }) {
  return (
    <>
      {points.map(([x, y], n) => (
        <Circle
          key={n}
          x={x}
          y={y}
          radius={n === at ? 8 : 5.5}
          fill={n === at ? colour : DARK}
          stroke={n === at ? "#ffffff" : colour}
          strokeWidth={2}
        />
      ))}
    </>
  );
}

/** What is being drawn, with a band to where the next point would go. */
function BegunShape({ editing, place }: { editing: Editing; place: Place }) {
  const { begun } = editing.state;
  if (begun === null) return null;
  const rectangle = begun.how === "rectangle";
  const aim = editing.aim?.at ?? null;
  const closed = aim !== null && closes(begun, aim, sizeOf(editing.view, editing.base));
  const led = withNext(begun, closed ? (begun.points[0] ?? null) : aim);
  const cross = rectangle ? null : lineCrossing(led);
  const colour = cross === null ? LOOKS[begun.kind].colour : WRONG;
  const line = led.map(place).flat();
  return (
    <>
      <Line points={line} closed={rectangle} stroke={DARK} strokeWidth={4.5} opacity={0.55} />
      <Line points={line} closed={rectangle} stroke={colour} strokeWidth={2} dash={[6, 4]} />
      {begun.points.map(place).map(([x, y], n) => (
        <Circle
          key={n}
          x={x}
          y={y}
          radius={n === 0 && begun.points.length > 2 ? 8 : 5}
          fill={n === 0 ? colour : DARK}
          stroke={n === 0 ? "#ffffff" : colour}
          strokeWidth={2}
        />
      ))}
      {cross !== null && <Crossed at={place(cross)} />}
    </>
  );
}

/** The points as they would be with the next one at `aim`. */
function withNext({ how, points }: Begun, aim: Point | null): readonly Point[] {
  const first = points[0];
  if (aim === null || first === undefined) return points;
  return how === "rectangle" ? (rectangleBetween(first, aim) ?? [first, aim]) : [...points, aim];
}

function Aim({ at: [x, y], snapped }: { at: Point; snapped: boolean }) {
  return snapped ? (
    <Rect x={x - 7} y={y - 7} width={14} height={14} stroke="#ffffff" strokeWidth={2} />
  ) : (
    <>
      <Line points={[x - 9, y, x + 9, y]} stroke="#ffffff" strokeWidth={1.5} />
      <Line points={[x, y - 9, x, y + 9]} stroke="#ffffff" strokeWidth={1.5} />
    </>
  );
}

function Crossed({ at: [x, y] }: { at: Point }) {
  return <Circle x={x} y={y} radius={11} stroke={WRONG} strokeWidth={3} />;
}
