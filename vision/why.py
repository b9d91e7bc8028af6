"""The sentence a supervisor reads, in both languages: what was seen, never a verdict."""

from dataclasses import dataclass

from vision.datatypes import Outcome
from vision.rules.circumstances import Service
from vision.rules.context import Context
from vision.rules.rule import AnyRule, Excuse


@dataclass(frozen=True, slots=True)
class Absence:
    """What is told of an absence; times in ms, ``end_ms`` None while it goes on.

    Of ``observed_ms`` so much was declared (the last slip due at ``due_ms``), covered, with the sign up, and with the
    sign seen not to be; the rest of it the sign could not be judged.
    """

    start_ms: int
    end_ms: int | None
    told_ms: int
    observed_ms: int
    blind_ms: int
    outcome: Outcome | None
    limit_ms: int
    clause: str | None
    limits_version: int
    declared_ms: int = 0
    due_ms: int = 0
    covered_ms: int = 0
    sign_ms: int = 0
    unsigned_ms: int = 0


AFTERWARDS = {
    Outcome.RETURNED: ("返回", ""),
    Outcome.CLOSED: ("服务结束", " when service ended"),
    Outcome.UNKNOWN: ("后无法判定", ", after which nothing could be judged"),
    Outcome.GRAVER: ("起转为更严重情形", ", when it went on as something graver"),
}

DURING = {
    Service.OPEN: ("服务时段内", "in service hours"),
    Service.READY: ("开始服务前", "before opening"),
    Service.CLOSED: ("服务时段外", "out of service hours"),
}
"""When a rule holds."""


def why_absent(absence: Absence, context: Context) -> dict[str, str]:
    """``{"zh": ..., "en": ...}`` for ``presence.absent``."""
    return {"zh": _zh(absence, context), "en": _en(absence, context)}


def _zh(absence: Absence, context: Context) -> str:
    since = f"{context.name[0]}{context.clock(absence.start_ms)}起无人,"
    if absence.outcome is None or absence.end_ms is None:
        told = f"已历时{duration_zh(_length(absence))}"
    else:
        told = f"{context.clock(absence.end_ms)}{AFTERWARDS[absence.outcome][0]},历时{duration_zh(_length(absence))}"
    around = "、".join((_declared_zh(absence, context), _sign_zh(absence), _cover_zh(absence)))
    around = _joined((_hours(Service.OPEN, context, 0), around), ",")
    return f"{since}{told}{_blind_zh(absence)};{around};{_basis_zh(absence, context)}"


def _en(absence: Absence, context: Context) -> str:
    start, length = context.clock(absence.start_ms), duration_en(_length(absence))
    if absence.outcome is None or absence.end_ms is None:
        told = f"has been unstaffed since {start}, {length} so far{_blind_en(absence)}"
    else:
        end, after = context.clock(absence.end_ms), AFTERWARDS[absence.outcome][1]
        told = f"was unstaffed from {start} to {end}{after}, {length}{_blind_en(absence)}"
    around = (
        _hours(Service.OPEN, context, 1),
        _declared_en(absence, context),
        _sign_en(absence),
        _cover_en(absence),
    )
    return f"{context.name[1]} {told}; {_joined(around, ', ')}; {_basis_en(absence, context)}"


def _joined(parts: tuple[str, ...], between: str) -> str:
    return between.join(part for part in parts if part)


def _hours(during: Service | None, context: Context, language: int) -> str:
    """Hours that nobody applied are not claimed."""
    return "" if context.service is None or during is None else DURING[during][language]


def _declared_zh(absence: Absence, context: Context) -> str:
    if not absence.declared_ms:
        return "未报备"
    return f"{_share_zh(absence, absence.declared_ms)}已报备(应于{context.clock(absence.due_ms)}返回)"


def _declared_en(absence: Absence, context: Context) -> str:
    if not absence.declared_ms:
        return "not declared"
    due = f" (due back at {context.clock(absence.due_ms)})"
    return f"declared{_share_en(absence, absence.declared_ms)}{due}"


def _sign_zh(absence: Absence) -> str:
    if absence.sign_ms:
        return f"{_share_zh(absence, absence.sign_ms)}已放提示牌"
    return "未放提示牌" if absence.unsigned_ms else "提示牌无法判定"


def _sign_en(absence: Absence) -> str:
    if absence.sign_ms:
        return f"sign up{_share_en(absence, absence.sign_ms)}"
    return "no sign" if absence.unsigned_ms else "the sign could not be judged"


def _cover_zh(absence: Absence) -> str:
    return f"{_share_zh(absence, absence.covered_ms)}有人顶岗" if absence.covered_ms else "无人顶岗"


def _cover_en(absence: Absence) -> str:
    return f"covered{_share_en(absence, absence.covered_ms)}" if absence.covered_ms else "no cover"


def _share_zh(absence: Absence, of_ms: int) -> str:
    """How much of the absence it was, where it was not all of it."""
    return f"其中{duration_zh(of_ms)}" if of_ms < absence.observed_ms else ""


def _share_en(absence: Absence, of_ms: int) -> str:
    return f" for {duration_en(of_ms)}" if of_ms < absence.observed_ms else ""


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
    rule: AnyRule


def _basis_zh(told: Absence | Found, context: Context) -> str:
    """By what it is told: clause, limit, version of the limits and since when they hold."""
    basis = f"依据{told.clause}," if told.clause else ""
    since = f",{context.in_force[0]}起施行" if context.in_force else ""
    return f"{basis}时限{duration_zh(told.limit_ms)},规则第{told.limits_version}版{since}。"


def _basis_en(told: Absence | Found, context: Context) -> str:
    basis = f"{told.clause}, " if told.clause else ""
    since = f" in force since {context.in_force[1]}" if context.in_force else ""
    return f"{basis}limit {duration_en(told.limit_ms)}, rule version {told.limits_version}{since}."


def why_found(found: Found, context: Context) -> dict[str, str]:
    """``{"zh": ..., "en": ...}`` for any rule that waits: what was seen, and what nobody can say."""
    return {"zh": _found_zh(found, context), "en": _found_en(found, context)}


def _found_zh(found: Found, context: Context) -> str:
    words = found.rule.words
    told = f"{context.name[0]}{context.clock(found.start_ms)}起{words.zh},"
    if found.outcome is None or found.end_ms is None:
        told += f"已历时{duration_zh(_lasts(found))}"
    else:
        ended = {**ENDED_ZH, Outcome.RETURNED: words.ended_zh}[found.outcome]
        told += f"{context.clock(found.end_ms)}{ended},历时{duration_zh(_lasts(found))}"
    hours, checked = _hours(found.rule.during, context, 0), "、".join(_checked(found.rule, 0))
    around = _joined((_joined((hours, checked), ","), words.note_zh), ";")
    return f"{told}{_parts_zh(found)};{around}{';' if around else ''}{_basis_zh(found, context)}"


def _found_en(found: Found, context: Context) -> str:
    words = found.rule.words
    start, length = context.clock(found.start_ms), duration_en(_lasts(found))
    if found.outcome is None or found.end_ms is None:
        told = f"{words.en_now}, since {start}, {length} so far"
    else:
        end = context.clock(found.end_ms)
        told = f"{words.en_then}, from {start} to {end}{ENDED_EN[found.outcome]}, {length}"
    checked = _joined((_hours(found.rule.during, context, 1), *_checked(found.rule, 1)), ", ")
    around = _joined((checked, words.note_en), "; ")
    return f"{context.name[1]}: {told}{_parts_en(found)}; {around}{'; ' if around else ''}{_basis_en(found, context)}"


EXCUSES = {
    Excuse.DECLARED: ("未报备", "not declared"),
    Excuse.ANNOUNCED: ("未公示暂停时间", "no pause announced"),
    Excuse.COVERED: ("无人顶岗", "no cover"),
}


def _checked(rule: AnyRule, language: int) -> list[str]:
    """What would excuse it and did not hold: the rule would not have judged."""
    return [words[language] for excuse, words in EXCUSES.items() if excuse in rule.excused_by]


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
