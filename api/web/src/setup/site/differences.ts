import { viewsOf, type Site, type SiteName } from "./site";

/** What somebody else has changed, thing by thing. */
export interface Difference {
  what: "hall" | "counter" | "view" | "camera" | "rest";
  how: "added" | "removed" | "changed";
  id: string;
  name: SiteName | null;
}

interface Thing {
  name: SiteName | null;
  /** All that it is by itself, as text. */
  is: string;
}

type Things = Map<string, Thing>;
const KEPT = ["hall", "counter", "view", "camera"] as const;

export function differences(before: Site, now: Site): Difference[] {
  const found = KEPT.flatMap((what) => compared(what, thingsOf(before)[what], thingsOf(now)[what]));
  return rest(before) === rest(now) ? found : [...found, { what: "rest", how: "changed", id: "", name: null }];
}

function compared(what: (typeof KEPT)[number], before: Things, now: Things): Difference[] {
  const ids = [...new Set([...before.keys(), ...now.keys()])];
  return ids.flatMap((id) => {
    const [old, new_] = [before.get(id), now.get(id)];
    if (old?.is === new_?.is) return [];
    const how = old === undefined ? "added" : new_ === undefined ? "removed" : "changed";
    return [{ what, how, id, name: (new_ ?? old)?.name ?? null }];
  });
}

function thingsOf(site: Site): Record<(typeof KEPT)[number], Things> {
  const halls = site.halls.map((hall) => [hall.id, thing(hall.name, { ...hall, counters: null })] as const);
  const inHalls = site.halls.flatMap((hall) => hall.counters ?? []);
  const counters = inHalls.map((counter) => [counter.id, thing(counter.name, { ...counter, views: null })] as const);
  const views = viewsOf(site).map(({ id, counter, view }) => [id, thing(counter.name, view)] as const);
  const cameras = site.cameras.map((camera) => [camera.id, thing(camera.name ?? null, camera)] as const);
  return { hall: new Map(halls), counter: new Map(counters), view: new Map(views), camera: new Map(cameras) };
}

function thing(name: SiteName | null, is: object): Thing {
  return { name, is: JSON.stringify(is) };
}

function rest(site: Site): string {
  return JSON.stringify({ ...site, halls: null, cameras: null });
}
