import { useEffect, useRef } from "react";

import { useLive, useNow } from "../live/live";
import { useTick } from "../live/ticking";
import { useWords } from "../words/useWords";
import { useLivePicture } from "./useLivePicture";

const STOPPED_AFTER_MS = 3_000;

interface Props {
  camera: string;
  name: string;
}

/** A camera's live picture; greyed with its age when it or the server stops, not there at all where the API has none. */
export function LivePicture({ camera, name }: Props) {
  const { t } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { heard } = useLive();
  const nowMs = useNow();
  const apiMs = useRef(nowMs);
  useEffect(() => {
    apiMs.current = nowMs;
  }, [nowMs]);
  const { none, lastMs, coming } = useLivePicture(camera, canvas, apiMs);
  const ageMs = Math.max(0, useTick() - (lastMs ?? 0));
  const stopped = !none && (!heard || !coming || ageMs >= STOPPED_AFTER_MS);
  return (
    <figure className="live-picture" hidden={none} data-stopped={stopped || undefined}>
      <canvas ref={canvas} role="img" aria-label={t("picture.of", { camera: name })} />
      <figcaption>{stopped ? t("picture.last", { n: Math.floor(ageMs / 1000) }) : t("live")}</figcaption>
    </figure>
  );
}
