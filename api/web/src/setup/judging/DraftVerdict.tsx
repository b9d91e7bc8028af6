import { useTick } from "../../live/ticking";
import { StandingMark } from "../../standing/StandingMark";
import { useWords } from "../../words/useWords";
import type { Size } from "../drawing/geometry";
import type { Point, Zones } from "../drawing/shapes";
import { likely, roleOf, type PersonSeen, type Role } from "./people";
import { DRAFT } from "./useDraft";
import type { Heard, ViewSeen } from "./useLooks";

const LATE_MS = 6_000;
const TOLD: readonly Role[] = ["staff", "visitor", "other", "nobody"];

interface Props {
  heard: Heard | null;
  people: readonly PersonSeen[];
  zones: Zones;
  valid: boolean;
  others: readonly (readonly Point[])[];
  pixels: Size;
}

/** The state that the zones lead to as they are drawn now. It decides nothing yet, and says so. */
export function DraftVerdict({ heard, people, zones, valid, others, pixels }: Props) {
  const { t } = useWords();
  const tickMs = useTick();
  const seen = heard?.look.drafts.find(({ id }) => id === DRAFT);
  const late = heard !== null && tickMs - heard.heardMs > LATE_MS;
  const sure = people.filter(likely);
  return (
    <section className="verdict" aria-labelledby="verdict" data-late={late || undefined}>
      <h2 id="verdict">{t("setup.verdict")}</h2>
      <div role="status">
        {seen === undefined || !valid || late ? (
          <p className="verdict-none">{t(reasonFor(valid, zones, heard, late))}</p>
        ) : (
          <State seen={seen} zones={zones} />
        )}
      </div>
      {!late && heard !== null && (
        <ul className="verdict-people">
          {TOLD.map((role) => {
            const n = sure.filter((person) => roleOf(person, zones, others, pixels) === role).length;
            return (
              <li key={role} data-none={n === 0 || undefined}>
                <span>{t(`setup.counted.${role}`)}</span> <b>{n}</b>
              </li>
            );
          })}
        </ul>
      )}
      <p className="verdict-note">{t("setup.verdict.note")}</p>
    </section>
  );
}

function reasonFor(valid: boolean, zones: Zones, heard: Heard | null, late: boolean) {
  if (!zones.staff) return "setup.verdict.no_staff";
  if (!valid) return "setup.verdict.invalid";
  if (late) return "setup.verdict.late";
  return heard === null ? "setup.verdict.first" : "setup.verdict.coming";
}

function State({ seen, zones }: { seen: ViewSeen; zones: Zones }) {
  const { t, reason } = useWords();
  const undecided = seen.live === "blind" && seen.blind_reason === null;
  const visitor = zones.customer ? t(`visitor.${seen.customer}`) : t("setup.verdict.no_customer");
  const beside = undecided ? t("setup.verdict.undecided.note") : visitor;
  return (
    <div className="verdict-state" data-standing={seen.live} data-testid="draft-state">
      <StandingMark standing={seen.live} size={34} />
      <div>
        <strong>{undecided ? t("setup.verdict.undecided") : t(`lane.${seen.live}`)}</strong>
        <span>{seen.blind_reason === null ? beside : reason(seen.blind_reason)}</span>
      </div>
    </div>
  );
}
