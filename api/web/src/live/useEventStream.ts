import { useEffect, useRef, useState } from "react";

import { newestEvents } from "../api/questions";
import type { EventMessage } from "../api/client";
import { begun, EMPTY, told, type EventLog } from "./eventLog";

const AGAIN_MS = 1_500;

export interface EventStream {
  log: EventLog;
  brokenSinceMs: number | null;
}

/**
 * Events as they happen: the newest first, then what follows. The browser takes a broken line up again by itself and
 * says which event was the last; where it gives up, or the log is another one, the stream begins again.
 */
export function useEventStream(onEvent: (event: EventMessage) => void): EventStream {
  const [log, setLog] = useState<EventLog>(EMPTY);
  const [brokenSinceMs, setBroken] = useState<number | null>(null);
  const tell = useRef(onEvent);
  useEffect(() => {
    tell.current = onEvent;
  }, [onEvent]);

  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    let position = 0;

    const broken = () => {
      setBroken((since) => since ?? Date.now());
    };
    const again = () => {
      source?.close();
      clearTimeout(timer);
      timer = setTimeout(() => void begin(), AGAIN_MS);
    };
    const hear = (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as EventMessage;
      position = Math.max(position, event.position);
      setLog((before) => told(before, [event]));
      tell.current(event);
    };
    /** After a break: is it still the log that was read so far? */
    const checkLog = async () => {
      const page = await newestEvents();
      if (page.next_after < position) again();
      setLog((before) => begun(before, page));
    };
    const follow = (from: EventSource) => {
      let opened = false;
      from.addEventListener("event", hear);
      from.onopen = () => {
        setBroken(null);
        if (opened) checkLog().catch(broken);
        opened = true;
      };
      from.onerror = () => {
        broken();
        if (from.readyState === EventSource.CLOSED) again();
      };
    };
    const begin = async () => {
      try {
        const page = await newestEvents();
        if (ended) return;
        position = page.next_after;
        setLog((before) => begun(before, page));
        source = new EventSource(`/api/v1/events/stream?after=${position}`);
        follow(source);
      } catch {
        broken();
        if (!ended) again();
      }
    };
    void begin();
    return () => {
      ended = true;
      clearTimeout(timer);
      source?.close();
    };
  }, []);

  return { log, brokenSinceMs };
}
