import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, type ReactNode } from "react";

import type { EventMessage } from "../api/client";
import { useCounters } from "../api/questions";
import { freshness } from "./freshness";
import { LiveContext } from "./live";
import { useTick } from "./ticking";
import { useEventStream } from "./useEventStream";

/** Asks how counters stand and listens to events, once for all that is shown. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const refresh = useCallback(
    (event: EventMessage) => {
      void queries.invalidateQueries({ queryKey: ["counters"] });
      void queries.invalidateQueries({ queryKey: ["events", event.counter] });
      void queries.invalidateQueries({ queryKey: ["timeline", event.counter] });
      void queries.invalidateQueries({ queryKey: ["pictures", event.counter] });
    },
    [queries],
  );
  const { log, brokenSinceMs } = useEventStream(refresh);
  const { data: standings, failureCount, isError } = useCounters();
  const heard = { heardMs: standings?.heardMs ?? null, failing: isError || failureCount > 0, brokenSinceMs };
  const { kind, ...rest } = freshness(heard, useTick());
  const seconds = "seconds" in rest ? rest.seconds : null;
  const live = useMemo(
    () => ({ standings, log, freshness: kind === "live" ? { kind } : { kind, seconds } }),
    [standings, log, kind, seconds],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
