import createClient, { type Middleware } from "openapi-fetch";

import type { components, paths } from "./schema";

export type Counter = components["schemas"]["CounterMessage"];
export type CounterList = components["schemas"]["CounterList"];
export type Hall = components["schemas"]["HallMessage"];
export type EventMessage = components["schemas"]["EventMessage"];
export type EventPage = components["schemas"]["EventPage"];
export type Timeline = components["schemas"]["Timeline"];
export type Piece = components["schemas"]["TimelinePiece"];
export type Presence = components["schemas"]["Presence"];
export type BlindReason = components["schemas"]["BlindReason"];
export type Severity = components["schemas"]["Severity"];
export type Phase = components["schemas"]["Phase"];

/** The double-submit cookie of a session, and the header that must repeat it on every change. */
const CSRF_COOKIE = "onpost_csrf";
const CSRF_HEADER = "X-OnPost-CSRF";
const PATIENCE_MS = 8_000;
const UNAUTHORISED = 401;

/** An answer that is an error, by its status. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "Refusal";
  }
}

type Listener = () => void;
const unauthorised = new Set<Listener>();

/** Be told when the API wants a login; the answer ends it. */
export function onUnauthorised(listener: Listener): Listener {
  unauthorised.add(listener);
  return () => unauthorised.delete(listener);
}

export function csrfToken(cookies: string): string | undefined {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith(`${CSRF_COOKIE}=`));
  return found === undefined ? undefined : decodeURIComponent(found.slice(CSRF_COOKIE.length + 1));
}

const session: Middleware = {
  onRequest({ request }) {
    const token = request.method === "GET" ? undefined : csrfToken(document.cookie);
    if (token !== undefined) request.headers.set(CSRF_HEADER, token);
    return request;
  },
  onResponse({ response }) {
    if (response.status === UNAUTHORISED)
      unauthorised.forEach((tell) => {
        tell();
      });
    return response;
  },
};

/** A server that hangs must not hang the page: every question has an end. */
async function patient(request: Request): Promise<Response> {
  return fetch(new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]) }));
}

export const api = createClient<paths>({ credentials: "same-origin", fetch: patient });
api.use(session);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was asked for, or a Refusal. */
export async function told<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (data === undefined) throw new Refusal(response.status, JSON.stringify(error));
  return data;
}
