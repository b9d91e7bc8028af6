"""The sentence a supervisor reads, in both languages: what was seen, never a verdict."""

from dataclasses import dataclass

from vision.datatypes import Outcome
from vision.rules.context import Context


@dataclass(frozen=True, slots=True)
class Absence:
    """What is told of an absence; times in ms, ``end_ms`` None while it goes on."""

    start_ms: int
    end_ms: int | None
    told_ms: int
    observed_ms: int
    blind_ms: int
    outcome: Outcome | None
    limit_ms: int
    clause: str | None
    limits_version: int


AFTERWARDS = {
    Outcome.RETURNED: ("返回", ""),
    Outcome.CLOSED: ("服务结束", " when service ended"),
    Outcome.UNKNOWN: ("后无法判定", ", after which nothing could be judged"),
}


def why_absent(absence: Absence, context: Context) -> dict[str, str]:
    """``{"zh": ..., "en": ...}`` for ``presence.absent``."""
    return {"zh": _zh(absence, context), "en": _en(absence, context)}


def _zh(absence: Absence, context: Context) -> str:
    basis = f"依据{absence.clause}," if absence.clause else ""
    hours = "" if context.service is None else "服务时段内,"
    since = f"{context.name[0]}{context.clock(absence.start_ms)}起无人,"
    if absence.outcome is None or absence.end_ms is None:
        told = f"已历时{duration_zh(_length(absence))}"
    else:
        told = f"{context.clock(absence.end_ms)}{AFTERWARDS[absence.outcome][0]},历时{duration_zh(_length(absence))}"
    return (
        f"{since}{told}{_blind_zh(absence)};{hours}报备、提示牌、顶岗未核对;"
        f"{basis}时限{duration_zh(absence.limit_ms)},规则第{absence.limits_version}版。"
    )


def _en(absence: Absence, context: Context) -> str:
    basis = f"{absence.clause}, " if absence.clause else ""
    hours = "" if context.service is None else "in service hours; "
    start, length = context.clock(absence.start_ms), duration_en(_length(absence))
    if absence.outcome is None or absence.end_ms is None:
        told = f"has been unstaffed since {start}, {length} so far{_blind_en(absence)}"
    else:
        end, after = context.clock(absence.end_ms), AFTERWARDS[absence.outcome][1]
        told = f"was unstaffed from {start} to {end}{after}, {length}{_blind_en(absence)}"
    return (
        f"{context.name[1]} {told}; {hours}declaration, sign and cover were not checked; "
        f"{basis}limit {duration_en(absence.limit_ms)}, rule version {absence.limits_version}."
    )


def _length(absence: Absence) -> int:
    """Between the two moments as clocks show them, to the second: the reader can check it."""
    until = absence.told_ms if absence.end_ms is None else absence.end_ms
    return 1000 * (until // 1000 - absence.start_ms // 1000)


def _blind_zh(absence: Absence) -> str:
    return f"(其中无法判定{duration_zh(absence.blind_ms)})" if absence.blind_ms else ""


def _blind_en(absence: Absence) -> str:
    return f" ({duration_en(absence.blind_ms)} could not be judged)" if absence.blind_ms else ""


def duration_en(duration_ms: int) -> str:
    """``687000`` as ``11 min 27 s``."""
    return _duration(duration_ms, (" h", " min", " s"), " ")


def duration_zh(duration_ms: int) -> str:
    """``687000`` as ``11分27秒``, ``600000`` as ``10分钟``."""
    text = _duration(duration_ms, ("小时", "分", "秒"), "")
    return f"{text}钟" if text.endswith("分") else text


def _duration(duration_ms: int, units: tuple[str, str, str], gap: str) -> str:
    seconds = round(duration_ms / 1000)
    counts = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    parts = [f"{count}{unit}" for count, unit in zip(counts, units, strict=True) if count]
    return gap.join(parts) or f"0{units[2]}"
