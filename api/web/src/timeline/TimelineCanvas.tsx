import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from "react";

import { useColours } from "./colours";
import { draw, heightOf, largeness, layoutFor, type Scene } from "./drawing";

interface Props {
  scene: Scene;
  label: string;
  describedBy: string;
  onWidth: (px: number) => void;
  onPoint: (ms: number | null) => void;
  onZoom: (factor: number, aroundMs: number) => void;
  onMove: (share: number) => void;
  onKey: (event: KeyboardEvent) => void;
}

const ZOOM_PER_PX = 0.0016;

/** The drawn timeline: pointing reads, the wheel zooms, dragging moves. */
export function TimelineCanvas({ scene, label, describedBy, onWidth, onPoint, onZoom, onMove, onKey }: Props) {
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragged = useRef<number | null>(null);
  const colours = useColours();
  const { from, to } = scene.stretch;
  useEffect(() => {
    onWidth(width);
  }, [width, onWidth]);

  useEffect(() => {
    const brush = canvas.current?.getContext("2d");
    if (!canvas.current || !brush || width === 0) return;
    const ratio = window.devicePixelRatio;
    const layout = layoutFor(largeness());
    canvas.current.width = Math.round(width * ratio);
    canvas.current.height = Math.round(heightOf(layout) * ratio);
    brush.scale(ratio, ratio);
    draw({ brush, width, ratio, layout, colours }, scene);
  }, [scene, width, colours]);

  useEffect(() => {
    const element = canvas.current;
    const turn = (event: WheelEvent) => {
      event.preventDefault(); // which a listener of React cannot: those are passive
      if (event.shiftKey) onMove((event.deltaX + event.deltaY) / width);
      else onZoom(Math.exp(event.deltaY * ZOOM_PER_PX), from + (event.offsetX / width) * (to - from));
    };
    element?.addEventListener("wheel", turn, { passive: false });
    return () => element?.removeEventListener("wheel", turn);
  }, [onMove, onZoom, from, to, width]);

  const point = (event: PointerEvent) => {
    const x = event.nativeEvent.offsetX;
    if (dragged.current !== null) {
      onMove((dragged.current - x) / width);
      dragged.current = x;
    }
    onPoint(from + (x / width) * (to - from));
  };
  return (
    <div
      ref={ref}
      className="timeline-canvas"
      role="group"
      aria-label={label}
      aria-describedby={describedBy}

      tabIndex={0}
      onKeyDown={onKey}
      onPointerMove={point}
      onPointerDown={(event) => {
        dragged.current = event.nativeEvent.offsetX;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={() => {
        dragged.current = null;
      }}
      onPointerLeave={() => {
        onPoint(null);
      }}
    >
      <canvas ref={canvas} aria-hidden />
    </div>
  );
}
