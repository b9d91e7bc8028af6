import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, type ReactNode } from "react";

import type { EventMessage } from "../api/client";
import { useCounters } from "../api/questions";
import { freshness, isHeard } from "./freshness";
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
  const answers = { heardMs: standings?.heardMs ?? null, failing: isError || failureCount > 0, brokenSinceMs };
  const tickMs = useTick();
  const { kind, ...rest } = freshness(answers, tickMs);
  const heard = isHeard(answers, tickMs);
  const seconds = "seconds" in rest ? rest.seconds : null;
  const live = useMemo(
    () => ({ standings, log, freshness: kind === "live" ? { kind } : { kind, seconds }, heard }),
    [standings, log, kind, seconds, heard],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}
