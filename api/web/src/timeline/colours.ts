import { useMemo, useSyncExternalStore } from "react";

import type { Colours } from "./drawing";

const SCHEME = "data-mantine-color-scheme";

function subscribe(tell: () => void): () => void {
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributeFilter: [SCHEME] });
  return () => {
    observer.disconnect();
  };
}

/** The page's colours of the states, as the style sheet has them for the appearance that is shown. */
export function useColours(): Colours {
  const scheme = useSyncExternalStore(subscribe, () => document.documentElement.getAttribute(SCHEME));
  return useMemo(() => coloursOf(scheme), [scheme]);
}

/** For a scheme that the root element carries, which is what the style sheet goes by. */
function coloursOf(scheme: string | null): Colours {
  const style = getComputedStyle(
    document.querySelector(`:root[${SCHEME}="${scheme ?? ""}"]`) ?? document.documentElement,
  );
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    states: {
      present: of("state-present"),
      absent: of("state-absent"),
      blind: of("state-blind"),
      unscheduled: of("state-unscheduled"),
    },
    ink: of("ink-soft"),
    faint: of("line"),
    track: of("track"),
    visitor: of("visitor"),
    severities: { notice: of("severity-notice"), warning: of("severity-warning"), report: of("severity-report") },
  };
}
