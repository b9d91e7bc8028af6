import { useMemo, useRef, type Dispatch } from "react";

import { useWords } from "../../words/useWords";
import type { FieldProblem } from "../answers";
import { DraftVerdict } from "../judging/DraftVerdict";
import { distinct } from "../judging/people";
import { PeopleLayer } from "../judging/PeopleLayer";
import { useDraft } from "../judging/useDraft";
import { useLooks } from "../judging/useLooks";
import type { Act, Board } from "./board";
import { findings } from "./checks";
import type { Neighbour } from "./DrawingLayer";
import type { Size } from "./geometry";
import { historyKey } from "./keys";
import { LiveBelow } from "./LiveBelow";
import { PictureFrame } from "./PictureFrame";
import { zonesOf } from "./shapes";
import { Tools } from "./Tools";
import { useEditing } from "./useEditing";
import { ZoneList } from "./ZoneList";

interface Props {
  /** A camera of the site, or a probe. */
  camera: string;
  /** A picture until the live one comes. */
  first: string | null;
  size: Size | null;
  name: string;
  drawn: [Board, Dispatch<Act>];
  neighbours: readonly Neighbour[];
  problems: readonly FieldProblem[];
}

const USUAL: Size = [1280, 720];

/** Zones drawn on the live picture, judged while they are drawn. */
export function ZoneEditor({ camera, first, size, name, drawn, neighbours, problems }: Props) {
  const { t } = useWords();
  const heard = useLooks(camera);
  const others = useMemo(() => neighbours.map(({ staff }) => staff), [neighbours]);
  const pixels = heard?.look.size_wh ?? size ?? USUAL;
  const editing = useEditing(drawn, pixels, others);
  const { shapes } = editing.state;
  const zones = useMemo(() => zonesOf(shapes), [shapes]);
  const valid = useMemo(() => findings(shapes).length === 0, [shapes]);
  const answer = useDraft(camera, valid ? zones : null);
  const people = useMemo(() => distinct(heard?.look.people ?? []), [heard]);
  const picture = useRef<HTMLDivElement>(null);
  const written = (target: EventTarget) => target instanceof HTMLInputElement && target.type !== "checkbox";
  return (
    <div
      className="zone-editor"
      onKeyDown={(event) => {
        if (!written(event.target) && historyKey(event, editing)) event.preventDefault();
      }}
    >
      <div className="zone-stage" ref={picture}>
        <Tools editing={editing} />
        <PictureFrame
          editing={editing}
          neighbours={neighbours}
          label={t("setup.picture_of", { name })}
          picture={<LiveBelow camera={camera} first={first} />}
          layers={
            heard !== null && (
              <PeopleLayer
                people={people}
                zones={zones}
                others={others}
                pixels={pixels}
                view={editing.view}
                base={editing.base}
              />
            )
          }
        />
      </div>
      <aside className="zone-side" aria-label={t("setup.zones")}>
        <DraftVerdict heard={heard} people={people} zones={zones} valid={valid} others={others} pixels={pixels} />
        <ZoneList editing={editing} problems={[...problems, ...answer.problems]} picture={picture} />
      </aside>
    </div>
  );
}
