import type { Presence } from "../api/client";

/** A person for a visitor, an outline for none, dashes where it cannot be judged. */
export function VisitorMark({ visitor }: { visitor: Presence }) {
  const dashes = visitor === "blind" || visitor === "unscheduled" ? "2 1.6" : undefined;
  return (
    <svg viewBox="0 0 16 16" className="visitor-mark" data-visitor={visitor} aria-hidden>
      <circle cx="8" cy="4.6" r="2.8" strokeDasharray={dashes} />
      <path d="M2.6 14.200c.3-3.6 2.4-5.2 5.4-5.200s5.1 1.6 5.4 5.200z" strokeDasharray={dashes} />
    </svg>
  );
}
