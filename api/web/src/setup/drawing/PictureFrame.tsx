import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Stage } from "react-konva/lib/ReactKonvaCore";

import { useWords } from "../../words/useWords";
import { DrawingLayer, type Neighbour } from "./DrawingLayer";
import { pictureKey, placed } from "./keys";
import type { Editing } from "./useEditing";
import { usePointing } from "./usePointing";

interface Props {
  editing: Editing;
  neighbours: readonly Neighbour[];
  label: string;
  /** The live picture, as large as the frame. */
  picture: ReactNode;
  /** Further layers, below the zones. */
  layers: ReactNode;
}

const ZOOM_PER_PX = 0.0018;

/** The picture with what is drawn on it; it is drawn with the pointer and with keys. */
export function PictureFrame({ editing, neighbours, label, picture, layers }: Props) {
  const { t } = useWords();
  const { ref: measured, width, height } = useElementSize<HTMLDivElement>();
  const frame = useRef<HTMLDivElement>(null);
  const both = useMergedRef(measured, frame);
  const panning = useRef<"no" | "held" | "used">("no");
  const [held, setHeld] = useState(false);
  const pointing = usePointing(editing, () => {
    if (panning.current === "held") panning.current = "used";
    return panning.current !== "no";
  });
  const keys = useId();
  const { setBase, view, state } = editing;
  useEffect(() => {
    if (width > 0) setBase([width, height]);
  }, [setBase, width, height]);
  useWheel(frame, editing);
  const space = (down: boolean) => {
    if (!down) panning.current = "no";
    else if (panning.current === "no") panning.current = "held";
    setHeld(down);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === " ") {
      space(true);
      event.preventDefault();
    } else if (pictureKey(event, editing)) event.preventDefault();
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key !== " ") return;
    const used = panning.current === "used";
    space(false);
    if (!used) placed(editing);
  };
  const { over, ...handlers } = pointing;
  const [imageWidth, imageHeight] = editing.pixels;
  const aspect = imageWidth / imageHeight;
  return (
    <div
      ref={both}
      className="picture-frame"
      style={{ aspectRatio: aspect, width: `min(100%, calc((100vh - var(--around-picture)) * ${aspect}))` }}
      tabIndex={0}
      role="application"
      aria-label={label}
      aria-describedby={keys}
      data-drawing={state.begun !== null || undefined}
      data-over={over ?? undefined}
      data-panning={held || undefined}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
      onBlur={() => {
        space(false);
      }}
      {...handlers}
    >
      <p id={keys} className="for-reader">
        {t("setup.keys")}
      </p>
      <div className="picture-below" style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
        {picture}
      </div>
      {width > 0 && (
        <Stage width={width} height={height} listening={false} className="picture-above">
          {layers}
          <DrawingLayer editing={editing} neighbours={neighbours} />
        </Stage>
      )}
    </div>
  );
}

/** The wheel zooms around the pointer; React's own listeners could not keep the page from scrolling. */
function useWheel(frame: React.RefObject<HTMLDivElement | null>, { zoom }: Editing): void {
  const latest = useRef(zoom);
  useEffect(() => {
    latest.current = zoom;
  }, [zoom]);
  useEffect(() => {
    const element = frame.current;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const box = element?.getBoundingClientRect();
      latest.current(Math.exp(-event.deltaY * ZOOM_PER_PX), [
        event.clientX - (box?.left ?? 0),
        event.clientY - (box?.top ?? 0),
      ]);
    };
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [frame]);
}
