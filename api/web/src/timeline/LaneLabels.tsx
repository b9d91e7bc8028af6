import type { Piece, Presence } from "../api/client";
import type { Standing } from "../standing/standing";
import { StandingMark } from "../standing/StandingMark";
import { useWords } from "../words/useWords";
import { LANES } from "./drawing";

const MARKS: Record<Presence, Standing> = {
  present: "present",
  absent: "absent",
  blind: "blind",
  unscheduled: "unscheduled",
};

/** What each lane is, and how long its state lasted in what is shown. */
export function LaneLabels({ pieces }: { pieces: readonly Piece[] }) {
  const { t, lasts } = useWords();
  const sum = (state: Presence) => pieces.reduce((ms, piece) => ms + (piece.state_ms[state] ?? 0), 0);
  return (
    <ul className="lane-labels">
      <li className="lane-events">{t("lane.events")}</li>
      {LANES.map((state) => (
        <li key={state} className="lane">
          <StandingMark standing={MARKS[state]} size={15} />
          <span>{t(`lane.${state as "present"}`)}</span>
          <small>{sum(state) > 0 ? lasts(sum(state)) : ""}</small>
        </li>
      ))}
      <li className="lane-visitor">{t("lane.customer")}</li>
    </ul>
  );
}
