import { Button, Group, Radio } from "@mantine/core";
import { useEffect, useState, type Dispatch, type ReactNode } from "react";
import { useBlocker } from "react-router";

import { useWords } from "../../words/useWords";
import { Asked } from "../Asked";
import type { Act, Board } from "../drawing/board";
import { findings } from "../drawing/checks";
import type { Neighbour } from "../drawing/DrawingLayer";
import type { Size } from "../drawing/geometry";
import { zonesOf } from "../drawing/shapes";
import { ZoneEditor } from "../drawing/ZoneEditor";
import type { Edit } from "../site/edits";
import { SaveOutcome } from "../site/SaveOutcome";
import type { Saving } from "../site/useSite";

export type Covers = "full" | "part";

interface Props {
  camera: string;
  first: string | null;
  size: Size | null;
  name: string;
  drawn: [Board, Dispatch<Act>];
  neighbours: readonly Neighbour[];
  covers: Covers;
  onCovers: (covers: Covers) => void;
  saving: Saving;
  edit: (board: Board, covers: Covers) => Edit;
  dirty: boolean;
  children?: ReactNode;
}

/** Drawing, seeing it judged, and saving it as a new version of the site. */
export function DrawStep({ drawn, covers, onCovers, saving, edit, dirty, children, ...rest }: Props) {
  const { t } = useWords();
  const [tried, setTried] = useState(false);
  const [board] = drawn;
  const wrong = findings(board.shapes);
  const { outcome } = saving;
  const leaving = useLeaving(dirty && outcome?.kind !== "saved");
  const problems = outcome?.kind === "refused" ? outcome.problem.problems : [];
  return (
    <>
      <ZoneEditor drawn={drawn} problems={problems.filter(({ path }) => path.includes(".zones"))} {...rest} />
      <div className="save-bar">
        <Radio.Group
          value={covers}
          onChange={(value) => {
            onCovers(value === "part" ? "part" : "full");
          }}
          label={t("setup.covers")}
        >
          <Group gap="md">
            <Radio value="full" label={t("setup.covers.full")} />
            <Radio value="part" label={t("setup.covers.part")} />
          </Group>
        </Radio.Group>
        <div className="save-told" aria-live="polite">
          {tried && wrong.length > 0 && (
            <p className="fault">
              {wrong.map((one) => `${t(`zone.${one.kind}`)}: ${t(`setup.wrong.${one.wrong}`)}`).join(" ")}
            </p>
          )}
          {children}
        </div>
        <Button
          size="md"
          loading={saving.busy}
          onClick={() => {
            setTried(true);
            if (wrong.length === 0 && board.begun === null) saving.save(edit(board, covers));
          }}
        >
          {t("setup.save")}
        </Button>
      </div>
      {tried && board.begun !== null && <p className="fault save-fault">{t("setup.wrong.begun")}</p>}
      <SaveOutcome saving={saving} />
      {leaving.state === "blocked" && (
        <Asked
          title={t("setup.leave")}
          text={t("setup.leave.note")}
          yes={t("setup.leave.yes")}
          onYes={leaving.proceed}
          onNo={leaving.reset}
        />
      )}
    </>
  );
}

/** Who goes elsewhere with something unsaved is asked first. */
function useLeaving(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("beforeunload", ask);
    };
  }, [dirty]);
  return useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname);
}

export function edited(board: Board, make: (zones: ReturnType<typeof zonesOf>) => Edit): Edit {
  return make(zonesOf(board.shapes));
}
