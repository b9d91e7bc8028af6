import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { changeLanguage, LANGUAGES, type Language } from "../words/i18n";

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("language")}
      value={i18n.language}
      onChange={(language) => void changeLanguage(language as Language)}
      data={LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }))}
    />
  );
}
