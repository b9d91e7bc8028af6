import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api, told, type CounterList, type EventPage, type Timeline } from "./client";
import type { ChangePicture } from "../pictures/changePictures";

const COUNTERS_EVERY_MS = 2_000;
const TODAY_EVERY_MS = 15_000;
/** Where nothing is certain yet, something soon will be. */
const EMPTY_AGAIN_MS = 3_000;
const NAMES_FRESH_MS = 60_000;
const STRIP_EVERY_MS = 15_000;
const MOST_EVENTS = 200;

/** Counters as they stand, with the moment of this machine's clock at which the answer came. */
export interface Standings extends CounterList {
  heardMs: number;
}

export function useCounters(): UseQueryResult<Standings> {
  return useQuery({
    queryKey: ["counters"],
    queryFn: async ({ signal }) => ({ ...(await told(api.GET("/api/v1/counters", { signal }))), heardMs: Date.now() }),
    refetchInterval: COUNTERS_EVERY_MS,
    refetchIntervalInBackground: true,
  });
}

/** The cameras of the site, for what they are called: that changes seldom. */
export function useCameraNames() {
  return useQuery({
    queryKey: ["cameras"],
    queryFn: async ({ signal }) => (await told(api.GET("/api/v1/cameras", { signal }))).cameras,
    staleTime: NAMES_FRESH_MS,
  });
}

export async function newestEvents(): Promise<EventPage> {
  return told(api.GET("/api/v1/events/newest", { params: { query: { limit: MOST_EVENTS } } }));
}

export function useEventsOf(counter: string): UseQueryResult<EventPage> {
  return useQuery({
    queryKey: ["events", counter],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/events/newest", { params: { query: { counter, limit: MOST_EVENTS } }, signal })),
  });
}

interface Stretch {
  from: number;
  to: number;
}

async function timeline(counter: string, { from, to }: Stretch, px: number, signal: AbortSignal): Promise<Timeline> {
  const [first, last] = [Math.floor(from), Math.ceil(to)];
  const params = {
    path: { counter },
    query: { from: first, to: last, px: Math.min(4_000, Math.max(1, Math.round(px))) },
  };
  return told(api.GET("/api/v1/counters/{counter}/timeline", { params, signal }));
}

/** The stretch that `stretch` gives at the moment of asking, asked again every `everyMs`. */
export function useTimeline(
  counter: string,
  shown: readonly unknown[],
  stretch: () => Stretch,
  px: number,
  everyMs: number,
): UseQueryResult<Timeline> {
  return useQuery({
    queryKey: ["timeline", counter, ...shown, px],
    queryFn: ({ signal }) => timeline(counter, stretch(), px, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pieces.length ? everyMs : Math.min(everyMs, EMPTY_AGAIN_MS)),
    enabled: px > 0,
  });
}

/** The last hour as a strip of `px` pixels. */
export function useStrip(counter: string, lastsMs: number, px: number, nowMs: () => number): UseQueryResult<Timeline> {
  return useTimeline(counter, ["strip", lastsMs], () => ({ from: nowMs() - lastsMs, to: nowMs() }), px, STRIP_EVERY_MS);
}

/** Today's sums, since `midnightMs`. */
export function useToday(counter: string, midnightMs: number, nowMs: () => number): UseQueryResult<Timeline> {
  return useTimeline(counter, ["today", midnightMs], () => ({ from: midnightMs, to: nowMs() }), 1, TODAY_EVERY_MS);
}

/** The pictures of a counter's changes in `[from, to)`, the earliest first. */
export function usePictures(counter: string, from: number, to: number): UseQueryResult<readonly ChangePicture[]> {
  const params = { path: { counter }, query: { from, to } };
  return useQuery({
    queryKey: ["pictures", counter, from, to],
    queryFn: async ({ signal }) =>
      (await told(api.GET("/api/v1/counters/{counter}/pictures", { params, signal }))).pictures,
    placeholderData: keepPreviousData,
    refetchInterval: STRIP_EVERY_MS,
  });
}
