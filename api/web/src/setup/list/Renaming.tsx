import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";

import { useWords } from "../../words/useWords";
import { nameIn, type SiteName } from "../site/site";

/** What has a name. */
export interface Named {
  what: "hall" | "counter";
  id: string;
  name: SiteName;
}

interface Props {
  named: Named;
  onName: (name: SiteName) => void;
  onNo: () => void;
}

/** A name in both languages; where they are the same, or one is not given, it is one name. Null: none is given. */
export function nameOf(zh: string, en: string): SiteName | null {
  const [first, second] = [zh.trim(), en.trim()];
  if (first !== "" && second !== "" && first !== second) return { zh: first, en: second };
  return first || second || null;
}

/** The name of a hall or a counter in both languages. */
export function Renaming({ named, onName, onNo }: Props) {
  const { t, language } = useWords();
  const [zh, setZh] = useState(nameIn(named.name, "zh", named.id));
  const [en, setEn] = useState(nameIn(named.name, "en", named.id));
  const [tried, setTried] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    const name = nameOf(zh, en);
    if (name !== null) onName(name);
  };
  const error = tried && nameOf(zh, en) === null ? t("setup.wanted") : undefined;
  return (
    <Modal
      lockScroll={false}
      opened
      onClose={onNo}
      title={t("setup.rename_of", { name: nameIn(named.name, language === "en" ? "en" : "zh", named.id) })}
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
