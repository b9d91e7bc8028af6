import type { Piece, Presence } from "../api/client";
import { StandingMark } from "../standing/StandingMark";
import { clock } from "../words/times";
import { useWords } from "../words/useWords";
import { LANES } from "./drawing";

/** What a piece holds, in words. */
export function usePieceWords() {
  const { t, lasts, reason } = useWords();
  return (piece: Piece): string => {
    const states = LANES.filter((state) => (piece.state_ms[state] ?? 0) > 0);
    const named = (state: Presence) => t(`lane.${state as "present"}`);
    if (states.length > 1) {
      return states.map((state) => `${named(state)} ${lasts(piece.state_ms[state] ?? 0)}`).join(" · ");
    }
    const why = reason(piece.blind_reason);
    return why === "" ? named(piece.state) : `${named(piece.state)} · ${why}`;
  };
}

/** The stretch that is pointed at or reached by keys; told to screen readers as it changes. */
export function ReadOut({ piece, zone }: { piece: Piece | null; zone: string }) {
  const { t, lasts } = useWords();
  const words = usePieceWords();
  return (
    <p className="read-out" role="status" data-empty={piece === null || undefined}>
      {piece === null ? (
        t("timeline.hint")
      ) : (
        <>
          <StandingMark standing={piece.state} size={16} />
          <strong>{words(piece)}</strong>
          <span>
            {t("event.span", { from: clock(piece.from_ms, zone), to: clock(piece.to_ms, zone) })} ·{" "}
            {lasts(piece.to_ms - piece.from_ms)}
          </span>
          {piece.customer_ms > 0 && <span>{t("timeline.visitor", { time: lasts(piece.customer_ms) })}</span>}
        </>
      )}
    </p>
  );
}
