import { ActionIcon, Button, Switch } from "@mantine/core";

import { useWords } from "../../words/useWords";
import type { Begun, Board } from "./board";
import { crossing, lineCrossing } from "./checks";
import { ZOOM_STEP, type Editing } from "./useEditing";

const ICONS = {
  undo: "M8 5L4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",
  redo: "M12 5l4 4-4 4M16 9H8a4 4 0 0 0 0 8h2",
  zoom_out: "M5 10h10",
  zoom_in: "M5 10h10M10 5v10",
  whole: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
} as const;

/** Undo, redo, zoom and whether points snap; while something is drawn, how to end it. */
export function Tools({ editing }: { editing: Editing }) {
  const { t } = useWords();
  const { state, act, view } = editing;
  const acts: Record<keyof typeof ICONS, [() => void, boolean]> = {
    undo: [
      () => {
        act({ do: "undo" });
      },
      state.past.length === 0,
    ],
    redo: [
      () => {
        act({ do: "redo" });
      },
      state.future.length === 0,
    ],
    zoom_out: [
      () => {
        editing.zoom(1 / ZOOM_STEP);
      },
      view.scale <= 1,
    ],
    zoom_in: [
      () => {
        editing.zoom(ZOOM_STEP);
      },
      false,
    ],
    whole: [
      () => {
        editing.whole();
      },
      view.scale <= 1,
    ],
  };
  return (
    <div className="drawing-tools" role="toolbar" aria-label={t("setup.tools")}>
      {(["undo", "redo", "zoom_out", "zoom_in", "whole"] as const).map((tool) => (
        <ActionIcon
          key={tool}
          variant="default"
          size="lg"
          aria-label={t(`setup.tool.${tool}`)}
          title={t(`setup.tool.${tool}`)}
          disabled={acts[tool][1]}
          onClick={acts[tool][0]}
        >
          <svg viewBox="0 0 20 20" className="icon" aria-hidden>
            <path d={ICONS[tool]} />
          </svg>
        </ActionIcon>
      ))}
      <output className="drawing-scale" aria-label={t("setup.tool.scale")}>
        {`${Math.round(view.scale * 100)} %`}
      </output>
      <Switch
        label={t("setup.snap")}
        title={t("setup.snap.note")}
        checked={editing.snapping}
        onChange={(event) => {
          editing.setSnapping(event.currentTarget.checked);
        }}
      />
      <Hint state={state} />
      <Ending editing={editing} />
    </div>
  );
}

/** What to do next; of an outline that crosses itself, how to mend it. */
function Hint({ state: { begun, shapes } }: { state: Board }) {
  const { t } = useWords();
  const crossed = begun === null ? shapes.find(({ points }) => crossing(points) !== null) : undefined;
  const wrong = crossed !== undefined || (begun !== null && lineCrossing(begun.points) !== null);
  return (
    <p className="drawing-hint" role="status" data-wrong={wrong || undefined}>
      {begun !== null
        ? t(`setup.hint.${stepOf(begun)}`, { zone: t(`zone.${begun.kind}`), n: begun.points.length })
        : crossed === undefined
          ? t("setup.hint.choose")
          : `${t(`zone.${crossed.kind}`)}: ${t("setup.wrong.crosses")}`}
    </p>
  );
}

function stepOf({ how, points }: Begun) {
  if (how === "rectangle") return points.length === 0 ? "rectangle" : "opposite";
  return lineCrossing(points) === null ? "polygon" : "crosses";
}

/** How what is being drawn is ended. */
function Ending({ editing: { state, act } }: { editing: Editing }) {
  const { t } = useWords();
  if (state.begun === null) return null;
  const { how, points } = state.begun;
  const rectangle = how === "rectangle";
  return (
    <>
      <Button
        size="compact-sm"
        variant={rectangle ? "default" : "filled"}
        disabled={rectangle ? points.length > 0 : points.length < 3}
        onClick={() => {
          act({ do: "close" });
        }}
      >
        {t(rectangle ? "setup.into_middle" : "setup.close_shape")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          act({ do: "cancel" });
        }}
      >
        {t("setup.cancel")}
      </Button>
    </>
  );
}
