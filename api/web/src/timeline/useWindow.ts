import { useCallback, useRef, useState, useEffect } from "react";

import { moved, zoomed, type Window } from "./window";

/** The stretch of time that is shown, and how it is changed. `nowMs` is the API's clock. */
export function useWindow(nowMs: number, first: Window) {
  const [window, set] = useState<Window>(first);
  const now = useRef(nowMs);
  useEffect(() => {
    now.current = nowMs;
  }, [nowMs]);
  const zoom = useCallback((factor: number, aroundMs: number) => {
    set((before) => zoomed(before, factor, aroundMs, now.current));
  }, []);
  const move = useCallback((share: number) => {
    set((before) => moved(before, share, now.current));
  }, []);
  return { window, set, zoom, move };
}
