import { useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";

import { api, told } from "../../api/client";
import type { components } from "../../api/schema";
import { longer, refusedFor, type Problem } from "../answers";
import { differences, type Difference } from "./differences";
import { Vanished, type Edit } from "./edits";
import { siteFrom, type Site } from "./site";

export type SiteVersion = components["schemas"]["SiteVersionMessage"];
export type CameraState = components["schemas"]["CameraMessage"];

export interface SiteNow {
  version: number;
  site: Site;
}

const CAMERAS_EVERY_MS = 3_000;

async function readSite(): Promise<SiteNow> {
  const { version, site } = await told(api.GET("/api/v1/site", {}));
  return { version, site: siteFrom(site) };
}

async function readVersions(): Promise<readonly SiteVersion[]> {
  return (await told(api.GET("/api/v1/site/versions", {}))).versions;
}

export function useSite(): UseQueryResult<SiteNow> {
  return useQuery({ queryKey: ["site"], queryFn: readSite });
}

export function useVersions(): UseQueryResult<readonly SiteVersion[]> {
  return useQuery({ queryKey: ["site", "versions"], queryFn: readVersions });
}

export function useCameras(): UseQueryResult<readonly CameraState[]> {
  return useQuery({
    queryKey: ["cameras"],
    queryFn: async ({ signal }) => (await told(api.GET("/api/v1/cameras", { signal }))).cameras,
    refetchInterval: CAMERAS_EVERY_MS,
  });
}

/** Somebody else has saved meanwhile. */
export interface Conflict {
  now: SiteNow;
  last: SiteVersion | undefined;
  changes: readonly Difference[];
}

export type Outcome =
  | { kind: "saved" }
  | { kind: "conflict"; conflict: Conflict }
  | { kind: "refused"; problem: Problem }
  | { kind: "vanished" }
  | { kind: "unanswered" };

async function put({ version, site }: SiteNow): Promise<void> {
  const params = { header: { "if-match": String(version) } };
  const body = { site: site as unknown as components["schemas"]["SiteChange"]["site"] };
  await told(api.PUT("/api/v1/site", { params, body, fetch: longer }));
}

const CHANGED = "changed";

async function saved(edit: Edit, base: SiteNow): Promise<Outcome> {
  try {
    await put({ version: base.version, site: edit(base.site) });
    return { kind: "saved" };
  } catch (error) {
    if (error instanceof Vanished) return { kind: "vanished" };
    const problem = refusedFor(error);
    if (problem === null) return { kind: "unanswered" };
    if (problem.code !== CHANGED) return { kind: "refused", problem };
    const [now, versions] = await Promise.all([readSite(), readVersions()]);
    return { kind: "conflict", conflict: { now, last: versions.at(-1), changes: differences(base.site, now.site) } };
  }
}

export interface Saving {
  save: (edit: Edit) => void;
  busy: boolean;
  outcome: Outcome | null;
  /** What somebody else saved is taken as it is; the same change can then be made upon it. */
  takeTheirs: () => void;
  forget: () => void;
}

/**
 * Saves changes of the site as it was when the page was opened. Where somebody else saved meanwhile nothing is
 * overwritten: it is told what they changed.
 */
export function useSaving(opened: SiteNow, onSaved: () => void): Saving {
  const queries = useQueryClient();
  const [base, setBase] = useState(opened);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: (edit: Edit) => saved(edit, base),
    onSuccess: async (came) => {
      setOutcome(came);
      if (came.kind !== "saved") return;
      setBase(await queries.query({ queryKey: ["site"], queryFn: readSite, staleTime: 0 }));
      await queries.invalidateQueries({ predicate: ({ queryKey }) => WITH_SITE.has(String(queryKey[0])) });
      onSaved();
    },
    onError: () => {
      setOutcome({ kind: "unanswered" });
    },
  });
  return {
    save: (edit) => {
      setOutcome(null);
      mutate(edit);
    },
    busy: isPending,
    outcome,
    takeTheirs: () => {
      if (outcome?.kind === "conflict") setBase(outcome.conflict.now);
      setOutcome(null);
    },
    forget: () => {
      setOutcome(null);
    },
  };
}

const WITH_SITE = new Set(["site", "cameras", "counters"]);
