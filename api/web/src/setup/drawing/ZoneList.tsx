import { ActionIcon, Button } from "@mantine/core";
import type { RefObject } from "react";

import { useWords } from "../../words/useWords";
import type { FieldProblem } from "../answers";
import type { How } from "./board";
import { findings, type Finding } from "./checks";
import { PointTable } from "./PointTable";
import { KINDS, MOST_MASKS, type Kind, type Shape } from "./shapes";
import type { Editing } from "./useEditing";
import { ZoneMark } from "./ZoneMark";

interface Props {
  editing: Editing;
  problems: readonly FieldProblem[];
  /** Where drawing goes on by keyboard. */
  picture: RefObject<HTMLElement | null>;
}

const HOWS: readonly How[] = ["rectangle", "polygon"];

/** What can be drawn and what is, with the same choices as the picture: whoever does not see it draws here. */
export function ZoneList({ editing, problems, picture }: Props) {
  const { t } = useWords();
  const found = findings(editing.state.shapes);
  return (
    <ul className="zone-list" aria-label={t("setup.zones")}>
      {KINDS.map((kind) => (
        <ZoneEntry
          key={kind}
          kind={kind}
          editing={editing}
          found={found.filter((one) => one.kind === kind)}
          told={problems.filter(({ path }) => path.includes(`.${kind}`))}
          picture={picture}
        />
      ))}
    </ul>
  );
}

interface EntryProps {
  kind: Kind;
  editing: Editing;
  found: readonly Finding[];
  told: readonly FieldProblem[];
  picture: RefObject<HTMLElement | null>;
}

function ZoneEntry({ kind, editing, found, told, picture }: EntryProps) {
  const { t } = useWords();
  const { state, act } = editing;
  const shapes = state.shapes.filter((shape) => shape.kind === kind);
  const whole = found.filter(({ shape, wrong }) => shape === null && wrong !== "no_staff");
  const mayAdd = kind === "privacy" ? shapes.length < MOST_MASKS : shapes.length === 0;
  const zone = t(`zone.${kind}`);
  return (
    <li className="zone-entry" data-begun={state.begun?.kind === kind || undefined}>
      <div className="zone-head">
        <ZoneMark kind={kind} />
        <h3>{zone}</h3>
        {kind === "staff" && <small>{t("setup.required")}</small>}
      </div>
      {shapes.length === 0 && <p className="zone-note">{t(`setup.zone.${kind}`)}</p>}
      {shapes.map((shape, n) => (
        <ShapeEntry
          key={shape.id}
          shape={shape}
          name={kind === "privacy" ? `${zone} ${n + 1}` : zone}
          editing={editing}
          found={found.filter((one) => one.shape === shape.id)}
        />
      ))}
      {mayAdd && (
        <div className="zone-buttons">
          {HOWS.map((how) => (
            <Button
              key={how}
              size="compact-sm"
              variant={kind === "staff" ? "filled" : "default"}
              aria-label={`${t(`setup.how.${how}`)}: ${zone}`}
              title={t(`setup.how.${how}.note`)}
              aria-pressed={state.begun?.kind === kind && state.begun.how === how}
              onClick={() => {
                editing.setAim(null);
                act({ do: "begin", kind, how });
                picture.current?.querySelector<HTMLElement>(".picture-frame")?.focus();
              }}
            >
              {t(`setup.how.${how}`)}
            </Button>
          ))}
        </div>
      )}
      {whole.map(({ wrong }) => (
        <p key={wrong} className="fault" role="alert">
          {t(`setup.wrong.${wrong}`)}
        </p>
      ))}
      {found.every(({ wrong }) => wrong === "no_staff") && <Told problems={told} />}
    </li>
  );
}

/** What the API says of it in its own words, where this page has none. */
function Told({ problems }: { problems: readonly FieldProblem[] }) {
  return problems.map(({ path, message }) => (
    <p key={path} className="fault" role="alert" lang="en">
      {message}
    </p>
  ));
}

interface ShapeProps {
  shape: Shape;
  name: string;
  editing: Editing;
  found: readonly Finding[];
}

function ShapeEntry({ shape, name, editing, found }: ShapeProps) {
  const { t } = useWords();
  const { state, act } = editing;
  const chosen = state.selected?.shape === shape.id;
  return (
    <div className="shape-entry" data-chosen={chosen || undefined}>
      <div className="shape-head">
        <button
          type="button"
          className="shape-choice"
          aria-expanded={chosen}
          onClick={() => {
            act({ do: "select", selected: chosen ? null : { shape: shape.id, point: null } });
          }}
        >
          {t("setup.shape", { name, n: shape.points.length })}
        </button>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("setup.remove_shape", { name })}
          title={t("setup.remove_shape", { name })}
          onClick={() => {
            act({ do: "select", selected: { shape: shape.id, point: null } });
            act({ do: "remove" });
          }}
        >
          <svg viewBox="0 0 20 20" className="icon" aria-hidden>
            <path d="M5 6h10M8 6V4h4v2M6.500 6l.7 10h5.600l.7-10M8.700 9v4.500M11.300 9v4.500" />
          </svg>
        </ActionIcon>
      </div>
      {found.map(({ wrong }) => (
        <p key={wrong} className="fault" role="alert">
          {t(`setup.wrong.${wrong}`)}
        </p>
      ))}
      {chosen && <PointTable shape={shape} name={name} editing={editing} />}
    </div>
  );
}
