import { useWords } from "../words/useWords";
import type { Standing } from "./standing";

interface Props {
  standing: Standing;
  /** Whether looks speak against it, not enough yet to change it: a quiet sign, no state of its own. */
  checking: boolean;
}

/** A counter's state in words. */
export function StateWords({ standing, checking }: Props) {
  const { t } = useWords();
  if (!checking) return <strong>{t(`state.${standing}`)}</strong>;
  const state = standing === "away" ? t("card.checking.away") : t(`state.${standing}`);
  return (
    <strong data-checking title={t("card.checking.note")}>
      {t("card.checking", { state })}
    </strong>
  );
}
