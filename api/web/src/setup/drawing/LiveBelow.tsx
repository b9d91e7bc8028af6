import { useEffect, useRef } from "react";

import { useNow } from "../../live/live";
import { useTick } from "../../live/ticking";
import { useLivePicture } from "../../pictures/useLivePicture";
import { useWords } from "../../words/useWords";

const STOPPED_AFTER_MS = 4_000;

/** The live picture that is drawn upon; until it comes, the one that the probe brought. */
export function LiveBelow({ camera, first }: { camera: string; first: string | null }) {
  const { t } = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const nowMs = useNow();
  const apiMs = useRef(nowMs);
  useEffect(() => {
    apiMs.current = nowMs;
  }, [nowMs]);
  const { none, lastMs } = useLivePicture(camera, canvas, apiMs);
  const ageMs = useTick() - (lastMs ?? 0);
  const stopped = lastMs !== null && ageMs >= STOPPED_AFTER_MS;
  return (
    <>
      {first !== null && none && <img src={first} alt="" className="picture-first" />}
      <canvas ref={canvas} className="picture-live" data-stopped={stopped || undefined} hidden={none} aria-hidden />
      {stopped && <p className="picture-told">{t("picture.last", { n: Math.floor(ageMs / 1000) })}</p>}
      {none && first === null && <p className="picture-told">{t("setup.picture.coming")}</p>}
    </>
  );
}
