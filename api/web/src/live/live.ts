import { createContext, useContext } from "react";

import type { Standings } from "../api/questions";
import type { EventLog } from "./eventLog";
import { OVERDUE_AFTER_MS, type Freshness } from "./freshness";
import { useTick } from "./ticking";

/** What the whole page knows of this moment. */
export interface Live {
  standings: Standings | undefined;
  log: EventLog;
  freshness: Freshness;
  /** Whether everything is heard of this very moment; `freshness` says so a little later, lest it flickers. */
  heard: boolean;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error("a LiveProvider was wanted around the page, got none");
  return live;
}

/** The API's clock, ms UTC; it stands still while nothing is heard: what is not known does not go on. */
export function useNow(): number {
  const { standings, freshness } = useLive();
  const tickMs = useTick();
  if (standings === undefined) return tickMs;
  const goneMs = freshness.kind === "live" ? Math.min(OVERDUE_AFTER_MS, Math.max(0, tickMs - standings.heardMs)) : 0;
  return standings.at_ms + goneMs;
}
