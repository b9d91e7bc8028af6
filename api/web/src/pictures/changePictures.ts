/** A picture that was kept when a view's state changed. */
export interface ChangePicture {
  view: string;
  at_ms: number;
}

const PATIENCE_MS = 8_000;

/** The pictures of a counter's changes in `[from, to)`, ms UTC; none where the API keeps none. */
export async function picturesOf(
  counter: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<ChangePicture[]> {
  const query = `from=${Math.floor(from)}&to=${Math.ceil(to)}`;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const address = `/api/v1/counters/${encodeURIComponent(counter)}/pictures?${query}`;
  const answer = await fetch(address, { credentials: "same-origin", signal: limited });
  return answer.ok ? read(await answer.json()) : [];
}

export function pictureAddress({ view, at_ms }: ChangePicture): string {
  return `/api/v1/views/${encodeURIComponent(view)}/pictures/${at_ms}`;
}

function isPicture(one: unknown): one is ChangePicture {
  if (typeof one !== "object" || one === null || !("view" in one) || !("at_ms" in one)) return false;
  return typeof one.view === "string" && typeof one.at_ms === "number";
}

/** The pictures of an answer, the earliest first; what is of another form is left out. */
export function read(answer: unknown): ChangePicture[] {
  if (typeof answer !== "object" || answer === null || !("pictures" in answer)) return [];
  const told: unknown = answer.pictures;
  if (!Array.isArray(told)) return [];
  return told.filter(isPicture).sort((a, b) => a.at_ms - b.at_ms);
}
