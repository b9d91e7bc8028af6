import { SegmentedControl, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

const SCHEMES = ["auto", "light", "dark"] as const;
const ICONS: Record<(typeof SCHEMES)[number], ReactElement> = {
  auto: <path d="M10 3a7 7 0 100 14zM10 3a7 7 0 010 14" />,
  light: (
    <path d="M10 6.500a3.5 3.5 0 100 7 3.5 3.5 0 000-7zM10 1.500v2M10 16.500v2M1.5 10h2M16.5 10h2M4 4l1.4 1.400M14.6 14.600L16 16M4 16l1.4-1.400M14.6 5.400L16 4" />
  ),
  dark: <path d="M16.5 11.800A7 7 0 018.2 3.500a7 7 0 108.3 8.300z" />,
};

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = (scheme: (typeof SCHEMES)[number]) => (
    <span title={t(`theme.${scheme}`)} className="icon-label">
      <svg viewBox="0 0 20 20" aria-hidden className="icon" data-filled={scheme === "auto" || undefined}>
        {ICONS[scheme]}
      </svg>
      <VisuallyHidden>{t(`theme.${scheme}`)}</VisuallyHidden>
    </span>
  );
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("theme")}
      value={colorScheme}
      onChange={(scheme) => {
        setColorScheme(scheme);
      }}
      data={SCHEMES.map((value) => ({ value, label: label(value) }))}
    />
  );
}
