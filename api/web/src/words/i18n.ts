import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import en from "../locales/en.json";
import zh from "../locales/zh-CN.json";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT = "onpost.language";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    keySeparator: false;
    nsSeparator: false;
  }
}

/** The language to begin with: what was chosen before, else what the browser asks for, else Chinese. */
export function firstLanguage(kept: string | null, wanted: readonly string[]): Language {
  if (kept === "zh-CN" || kept === "en") return kept;
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith("zh")) return "zh-CN";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "zh-CN";
}

function show(language: string): void {
  document.documentElement.lang = language;
}

export async function startWords(): Promise<void> {
  const language = firstLanguage(localStorage.getItem(KEPT), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React escapes
    resources: { en: { translation: en }, "zh-CN": { translation: zh } },
  });
  show(language);
}

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
  show(language);
}
