import { Button } from "@mantine/core";

import { useWords } from "../../words/useWords";
import type { ProbeMessage } from "./useProbe";

interface Props {
  message: ProbeMessage;
  address: string;
  picture: string;
  onOther: () => void;
}

/** The address as it may be seen. */
function withoutSecrets(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/i, "$1");
}

/** What the camera shows, and how large. */
export function ProbePicture({ message, address, picture, onOther }: Props) {
  const { t } = useWords();
  const [width, height] = message.size_wh ?? [0, 0];
  const rate = message.frames_per_second ?? null;
  return (
    <figure className="probe-picture">
      <img src={picture} alt={t("setup.probe.picture")} />
      <figcaption>
        <strong role="status">{t("setup.probe.ok")}</strong>
        <span>
          {withoutSecrets(address)}
          {width > 0 && ` · ${width} × ${height}`}
          {rate !== null && ` · ${t("setup.probe.rate", { n: Math.round(rate) })}`}
        </span>
        <Button size="compact-sm" variant="default" onClick={onOther}>
          {t("setup.probe.other")}
        </Button>
      </figcaption>
    </figure>
  );
}
