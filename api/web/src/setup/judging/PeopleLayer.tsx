import "konva/lib/shapes/Circle";
import "konva/lib/shapes/Label";
import "konva/lib/shapes/Rect";
import "konva/lib/shapes/Text";

import { Circle, Group, Label, Layer, Rect, Tag, Text } from "react-konva/lib/ReactKonvaCore";

import { useWords } from "../../words/useWords";
import { FONT, letters, LOOKS } from "../drawing/zoneLook";
import type { Size } from "../drawing/geometry";
import type { Point, Zones } from "../drawing/shapes";
import { toScreen, type Viewport } from "../drawing/viewport";
import { anchor, likely, roleOf, type PersonSeen, type Role } from "./people";

const COLOURS: Record<Role, string> = {
  staff: LOOKS.staff.colour,
  visitor: LOOKS.customer.colour,
  other: "#c7d2dc",
  nobody: "#e4e9ee",
};
const DASHES: Record<Role, number[]> = { staff: [], visitor: [12, 5], other: [4, 4], nobody: [4, 4] };

interface Props {
  people: readonly PersonSeen[];
  zones: Zones;
  others: readonly (readonly Point[])[];
  pixels: Size;
  view: Viewport;
  base: Size;
}

/** Who was found in the picture, and whom the zones as drawn take them for. */
export function PeopleLayer({ people, zones, others, pixels, view, base }: Props) {
  return (
    <Layer listening={false}>
      {people.map((person) => (
        <Somebody
          key={`${person.view} ${person.id}`}
          person={person}
          role={roleOf(person, zones, others, pixels)}
          place={(point) => toScreen(point, view, base)}
        />
      ))}
    </Layer>
  );
}

function Somebody({ person, role, place }: { person: PersonSeen; role: Role; place: (point: Point) => Point }) {
  const { t } = useWords();
  const [left, top] = place([person.box[0], person.box[1]]);
  const [right, bottom] = place([person.box[2], person.box[3]]);
  const [x, y] = place(anchor(person));
  const sure = likely(person);
  return (
    <Group opacity={sure ? 1 : 0.45}>
      {sure && (
        <Rect
          x={left}
          y={top}
          width={right - left}
          height={bottom - top}
          stroke="#10161d"
          strokeWidth={4.5}
          opacity={0.5}
          cornerRadius={4}
        />
      )}
      <Rect
        x={left}
        y={top}
        width={right - left}
        height={bottom - top}
        stroke={COLOURS[role]}
        strokeWidth={sure ? 2.5 : 1.5}
        dash={DASHES[role]}
        cornerRadius={4}
      />
      <Circle x={x} y={y} radius={4} fill={COLOURS[role]} stroke="#10161d" strokeWidth={1.5} />
      {sure && (
        <Label x={left} y={bottom - letters(21)}>
          <Tag fill={COLOURS[role]} cornerRadius={3} />
          <Text text={t(`setup.role.${role}`)} fontSize={letters(12)} fontFamily={FONT} fill="#10161d" padding={4} />
        </Label>
      )}
    </Group>
  );
}
