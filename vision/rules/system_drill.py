"""``system.drill`` (E3): the alarm path is tried out. Somebody asks for it; it judges nothing, no figure counts it."""

from vision.datatypes import Event, Outcome, Phase, Place, Severity, Status
from vision.rules.context import Context

TYPE = "system.drill"


def drill(context: Context, at_ms: int, limits_version: int) -> Event:
    """The event of a drill in the hall of ``context`` at ``at_ms`` (ms UTC): over as soon as it is told.

    It is told to people, as a rule with status prompt tells, and like that it is not counted.
    """
    zh, en = context.name
    at = context.clock(at_ms)
    return Event(
        id=f"{context.hall}/{context.hall}/{TYPE}/{at_ms}",
        revision=1,
        type=TYPE,
        hall=context.hall,
        counter=context.hall,
        phase=Phase.ENDED,
        at_ms=at_ms,
        start_ms=at_ms,
        end_ms=at_ms,
        outcome=Outcome.CLOSED,
        observed_s=0.0,
        blind_s=0.0,
        severity=Severity.NOTICE,
        why={
            "zh": f"{zh}{at}告警演练:仅检验告警通路,不涉及任何人员,不计入统计。",
            "en": f"{en}: alarm drill at {at}; it tries out the alarm path, is about nobody and counts in no figure.",
        },
        limits_version=limits_version,
        zone_version=0,
        model_set="",
        status=Status.PROMPT,
        place=Place.HALL,
    )
