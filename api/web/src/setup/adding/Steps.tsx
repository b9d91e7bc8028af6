import { useWords } from "../../words/useWords";

export const STEPS = ["address", "place", "draw"] as const;
export type Step = (typeof STEPS)[number];

/** Where in adding a camera one is; what is behind can be gone back to. */
export function Steps({ now, onGo, from = "address" }: { now: Step; onGo: (step: Step) => void; from?: Step }) {
  const { t } = useWords();
  const at = STEPS.indexOf(now);
  const shown = STEPS.slice(STEPS.indexOf(from));
  return (
    <ol className="steps" aria-label={t("setup.steps")}>
      {shown.map((step, n) => {
        const done = STEPS.indexOf(step) < at;
        const text = (
          <>
            <span className="step-number">{n + 1}</span> {t(`setup.step.${step}`)}
          </>
        );
        return (
          <li key={step} aria-current={step === now ? "step" : undefined} data-done={done || undefined}>
            {done && step !== "address" ? (
              <button
                type="button"
                onClick={() => {
                  onGo(step);
                }}
              >
                {text}
              </button>
            ) : (
              <span>{text}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
