const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const two = (n: number): string => String(n).padStart(2, "0");

/** `2:05`, `1:02:05`: how long, as a clock that counts. */
export function counting(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export interface Lasting {
  h: number;
  m: number;
  s: number;
  key: "lasting.hms" | "lasting.ms" | "lasting.s";
}

/** A length to be told in words: which sentence, and its numbers. */
export function lasting(ms: number): Lasting {
  const seconds = Math.max(0, Math.round(ms / SECOND_MS));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return { h, m, s, key: h > 0 ? "lasting.hms" : m > 0 ? "lasting.ms" : "lasting.s" };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found;
}

/** `10:02:13` as the hall's clock shows it. */
export function clock(ms: number, zone: string): string {
  return format(zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);
}

/** `10:02`. */
export function clockMinutes(ms: number, zone: string): string {
  return format(zone, { hour: "2-digit", minute: "2-digit" }).format(ms);
}

/** `2026-03-01`, the hall's day. */
export function day(ms: number, zone: string): string {
  const parts = format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(ms);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The time, with the day where it is not today. */
export function moment(ms: number, nowMs: number, zone: string): string {
  const time = clock(ms, zone);
  return day(ms, zone) === day(nowMs, zone) ? time : `${day(ms, zone).slice(5)} ${time}`;
}

/** The time; on another day than today the day with it, and no seconds. */
export function shortMoment(ms: number, nowMs: number, zone: string): string {
  const today = day(ms, zone) === day(nowMs, zone);
  return today ? clock(ms, zone) : `${day(ms, zone).slice(5)} ${clockMinutes(ms, zone)}`;
}

/** How far the zone's clock is ahead of UTC at a moment, ms. */
export function offset(ms: number, zone: string): number {
  const parts = format(zone, {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(ms / SECOND_MS) * SECOND_MS;
}

/** When the hall's day began, ms UTC; on a day that changes its clock, by the clock of its end. */
export function midnight(ms: number, zone: string): number {
  const local = ms + offset(ms, zone);
  const start = local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
  return start - offset(start - offset(ms, zone), zone);
}

export const LENGTHS = { SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS } as const;
