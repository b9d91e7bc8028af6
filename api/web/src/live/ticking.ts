import { useSyncExternalStore } from "react";

const EVERY_MS = 500;
const listeners = new Set<() => void>();
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = Date.now();
    listeners.forEach((tell) => {
      tell();
    });
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** This machine's clock, ms UTC, anew every half second; one timer for the whole page. */
export function useTick(): number {
  return useSyncExternalStore(subscribe, () => current);
}
