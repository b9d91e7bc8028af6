import { NativeSelect } from "@mantine/core";
import { useState } from "react";

import { useCameraNames } from "../api/questions";
import { useWords } from "../words/useWords";
import { LivePicture } from "./LivePicture";

/** One live picture at a time: a browser holds six lines to a server, and events need one of them. */
export function LivePictures({ cameras }: { cameras: readonly string[] }) {
  const { t, named } = useWords();
  const { data: names } = useCameraNames();
  const [chosen, choose] = useState<string | null>(null);
  const camera = chosen !== null && cameras.includes(chosen) ? chosen : cameras[0];
  if (camera === undefined) return null;
  const called = (id: string) => {
    const found = names?.find((one) => one.id === id);
    return found === undefined ? id : named(found.name);
  };
  return (
    <section className="live-pictures" aria-label={t("picture.live")}>
      {cameras.length > 1 ? (
        <NativeSelect
          className="camera-choice"
          size="xs"
          aria-label={t("picture.camera")}
          value={camera}
          onChange={(event) => {
            choose(event.currentTarget.value);
          }}
          data={cameras.map((id) => ({ value: id, label: called(id) }))}
        />
      ) : (
        <p className="camera-name">{called(camera)}</p>
      )}
      <LivePicture key={camera} camera={camera} name={called(camera)} />
    </section>
  );
}
