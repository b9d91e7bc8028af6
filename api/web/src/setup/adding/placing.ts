import type { Zones } from "../drawing/shapes";
import { all, cameraAdded, counterAdded, free, hallAdded, idFor, viewAdded, type Edit } from "../site/edits";
import type { Site } from "../site/site";

export const NEW = "+";

/** What is seen in the picture: which counter of which hall, there already or new. */
export interface Placing {
  /** The name of a camera that is new; "" where the site has it. */
  camera: string;
  /** Id of the hall, or `NEW`. */
  hall: string;
  hallName: string;
  timeZone: string;
  /** Id of the counter, or `NEW`. */
  counter: string;
  counterName: string;
}

export type PlacingFault = "camera" | "hallName" | "counterName";

export function placingFaults(placing: Placing, newCamera: boolean): PlacingFault[] {
  const empty = (text: string) => text.trim() === "";
  const faults: PlacingFault[] = [];
  if (newCamera && empty(placing.camera)) faults.push("camera");
  if (placing.hall === NEW && empty(placing.hallName)) faults.push("hallName");
  if ((placing.hall === NEW || placing.counter === NEW) && empty(placing.counterName)) faults.push("counterName");
  return faults;
}

export interface Drawn {
  zones: Zones;
  covers: "full" | "part";
  /** Id of a camera of the site, or the address of a new one. */
  camera: { id: string } | { address: string };
}

/** All that is to change of a site: made anew on each, for ids must be free there. */
export function placed(placing: Placing, { zones, covers, camera }: Drawn): Edit {
  return (site) => {
    const edits: Edit[] = [];
    let cameraId: string;
    if ("id" in camera) cameraId = camera.id;
    else {
      cameraId = idFor(placing.camera, "cam", site);
      edits.push(cameraAdded({ id: cameraId, name: placing.camera.trim(), main: camera.address }));
    }
    const taken = new Set([cameraId]);
    const id = (name: string, otherwise: string) => {
      const found = free(idFor(name, otherwise, site), taken);
      taken.add(found);
      return found;
    };
    let hall = placing.hall;
    if (hall === NEW) {
      hall = id(placing.hallName, "hall");
      edits.push(hallAdded({ id: hall, name: placing.hallName.trim(), time_zone: placing.timeZone }));
    }
    let counter = placing.counter;
    if (placing.hall === NEW || counter === NEW) {
      counter = id(placing.counterName, "window");
      edits.push(counterAdded(hall, { id: counter, name: placing.counterName.trim() }));
    }
    edits.push(viewAdded(counter, cameraId, zones, covers));
    return all(...edits)(site);
  };
}

/** What to begin with: the first hall and a new counter of it. */
export function firstPlacing(site: Site, timeZone: string): Placing {
  const hall = site.halls[0]?.id ?? NEW;
  return { camera: "", hall, hallName: "", timeZone, counter: NEW, counterName: "" };
}
