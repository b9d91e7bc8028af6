import type { Zones } from "../drawing/shapes";

/** The content of a site file as far as this page edits it; what else is in it goes back as it came. */
export interface Site {
  halls: readonly SiteHall[];
  cameras: readonly SiteCamera[];
  [other: string]: unknown;
}

export type SiteName = string | Readonly<Record<string, string>>;

export interface SiteHall {
  id: string;
  name: SiteName;
  time_zone: string;
  counters?: readonly SiteCounter[];
  groups?: readonly { id: string; counters: readonly string[]; minimum_open: number }[];
  [other: string]: unknown;
}

export interface SiteCounter {
  id: string;
  name: SiteName;
  views?: readonly SiteView[];
  [other: string]: unknown;
}

export interface SiteView {
  camera: string;
  id?: string | null;
  covers?: "full" | "part";
  zones: Zones;
  [other: string]: unknown;
}

export interface SiteCamera {
  id: string;
  name?: SiteName | null;
  main: string;
  sub?: string | null;
  [other: string]: unknown;
}

/** A view, and where in the site it stands. */
export interface Placed {
  hall: SiteHall;
  counter: SiteCounter;
  view: SiteView;
  id: string;
}

/** The site that was told, with every list that the page goes through. */
export function siteFrom(told: Readonly<Record<string, unknown>>): Site {
  const { halls = [], cameras = [], ...other } = told as Partial<Site>;
  return { ...other, halls, cameras };
}

export function viewId(counter: SiteCounter, view: SiteView): string {
  return view.id ?? `${counter.id}@${view.camera}`;
}

export function viewsOf(site: Site): Placed[] {
  return site.halls.flatMap((hall) =>
    (hall.counters ?? []).flatMap((counter) =>
      (counter.views ?? []).map((view) => ({ hall, counter, view, id: viewId(counter, view) })),
    ),
  );
}

export function nameIn(name: SiteName | null | undefined, language: "zh" | "en", id: string): string {
  if (name === null || name === undefined) return id;
  if (typeof name === "string") return name;
  return name[language] ?? Object.values(name)[0] ?? id;
}
