import { useTranslation } from "react-i18next";
import { useCallback } from "react";

import type { BlindReason, EventMessage } from "../api/client";
import type { Language } from "./i18n";
import { lasting } from "./times";

/** What the rules can find, as the page calls it. */
const TYPES = [
  "presence.absent",
  "presence.customer_unattended",
  "presence.away_mid_service",
  "presence.sign_shown",
  "presence.declaration_overdue",
  "presence.not_ready",
  "presence.late_open",
  "presence.early_close",
  "presence.left_customer_at_close",
  "presence.overtime",
  "presence.sign_missing",
  "presence.sign_misuse",
  "presence.closed_unapproved",
  "hall.below_minimum",
  "hall.queue_long",
  "presence.gathering",
  "camera.offline",
  "camera.frozen",
  "camera.dark",
  "camera.blocked",
  "camera.blurred",
  "camera.moved",
  "camera.clock_skew",
  "posture.dozing",
  "posture.slumped",
  "posture.leaning_back",
  "phone.handling",
  "phone.handling_sum",
  "phone.call",
  "phone.while_serving",
  "appearance.uniform_mismatch",
  "posture.legs_crossed",
  "posture.grooming",
  "conduct.eating",
  "conduct.smoking",
  "conduct.reading",
  "desk.private_items",
  "appearance.mixed_uniform",
  "presence.outsider",
  "system.drill",
] as const;

type ByLanguage = Record<string, string>;

/** What the page's language makes of names, sentences and lengths. */
export function useWords() {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const short = language === "en" ? "en" : "zh";
  const named = useCallback((names: ByLanguage) => names[short] ?? Object.values(names)[0] ?? "", [short]);
  const lasts = useCallback(
    (ms: number) => {
      const { key, ...numbers } = lasting(ms);
      return t(key, numbers);
    },
    [t],
  );
  const typed = useCallback(
    (event: EventMessage) => {
      const known = TYPES.find((type) => type === event.type);
      return known === undefined ? event.type : t(known);
    },
    [t],
  );
  const reason = useCallback((of: BlindReason | null) => (of === null ? "" : t(`blind.${of}`)), [t]);
  /** Since when a state holds, and how much of that was blind, if any. */
  const since = useCallback(
    (time: string, blindS: number) =>
      blindS > 0 ? t("card.since_blind", { time, n: blindS }) : t("card.since", { time }),
    [t],
  );
  return { t, i18n, language, named, lasts, typed, reason, since };
}
