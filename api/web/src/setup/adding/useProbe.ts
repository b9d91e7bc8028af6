import { useCallback, useEffect, useRef, useState } from "react";

import { api, Refusal, told } from "../../api/client";
import type { components } from "../../api/schema";
import { longer, refusedFor, type Problem } from "../answers";

export type ProbeMessage = components["schemas"]["ProbeMessage"];

export type Probing =
  | { kind: "none" }
  | { kind: "asking"; sinceMs: number }
  | { kind: "told"; message: ProbeMessage }
  | { kind: "refused"; problem: Problem | null };

const RENEWED_EVERY_MS = 8_000;
const AGAIN_MS = 1_500;
const GONE = 404;

async function asked(address: string): Promise<string> {
  return (await told(api.POST("/api/v1/probes", { body: { address } }))).id;
}

async function answered(probe: string): Promise<ProbeMessage> {
  const message = await told(api.GET("/api/v1/probes/{probe}", { params: { path: { probe } }, fetch: longer }));
  return message as ProbeMessage; // whose pair of numbers the client takes for a list
}

/**
 * Whether a camera is at an address, asked on until it is clear and kept alive from then on. A probe that was forgotten
 * meanwhile (the API began anew) is asked for again, so its id may change.
 */
export function useProbe(): [Probing, (address: string | null) => void] {
  const [probing, setProbing] = useState<Probing>({ kind: "none" });
  const run = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const begin = useCallback((address: string | null) => {
    run.current += 1;
    clearTimeout(timer.current);
    setProbing(address === null ? { kind: "none" } : { kind: "asking", sinceMs: Date.now() });
    const mine = run.current;
    const current = () => run.current === mine;
    let wasOk = false; // from then on what was drawn stays, whatever becomes of the camera
    const again = (act: () => Promise<void>, afterMs: number) => {
      timer.current = setTimeout(() => void act(), afterMs);
    };
    const follow = async (probe: string): Promise<void> => {
      const message = await answered(probe).catch((error: unknown) =>
        error instanceof Refusal && error.status === GONE ? null : undefined,
      );
      if (!current()) return;
      if (message === null) {
        again(start, AGAIN_MS);
        return;
      }
      const failed = message?.state === "failed";
      if (message?.state === "ok" || (failed && !wasOk)) setProbing({ kind: "told", message });
      wasOk ||= message?.state === "ok";
      if (failed && !wasOk) return;
      again(failed ? start : () => follow(probe), message?.state === "ok" ? RENEWED_EVERY_MS : AGAIN_MS);
    };
    const start = async (): Promise<void> => {
      try {
        const probe = await asked(address ?? "");
        if (current()) await follow(probe);
      } catch (error) {
        if (!current()) return;
        if (wasOk) again(start, RENEWED_EVERY_MS);
        else setProbing({ kind: "refused", problem: refusedFor(error) });
      }
    };
    if (address !== null) void start();
  }, []);

  useEffect(
    () => () => {
      run.current += 1;
      clearTimeout(timer.current);
    },
    [],
  );
  return [probing, begin];
}
