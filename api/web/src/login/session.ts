import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback } from "react";

import { csrfToken } from "../api/client";
import { problemOf, type Problem } from "../setup/answers";

export interface Account {
  id: number;
  name: string;
  role: string;
}

/** Who is at the page. Whoever is out may still be let read, as at the demo. */
export type Session = { kind: "in"; account: Account } | { kind: "out" };

/** What came of logging in: null is well. */
export type LoginFault = Problem | "unanswered" | null;

const PATIENCE_MS = 15_000;
const CSRF_HEADER = "X-OnPost-CSRF";
const UNAUTHORISED = 401;

/** Asked beside the client of the other routes: here a 401 is an answer, and no reason to go to the login page. */
async function asked(path: string, body?: object): Promise<Response> {
  const token = csrfToken(document.cookie);
  return fetch(`/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", ...(token === undefined ? {} : { [CSRF_HEADER]: token }) },
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function me(): Promise<Session> {
  const answer = await asked("/me");
  if (answer.status === UNAUTHORISED) return { kind: "out" };
  if (!answer.ok) throw new Error(`an account was wanted, got status ${answer.status}`);
  return { kind: "in", account: ((await answer.json()) as { account: Account }).account };
}

export function useSession(): UseQueryResult<Session> {
  return useQuery({ queryKey: ["session"], queryFn: me, staleTime: 30_000 });
}

async function tried(path: string, body: object): Promise<LoginFault> {
  try {
    const answer = await asked(path, body);
    if (answer.ok) return null;
    return problemOf(await answer.json()) ?? "unanswered";
  } catch {
    return "unanswered";
  }
}

export interface Doors {
  login: (name: string, password: string) => Promise<LoginFault>;
  accept: (token: string, name: string, password: string) => Promise<LoginFault>;
  logout: () => Promise<LoginFault>;
}

/** Ways in and out; what was asked before is asked anew afterwards. */
export function useDoors(): Doors {
  const queries = useQueryClient();
  const through = useCallback(
    async (path: string, body: object) => {
      const fault = await tried(path, body);
      if (fault === null) await queries.invalidateQueries();
      return fault;
    },
    [queries],
  );
  return {
    login: (name, password) => through("/login", { name, password }),
    accept: (token, name, password) => through("/invitations/accept", { token, name, password }),
    logout: () => through("/logout", {}),
  };
}

/** Where somebody goes after logging in: a place of this page, whatever the address says; without windows, set-up. */
export function placeAfter(then: string | null, windows: number | undefined): string {
  if (then !== null && /^\/(?![/\\])/.test(then) && !then.startsWith("/login")) return then;
  return windows === 0 ? "/setup" : "/";
}

export const FEWEST_LETTERS = 10;
export type PasswordFault = "short" | "name" | "differs";

/** What is wrong with a new password; the server has the last word. */
export function passwordFault(name: string, password: string, again: string): PasswordFault | null {
  if (Array.from(password).length < FEWEST_LETTERS) return "short";
  if (password.trim().toLowerCase() === name.trim().toLowerCase()) return "name";
  return password === again ? null : "differs";
}
