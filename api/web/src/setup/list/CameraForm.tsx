import { Button, Group, Modal, PasswordInput, TextInput } from "@mantine/core";
import { useState, type ReactNode, type SubmitEvent } from "react";

import { useWords } from "../../words/useWords";
import { addressFault, takesUser } from "../adding/address";
import { nameIn, type SiteCamera } from "../site/site";
import { addressesOf, firstWritten, type CameraFault, type CameraWritten } from "./cameraEditing";
import { nameOf } from "./Renaming";

interface Props {
  camera: SiteCamera;
  onChange: (changed: Pick<SiteCamera, "main" | "name" | "sub">) => void;
  onNo: () => void;
}

/** A camera's name and addresses. User and password are never shown; they stay where nothing of them is written. */
export function CameraForm({ camera, onChange, onNo }: Props) {
  const { t, language } = useWords();
  const [written, write] = useState<CameraWritten>(() => firstWritten(camera));
  const [fault, setFault] = useState<CameraFault | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = addressesOf(camera, written);
    const name = nameOf(written.zh, written.en);
    setFault(typeof found === "string" ? found : null);
    if (typeof found !== "string") onChange({ ...found, ...(name === null ? {} : { name }) });
  };
  const field = (key: keyof CameraWritten, label: string, more?: { error?: ReactNode; description?: string }) => (
    <TextInput
      mt="sm"
      label={label}
      value={written[key]}
      maxLength={2000}
      autoComplete="off"
      spellCheck={false}
      onChange={({ currentTarget: { value } }) => {
        write({ ...written, [key]: value });
        setFault(null);
      }}
      {...more}
    />
  );
  const wrong = (key: "main" | "sub") =>
    fault === key ? t(`setup.address.${addressFault(written[key]) ?? "form"}`) : undefined;
  const title = t("setup.edit_camera_of", { name: nameIn(camera.name, language === "en" ? "en" : "zh", camera.id) });
  return (
    <Modal
      lockScroll={false}
      opened
      onClose={onNo}
      size="lg"
      title={title}
      closeButtonProps={{ "aria-label": t("setup.cancel") }}
    >
      <form onSubmit={submit} noValidate autoComplete="off">
        {field("zh", t("setup.name.zh"))}
        {field("en", t("setup.name.en"))}
        {field("main", t("setup.address"), { error: wrong("main") })}
        {field("sub", t("setup.sub"), { error: wrong("sub"), description: t("setup.sub.note") })}
        {takesUser(written.main) && (
          <>
            {field("user", t("setup.user"), {
              description: t("setup.login.kept"),
              error: fault === "user" ? t("setup.login.again") : undefined,
            })}
            <PasswordInput
              mt="sm"
              label={t("setup.password")}
              value={written.password}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ "aria-label": t("login.show") }}
              onChange={({ currentTarget: { value } }) => {
                write({ ...written, password: value });
              }}
            />
          </>
        )}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onNo}>
            {t("setup.cancel")}
          </Button>
          <Button type="submit">{t("setup.save")}</Button>
        </Group>
      </form>
    </Modal>
  );
}
