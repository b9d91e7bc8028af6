import { useEffect, useState } from "react";

import { api } from "../../api/client";
import type { components } from "../../api/schema";
import { problemOf, type FieldProblem } from "../answers";
import type { Zones } from "../drawing/shapes";

/** What the draft is called in `looks`; no view of a site can be, for its `@` stands first. */
export const DRAFT = "draft";
const AFTER_MS = 300;
const RENEW_MS = 7_000;

/** What the API says to the zones as they are: nothing, or what a site with them would be refused for. */
export interface DraftAnswer {
  problems: readonly FieldProblem[];
}

type Watched = components["schemas"]["WatchedView"];

function watched(zones: Zones): Watched[] {
  if (!zones.staff) return [];
  const { staff, customer = null, desk_phone = null, sign = null, privacy = [] } = zones;
  const view = {
    id: DRAFT,
    counter: DRAFT,
    covers: "full",
    staff,
    customer,
    desk_phone,
    sign,
    privacy,
    zone_version: 1,
  };
  return [view as unknown as Watched]; // points may be changed by nobody here, which the client's types do not know
}

/**
 * Has looks at the camera judge `zones` (null: they will not do yet), again and again until this is taken down. They are
 * sent when they have rested for a moment: somebody who drags a point does not ask sixty times a second.
 */
export function useDraft(camera: string, zones: Zones | null): DraftAnswer {
  const [answer, setAnswer] = useState<DraftAnswer>({ problems: [] });
  const told = JSON.stringify(zones);
  useEffect(() => {
    const ending = new AbortController();
    const send = async () => {
      const meant = JSON.parse(told) as Zones | null;
      const asked = { params: { path: { camera } }, body: { views: watched(meant ?? {}) }, signal: ending.signal };
      const { error } = await api.PUT("/api/v1/cameras/{camera}/drafts", asked);
      setAnswer({ problems: problemOf(error)?.problems ?? [] });
    };
    const run = () => {
      send().catch(() => undefined); // the next one will tell
    };
    const first = setTimeout(run, AFTER_MS);
    const renewed = setInterval(run, RENEW_MS);
    return () => {
      clearTimeout(first);
      clearInterval(renewed);
      ending.abort();
    };
  }, [camera, told]);
  return answer;
}
