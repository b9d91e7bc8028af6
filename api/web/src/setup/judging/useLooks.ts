import { useEffect, useState } from "react";

import type { components } from "../../api/schema";

export type Look = components["schemas"]["LookMessage"];
export type ViewSeen = components["schemas"]["ViewSeen"];

export interface Heard {
  look: Look;
  /** When it came, this machine's clock, ms. */
  heardMs: number;
}

const AGAIN_MS = 3_000;

/** What the looks at a camera (or probe) find, as they come; null: none has come yet. */
export function useLooks(camera: string): Heard | null {
  const [heard, setHeard] = useState<(Heard & { of: string }) | null>(null);
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      const line = new EventSource(`/api/v1/cameras/${encodeURIComponent(camera)}/looks`);
      source = line;
      line.addEventListener("look", (message: MessageEvent<string>) => {
        setHeard({ look: JSON.parse(message.data) as Look, heardMs: Date.now(), of: camera });
      });
      line.onerror = () => {
        if (line.readyState === EventSource.CLOSED) timer = setTimeout(follow, AGAIN_MS);
      };
    };
    follow();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [camera]);
  return heard?.of === camera ? heard : null;
}
