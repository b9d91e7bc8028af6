"""The sentence a supervisor reads, in both languages: what was seen, never a verdict."""

from dataclasses import dataclass

from vision.datatypes import Outcome
from vision.rules.context import Context
from vision.rules.rule import Words


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
    Outcome.GRAVER: ("起转为更严重情形", ", when it went on as something graver"),
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


@dataclass(frozen=True, slots=True)
class Found:
    """What is told of something that was held for so long; times in ms, ``end_ms`` None while it goes on."""

    start_ms: int
    end_ms: int | None
    told_ms: int
    seen_ms: int
    blind_ms: int
    outcome: Outcome | None
    limit_ms: int
    clause: str | None
    limits_version: int
    words: Words


def why_found(found: Found, context: Context) -> dict[str, str]:
    """``{"zh": ..., "en": ...}`` for any rule that waits: what was seen, and what nobody can say."""
    return {"zh": _found_zh(found, context), "en": _found_en(found, context)}


def _found_zh(found: Found, context: Context) -> str:
    hours = "" if context.service is None else "服务时段内;"
    note = f"{found.words.note_zh};" if found.words.note_zh else ""
    basis = f"依据{found.clause}," if found.clause else ""
    told = f"{context.name[0]}{context.clock(found.start_ms)}起{found.words.zh},"
    if found.outcome is None or found.end_ms is None:
        told += f"已历时{duration_zh(_lasts(found))}"
    else:
        ended = {**ENDED_ZH, Outcome.RETURNED: found.words.ended_zh}[found.outcome]
        told += f"{context.clock(found.end_ms)}{ended},历时{duration_zh(_lasts(found))}"
    limit = f"时限{duration_zh(found.limit_ms)},规则第{found.limits_version}版。"
    return f"{told}{_parts_zh(found)};{hours}{note}{basis}{limit}"


def _found_en(found: Found, context: Context) -> str:
    hours = "" if context.service is None else "in service hours; "
    note = f"{found.words.note_en}; " if found.words.note_en else ""
    basis = f"{found.clause}, " if found.clause else ""
    start, length = context.clock(found.start_ms), duration_en(_lasts(found))
    if found.outcome is None or found.end_ms is None:
        told = f"{found.words.en_now}, since {start}, {length} so far"
    else:
        end = context.clock(found.end_ms)
        told = f"{found.words.en_then}, from {start} to {end}{ENDED_EN[found.outcome]}, {length}"
    limit = f"limit {duration_en(found.limit_ms)}, rule version {found.limits_version}."
    return f"{context.name[1]}: {told}{_parts_en(found)}; {hours}{note}{basis}{limit}"


ENDED_ZH = {outcome: zh for outcome, (zh, _) in AFTERWARDS.items()} | {Outcome.CLOSED: "时段结束"}
ENDED_EN = {outcome: en for outcome, (_, en) in AFTERWARDS.items()} | {Outcome.CLOSED: " when that time was over"}


def _lasts(found: Found) -> int:
    until = found.told_ms if found.end_ms is None else found.end_ms
    return 1000 * (until // 1000 - found.start_ms // 1000)


def _interrupted(found: Found) -> bool:
    """Whether what was seen is a second or more less than a reader would take the rest to be."""
    return _lasts(found) - found.blind_ms - found.seen_ms >= 1000  # noqa: PLR2004 - a second


def _parts_zh(found: Found) -> str:
    seen = [f"看到{duration_zh(found.seen_ms)}"] if _interrupted(found) else []
    blind = [f"无法判定{duration_zh(found.blind_ms)}"] if found.blind_ms else []
    return f"(其中{'、'.join(seen + blind)})" if seen + blind else ""


def _parts_en(found: Found) -> str:
    seen = [f"seen for {duration_en(found.seen_ms)}"] if _interrupted(found) else []
    blind = [f"{duration_en(found.blind_ms)} could not be judged"] if found.blind_ms else []
    return f" ({', '.join(seen + blind)})" if seen + blind else ""
