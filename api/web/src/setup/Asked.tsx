import { Button, Group, Modal } from "@mantine/core";

import { useWords } from "../words/useWords";

interface Props {
  title: string;
  text: string;
  yes: string;
  onYes: () => void;
  onNo: () => void;
}

/** A question before something is lost. */
export function Asked({ title, text, yes, onYes, onNo }: Props) {
  const { t } = useWords();
  return (
    <Modal
      lockScroll={false}
      opened
      onClose={onNo}
      title={title}
      closeButtonProps={{ "aria-label": t("setup.cancel") }}
    >
      <p>{text}</p>
      <Group justify="flex-end" mt="md">
        <Button variant="default" data-autofocus onClick={onNo}>
          {t("setup.cancel")}
        </Button>
        <Button color="red" className="danger" onClick={onYes}>
          {yes}
        </Button>
      </Group>
    </Modal>
  );
}
