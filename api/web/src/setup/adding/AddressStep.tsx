import { Alert, Button, Group, Loader, PasswordInput, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";

import { useTick } from "../../live/ticking";
import { useWords } from "../../words/useWords";
import { addressFault, joined, separated, takesUser, type AddressFault, type Written } from "./address";
import type { Probing } from "./useProbe";

const EMPTY: Written = { address: "", user: "", password: "" };
const EXAMPLES = [
  "rtsp://192.0.2.7:554/stream1",
  "rtsp://192.0.2.7:554/Streaming/Channels/102",
  "http://192.0.2.7/video.mjpg",
  "usb:0",
] as const;
const NO_WORKER_MS = 15_000;

interface Props {
  probing: Probing;
  onAsk: (address: string) => void;
}

/** Where the camera is. The password goes to the server and nowhere else: it is never shown again. */
export function AddressStep({ probing, onAsk }: Props) {
  const { t } = useWords();
  const [written, write] = useState<Written>(EMPTY);
  const [fault, setFault] = useState<AddressFault | null>(null);
  const asking = probing.kind === "asking";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const apart = separated(written);
    write(apart);
    const wrong = addressFault(apart.address);
    setFault(wrong);
    if (wrong === null) onAsk(joined(apart));
  };
  return (
    <form className="address-form" onSubmit={submit} autoComplete="off" noValidate>
      <TextInput
        label={t("setup.address")}
        description={t("setup.address.note")}
        placeholder={EXAMPLES[0]}
        value={written.address}
        error={fault === null ? undefined : t(`setup.address.${fault}`)}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        disabled={asking}
        onChange={({ currentTarget: { value } }) => {
          write({ ...written, address: value });
          setFault(null);
        }}
        onBlur={() => {
          write(separated(written));
        }}
      />
      <Group gap="xs" className="examples">
        <span>{t("setup.address.examples")}</span>
        {EXAMPLES.map((example) => (
          <button
            key={example}
            type="button"
            className="example"
            disabled={asking}
            onClick={() => {
              write({ ...written, address: example });
              setFault(null);
            }}
          >
            {example}
          </button>
        ))}
      </Group>
      {takesUser(written.address) && (
        <Group grow align="start">
          <TextInput
            label={t("setup.user")}
            description={t("setup.user.note")}
            value={written.user}
            autoComplete="off"
            spellCheck={false}
            disabled={asking}
            onChange={({ currentTarget: { value } }) => {
              write({ ...written, user: value });
            }}
          />
          <PasswordInput
            label={t("setup.password")}
            description={t("setup.password.note")}
            value={written.password}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("login.show") }}
            disabled={asking}
            onChange={({ currentTarget: { value } }) => {
              write({ ...written, password: value });
            }}
          />
        </Group>
      )}
      <Group>
        <Button type="submit" loading={asking}>
          {t("setup.probe")}
        </Button>
      </Group>
      <div role="status">{probing.kind === "asking" && <Asking sinceMs={probing.sinceMs} />}</div>
      <Verdict probing={probing} />
    </form>
  );
}

function Asking({ sinceMs }: { sinceMs: number }) {
  const { t } = useWords();
  const lastsMs = useTick() - sinceMs;
  return (
    <p className="asking">
      <Loader size="xs" aria-hidden /> {lastsMs > NO_WORKER_MS ? t("setup.probe.no_worker") : t("setup.probe.asking")}
    </p>
  );
}

/** Why no picture came, in words, and what to do. */
function Verdict({ probing }: { probing: Probing }) {
  const { t, i18n } = useWords();
  if (probing.kind === "refused") {
    const busy = probing.problem?.code === "busy";
    return (
      <Alert color="red" variant="light" role="alert" title={t(busy ? "setup.probe.busy" : "setup.save.unanswered")} />
    );
  }
  if (probing.kind !== "told" || probing.message.state !== "failed") return null;
  const { reason, message } = probing.message;
  const key = `setup.probe.${reason ?? ""}`;
  const known = i18n.exists(key);
  return (
    <Alert color="red" variant="light" role="alert" title={t("setup.probe.failed")}>
      <p>{known ? t(key as "setup.probe.camera_unreachable") : t("setup.probe.other_reason")}</p>
      {message !== null && message !== undefined && (
        <details className="probe-details" open={!known}>
          <summary>{t("setup.probe.details")}</summary>
          <p lang="en">{message}</p>
        </details>
      )}
    </Alert>
  );
}
