import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";

import { useWords } from "../../words/useWords";
import { nameIn, type SiteCounter, type SiteName } from "../site/site";

interface Props {
  counter: SiteCounter;
  onName: (name: SiteName) => void;
  onNo: () => void;
}

/** A counter's name in both languages; where they are the same it is one name. */
export function Renaming({ counter, onName, onNo }: Props) {
  const { t } = useWords();
  const [zh, setZh] = useState(nameIn(counter.name, "zh", counter.id));
  const [en, setEn] = useState(nameIn(counter.name, "en", counter.id));
  const [tried, setTried] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const [first, second] = [zh.trim(), en.trim()];
    if (first === "" && second === "") return;
    if (first === "" || second === "" || first === second) onName(first === "" ? second : first);
    else onName({ zh: first, en: second });
  };
  const error = tried && zh.trim() === "" && en.trim() === "" ? t("setup.wanted") : undefined;
  return (
    <Modal
      lockScroll={false}
      opened
      onClose={onNo}
      title={t("setup.rename_of", { name: nameIn(counter.name, "zh", counter.id) })}
      closeButtonProps={{ "aria-label": t("setup.cancel") }}
    >
      <form onSubmit={submit} noValidate>
        <TextInput
          label={t("setup.name.zh")}
          value={zh}
          maxLength={200}
          error={error}
          data-autofocus
          onChange={({ currentTarget: { value } }) => {
            setZh(value);
          }}
        />
        <TextInput
          mt="sm"
          label={t("setup.name.en")}
          value={en}
          maxLength={200}
          onChange={({ currentTarget: { value } }) => {
            setEn(value);
          }}
        />
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
