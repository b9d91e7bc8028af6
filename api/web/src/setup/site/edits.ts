import type { Zones } from "../drawing/shapes";
import { viewId, viewsOf, type Site, type SiteCamera, type SiteCounter, type SiteHall, type SiteName } from "./site";

/** A change of a site, so that it can be made again on what somebody else has saved meanwhile. */
export type Edit = (site: Site) => Site;

/** What the change was of is not there any more. */
export class Vanished extends Error {
  constructor(readonly id: string) {
    super(`something with the id "${id}" was wanted, but the site has it no more`);
    this.name = "Vanished";
  }
}

function counters(site: Site, act: (counter: SiteCounter, hall: SiteHall) => SiteCounter | null): Site {
  const halls = site.halls.map((hall) => {
    const kept = (hall.counters ?? []).map((counter) => act(counter, hall)).filter((one) => one !== null);
    return { ...hall, counters: kept };
  });
  return { ...site, halls };
}

function wanted(site: Site, counter: string): void {
  const there = site.halls.some((hall) => (hall.counters ?? []).some(({ id }) => id === counter));
  if (!there) throw new Vanished(counter);
}

export function zonesChanged(view: string, zones: Zones, covers: "full" | "part"): Edit {
  return (site) => {
    if (!viewsOf(site).some(({ id }) => id === view)) throw new Vanished(view);
    return counters(site, (counter) => ({
      ...counter,
      views: (counter.views ?? []).map((one) => (viewId(counter, one) === view ? { ...one, zones, covers } : one)),
    }));
  };
}

/** A further view of a counter, seen by `camera`. */
export function viewAdded(counterId: string, camera: string, zones: Zones, covers: "full" | "part"): Edit {
  return (site) => {
    wanted(site, counterId);
    return counters(site, (counter) => {
      if (counter.id !== counterId) return counter;
      const taken = new Set((counter.views ?? []).map((view) => viewId(counter, view)));
      const usual = `${counter.id}@${camera}`;
      const id = taken.has(usual) ? { id: free(usual, taken) } : {};
      return { ...counter, views: [...(counter.views ?? []), { ...id, camera, covers, zones }] };
    });
  };
}

export function counterAdded(hallId: string, counter: { id: string; name: SiteName }): Edit {
  return (site) => {
    if (!site.halls.some(({ id }) => id === hallId)) throw new Vanished(hallId);
    const added = (hall: SiteHall) => ({ ...hall, counters: [...(hall.counters ?? []), { ...counter, views: [] }] });
    return { ...site, halls: site.halls.map((hall) => (hall.id === hallId ? added(hall) : hall)) };
  };
}

export function hallAdded(hall: { id: string; name: SiteName; time_zone: string }): Edit {
  return (site) => ({ ...site, halls: [...site.halls, { ...hall, counters: [] }] });
}

export function cameraAdded(camera: SiteCamera): Edit {
  return (site) => ({ ...site, cameras: [...site.cameras, camera] });
}

export function counterRenamed(id: string, name: SiteName): Edit {
  return (site) => {
    wanted(site, id);
    return counters(site, (counter) => (counter.id === id ? { ...counter, name } : counter));
  };
}

export function hallRenamed(id: string, name: SiteName): Edit {
  return (site) => {
    if (!site.halls.some((hall) => hall.id === id)) throw new Vanished(id);
    return { ...site, halls: site.halls.map((hall) => (hall.id === id ? { ...hall, name } : hall)) };
  };
}

/** A camera's name and addresses; an address that is as it was shown keeps what is hidden in it. */
export function cameraChanged(id: string, { name, main, sub }: Pick<SiteCamera, "main" | "name" | "sub">): Edit {
  return (site) => {
    if (!site.cameras.some((camera) => camera.id === id)) throw new Vanished(id);
    const told = { main, ...(name === undefined ? {} : { name }), ...(sub ? { sub } : {}) };
    const changed = (camera: SiteCamera): SiteCamera => {
      const kept = Object.entries(camera).filter(([key]) => key !== "sub");
      return { id, ...Object.fromEntries(kept), ...told };
    };
    return { ...site, cameras: site.cameras.map((camera) => (camera.id === id ? changed(camera) : camera)) };
  };
}

export function viewRemoved(view: string): Edit {
  return (site) =>
    counters(site, (counter) => ({
      ...counter,
      views: (counter.views ?? []).filter((one) => viewId(counter, one) !== view),
    }));
}

/** Without the counter, also in the groups of its hall; a group that is left empty goes too. */
export function counterRemoved(id: string): Edit {
  return (site) => {
    const after = counters(site, (counter) => (counter.id === id ? null : counter));
    const halls = after.halls.map((hall) => {
      if (hall.groups === undefined) return hall;
      const groups = hall.groups
        .map((group) => ({ ...group, counters: group.counters.filter((one) => one !== id) }))
        .filter((group) => group.counters.length > 0)
        .map((group) => ({ ...group, minimum_open: Math.min(group.minimum_open, group.counters.length) }));
      return { ...hall, groups };
    });
    return { ...after, halls };
  };
}

/** Without the camera and what was seen by it. */
export function cameraRemoved(id: string): Edit {
  return (site) => {
    const views = (counter: SiteCounter) => (counter.views ?? []).filter((view) => view.camera !== id);
    const after = counters(site, (counter) => ({ ...counter, views: views(counter) }));
    return { ...after, cameras: after.cameras.filter((camera) => camera.id !== id) };
  };
}

export function all(...edits: readonly Edit[]): Edit {
  return (site) => edits.reduce((now, edit) => edit(now), site);
}

/** `wanted`, or with a number behind it, such as is not taken. */
export function free(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let n = 2; ; n += 1) if (!taken.has(`${wanted}-${n}`)) return `${wanted}-${n}`;
}

const LONGEST = 40;

/** An id for something of that name: its letters and digits where it has such, else `otherwise` and a number. */
export function idFor(name: string, otherwise: string, site: Site): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase()
    .slice(0, LONGEST);
  const taken = idsOf(site);
  if (plain !== "") return free(plain, taken);
  for (let n = 1; ; n += 1) if (!taken.has(`${otherwise}-${n}`)) return `${otherwise}-${n}`;
}

function idsOf(site: Site): Set<string> {
  const listed = Object.values(site)
    .filter(Array.isArray)
    .flatMap((list) => list as { id?: string }[]);
  const inHalls = site.halls.flatMap((hall) => [...(hall.counters ?? []), ...(hall.groups ?? [])]);
  return new Set([...listed, ...inHalls].map((one) => one.id ?? ""));
}
