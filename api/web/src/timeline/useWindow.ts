import { useCallback, useRef, useState, useEffect } from "react";

import { moved, zoomed, type Window } from "./window";

/**
 * The stretch of time that is shown, and how it is changed. `nowMs` is the API's clock; `first` is what is shown, and
 * may grow, until somebody chooses another.
 */
export function useWindow(nowMs: number, first: Window) {
  const [chosen, set] = useState<Window | null>(null);
  const now = useRef({ nowMs, first });
  useEffect(() => {
    now.current = { nowMs, first };
  });
  const zoom = useCallback((factor: number, aroundMs: number) => {
    set((before) => zoomed(before ?? now.current.first, factor, aroundMs, now.current.nowMs));
  }, []);
  const move = useCallback((share: number) => {
    set((before) => moved(before ?? now.current.first, share, now.current.nowMs));
  }, []);
  return { window: chosen ?? first, set, zoom, move };
}
