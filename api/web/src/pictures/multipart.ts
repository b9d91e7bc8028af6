/** One part of a multipart answer. */
export interface Part {
  headers: Record<string, string>;
  body: Uint8Array;
}

const END_OF_HEADERS = [13, 10, 13, 10];

/** Where `wanted` begins in `bytes` at or after `from`; -1: nowhere. */
function find(bytes: Uint8Array, wanted: readonly number[], from = 0): number {
  const last = bytes.length - wanted.length;
  for (let at = from; at <= last; at += 1) {
    if (wanted.every((byte, n) => bytes[at + n] === byte)) return at;
  }
  return -1;
}

function headersOf(bytes: Uint8Array): Record<string, string> {
  const lines = new TextDecoder("latin1").decode(bytes).split("\r\n");
  const pairs = lines.map((line) => /^([\w-]+):\s*(.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map((match) => [(match[1] ?? "").toLowerCase(), match[2] ?? ""]));
}

/** The boundary that a content type names; null: it is not multipart. */
export function boundaryOf(contentType: string | null): string | null {
  const match = /^multipart\/x-mixed-replace.*boundary="?([^";]+)"?/i.exec(contentType ?? "");
  return match?.[1]?.replace(/^--/, "") ?? null;
}

/** Takes a multipart answer apart as it comes. A part without a length ends where the next one begins. */
export class PartReader {
  private kept = new Uint8Array();
  private readonly boundary: readonly number[];

  constructor(boundary: string) {
    this.boundary = [...new TextEncoder().encode(`--${boundary}`)];
  }

  /** The parts that `bytes` complete. */
  feed(bytes: Uint8Array): Part[] {
    const joined = new Uint8Array(this.kept.length + bytes.length);
    joined.set(this.kept);
    joined.set(bytes, this.kept.length);
    this.kept = joined;
    const parts: Part[] = [];
    for (let part = this.next(); part !== null; part = this.next()) parts.push(part);
    return parts;
  }

  private next(): Part | null {
    const start = find(this.kept, this.boundary);
    const head = start < 0 ? -1 : find(this.kept, END_OF_HEADERS, start);
    if (head < 0) return null;
    const headers = headersOf(this.kept.subarray(start, head));
    const body = head + END_OF_HEADERS.length;
    const length = Number(headers["content-length"]);
    const end = Number.isFinite(length) ? body + length : find(this.kept, this.boundary, body) - 2; // without its line end
    if (end < body || end > this.kept.length) return null;
    const part = { headers, body: this.kept.slice(body, end) };
    this.kept = this.kept.slice(end);
    return part;
  }
}
