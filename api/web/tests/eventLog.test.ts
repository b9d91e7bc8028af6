import { describe, expect, it } from "vitest";

import type { EventMessage } from "../src/api/client";
import { begun, EMPTY, latestFirst, MOST_KEPT, told } from "../src/live/eventLog";

function event(position: number, id: string, change: Partial<EventMessage> = {}): EventMessage {
  return {
    position,
    id,
    final: true,
    revision: 1,
    type: "presence.absent",
    hall: "h1",
    counter: "1",
    place: "counter",
    blinded: [],
    phase: "started",
    at_ms: position * 1000,
    start_ms: 0,
    end_ms: null,
    outcome: null,
    observed_s: 0,
    blind_s: 0,
    severity: "notice",
    why: { zh: "", en: "" },
    limits_version: 1,
    zone_version: 1,
    model_set: "",
    status: "trial",
    ...change,
  };
}

const positions = (log: { events: ReadonlyMap<string, EventMessage> }) =>
  latestFirst(log.events.values()).map((one) => `${one.id}@${one.position}`);

describe("told", () => {
  it.each([
    ["each once", [event(1, "a"), event(2, "b")], ["b@2", "a@1"]],
    ["the same again", [event(1, "a"), event(1, "a")], ["a@1"]],
    ["a later revision", [event(1, "a"), event(2, "b"), event(3, "a")], ["a@3", "b@2"]],
    ["an earlier one after a later one", [event(3, "a"), event(1, "a")], ["a@3"]],
  ])("%s", (_name, messages, expected) => {
    expect(positions(told(EMPTY, messages))).toEqual(expected);
  });

  it("goes on from the furthest position, whatever came last", () => {
    expect(told(told(EMPTY, [event(7, "a")]), [event(3, "b")]).position).toBe(7);
  });

  it("forgets the oldest that have ended, never open ones", () => {
    const many = Array.from({ length: MOST_KEPT + 10 }, (_, n) => event(n + 2, `e${n}`, { end_ms: 1 }));
    const log = told(EMPTY, [event(1, "open"), ...many]);
    expect(log.events.size).toBe(MOST_KEPT);
    expect(log.events.has("open")).toBe(true);
    expect(log.events.has("e0")).toBe(false);
  });
});

describe("begun", () => {
  const before = told(EMPTY, [event(5, "a"), event(6, "b")]);

  it("keeps what was told when the log is the same", () => {
    expect(positions(begun(before, { events: [event(7, "a")], next_after: 7 }))).toEqual(["a@7", "b@6"]);
  });

  it("starts afresh when the log is shorter than it was", () => {
    const log = begun(before, { events: [event(1, "c")], next_after: 1 });
    expect([log.position, positions(log)]).toEqual([1, ["c@1"]]);
  });

  it("goes on where the page says the log ends", () => {
    expect(begun(EMPTY, { events: [], next_after: 9 }).position).toBe(9);
  });
});
