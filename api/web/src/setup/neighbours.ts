import type { Neighbour } from "./drawing/DrawingLayer";
import { nameIn, viewsOf, type Site } from "./site/site";

/** The staff zones of the other counters that are seen in a camera's picture. */
export function neighboursOf(site: Site, camera: string, language: "zh" | "en", except?: string): Neighbour[] {
  return viewsOf(site)
    .filter(({ view, id }) => view.camera === camera && id !== except)
    .map(({ counter, view }) => ({ name: nameIn(counter.name, language, counter.id), staff: view.zones.staff ?? [] }));
}
