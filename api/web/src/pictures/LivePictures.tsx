import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { useWords } from "../words/useWords";
import { LivePicture } from "./LivePicture";

/** One live picture at a time: a browser holds six lines to a server, and events need one of them. */
export function LivePictures({ cameras }: { cameras: readonly string[] }) {
  const { t } = useWords();
  const [chosen, choose] = useState<string | null>(null);
  const camera = chosen !== null && cameras.includes(chosen) ? chosen : cameras[0];
  if (camera === undefined) return null;
  return (
    <section className="live-pictures" aria-label={t("picture.live")}>
      <LivePicture key={camera} camera={camera} />
      {cameras.length > 1 && (
        <NativeSelect
          className="camera-choice"
          size="xs"
          aria-label={t("picture.camera")}
          value={camera}
          onChange={(event) => {
            choose(event.currentTarget.value);
          }}
          data={[...cameras]}
        />
      )}
    </section>
  );
}
