import { useEffect, useRef } from "react";

import { useNow } from "../live/live";
import { useTick } from "../live/ticking";
import { useWords } from "../words/useWords";
import { useLivePicture } from "./useLivePicture";

const STOPPED_AFTER_MS = 3_000;

/** A camera's live picture; greyed with its age when it stops, not there at all where the API has none. */
export function LivePicture({ camera }: { camera: string }) {
  const { t } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const nowMs = useNow();
  const apiMs = useRef(nowMs);
  useEffect(() => {
    apiMs.current = nowMs;
  }, [nowMs]);
  const { none, lastMs } = useLivePicture(camera, canvas, apiMs);
  const ageMs = useTick() - (lastMs ?? 0);
  const stopped = !none && ageMs >= STOPPED_AFTER_MS;
  return (
    <figure className="live-picture" hidden={none} data-stopped={stopped || undefined}>
      <canvas ref={canvas} role="img" aria-label={t("picture.of", { camera })} />
      <figcaption>{stopped ? t("picture.last", { n: Math.floor(ageMs / 1000) }) : t("live")}</figcaption>
    </figure>
  );
}
