"""Findings for the calm stage, in seconds."""

from vision.datatypes import Event, Outcome, Phase, Place, Severity, Status

NOTICE, WARNING, REPORT = Severity


def finding(
    rule: str,
    from_s: float,
    to_s: float | None = None,
    *,
    counter: str = "7",
    severity: Severity = NOTICE,
    status: Status = Status.PROMPT,
    outcome: Outcome | None = Outcome.RETURNED,
    withdrawn: bool = False,
    blinded: tuple[str, ...] = (),
) -> Event:
    """The latest revision of what ``rule`` found from ``from_s`` to ``to_s`` (None: it runs)."""
    start_ms, end_ms = round(1000 * from_s), None if to_s is None else round(1000 * to_s)
    phase = Phase.WITHDRAWN if withdrawn else Phase.STARTED if end_ms is None else Phase.ENDED
    return Event(
        id=f"north/{counter}/{rule}/{start_ms}",
        revision=1,
        type=rule,
        hall="north",
        counter=counter,
        phase=phase,
        at_ms=end_ms or start_ms,
        start_ms=start_ms,
        end_ms=end_ms,
        outcome=None if end_ms is None else outcome,
        observed_s=0,
        blind_s=0,
        severity=severity,
        why={"zh": "", "en": ""},
        limits_version=1,
        zone_version=1,
        model_set="",
        status=status,
        place=Place.CAMERA if blinded else Place.COUNTER,
        blinded=blinded,
    )
