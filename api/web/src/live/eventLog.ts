import type { EventMessage, EventPage } from "../api/client";

/** The last revision of each event that was told, and how far the log was read. */
export interface EventLog {
  position: number;
  events: ReadonlyMap<string, EventMessage>;
}

export const EMPTY: EventLog = { position: 0, events: new Map() };
export const MOST_KEPT = 500;

/** With `messages`, each of which may have been told before. */
export function told(log: EventLog, messages: readonly EventMessage[]): EventLog {
  const events = new Map(log.events);
  let position = log.position;
  for (const message of messages) {
    position = Math.max(position, message.position);
    const known = events.get(message.id);
    if (known === undefined || known.position < message.position) {
      events.delete(message.id); // what has a new revision moves to the end, as in the log
      events.set(message.id, message);
    }
  }
  return { position, events: newest(events) };
}

/** Begun again with a page of the newest events; a log that is shorter than it was is another log. */
export function begun(log: EventLog, page: EventPage): EventLog {
  const same = page.next_after >= log.position;
  const next = told(same ? log : EMPTY, page.events);
  return { ...next, position: Math.max(next.position, page.next_after) };
}

export function isOpen(event: EventMessage): boolean {
  return event.end_ms === null && event.phase !== "withdrawn";
}

/** The latest news first. */
export function latestFirst(events: Iterable<EventMessage>): EventMessage[] {
  return [...events].sort((a, b) => b.position - a.position);
}

/** Open events are kept however old they are. */
function newest(events: Map<string, EventMessage>): Map<string, EventMessage> {
  for (const [id, event] of events) {
    if (events.size <= MOST_KEPT) break;
    if (!isOpen(event)) events.delete(id);
  }
  return events;
}
