import { Refusal } from "../api/client";

export interface FieldProblem {
  path: string;
  message: string;
}

/** What the API says of something it does not take. */
export interface Problem {
  code: string;
  message: string;
  problems: readonly FieldProblem[];
}

interface Body {
  error?: { code?: unknown; message?: unknown; problems?: readonly FieldProblem[] | null };
}

/** The problem that an answer's body tells of; null where it tells none. */
export function problemOf(body: unknown): Problem | null {
  if (typeof body !== "object" || body === null) return null;
  const { error } = body as Body;
  if (typeof error?.code !== "string" || typeof error.message !== "string") return null;
  return { code: error.code, message: error.message, problems: error.problems ?? [] };
}

/** What a failed question was refused for; null: it was not refused, nobody answered. */
export function refusedFor(error: unknown): Problem | null {
  if (!(error instanceof Refusal)) return null;
  try {
    return problemOf(JSON.parse(error.message)) ?? { code: String(error.status), message: "", problems: [] };
  } catch {
    return { code: String(error.status), message: "", problems: [] };
  }
}

const LONGER_MS = 30_000;

/** For questions that may take longer than others: a camera that does not answer, a site that is taken on. */
export function longer(request: Request): Promise<Response> {
  return fetch(new Request(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(LONGER_MS)]) }));
}
