"""The labels of the glossary that the command line and its film show, and lines made of them."""

from typing import Literal

from api.what_if import Moved
from vision.coverage import Coverage
from vision.datatypes import BlindReason, Event, Phase, Presence, Severity
from vision.rules.context import elapsed

Language = Literal["en", "zh"]

STATES: dict[Presence, dict[Language, str]] = {
    Presence.PRESENT: {"en": "Staffed", "zh": "在岗"},
    Presence.ABSENT: {"en": "Unstaffed", "zh": "无人"},
    Presence.BLIND: {"en": "Cannot judge", "zh": "无法判定"},
    Presence.UNSCHEDULED: {"en": "Outside service hours", "zh": "非服务时段"},
}

REASONS: dict[BlindReason, dict[Language, str]] = {
    BlindReason.NO_PICTURE: {"en": "no picture", "zh": "无画面"},
    BlindReason.DARK: {"en": "picture too dark", "zh": "画面过暗"},
    BlindReason.COVERED: {"en": "lens covered", "zh": "镜头遮挡"},
    BlindReason.FROZEN: {"en": "picture frozen", "zh": "画面冻结"},
    BlindReason.PRIVATE: {"en": "private", "zh": "隐私时段"},
    BlindReason.UNDECIDED: {"en": "not yet decided", "zh": "尚未判明"},
}

SEVERITIES: dict[Severity, dict[Language, str]] = {
    Severity.NOTICE: {"en": "Notice", "zh": "提示"},
    Severity.WARNING: {"en": "Warning", "zh": "预警"},
    Severity.REPORT: {"en": "Report", "zh": "上报"},
}

PHASES: dict[Phase, dict[Language, str]] = {
    Phase.STARTED: {"en": "started", "zh": "开始"},
    Phase.GRAVER: {"en": "graver", "zh": "升级"},
    Phase.ENDED: {"en": "ended", "zh": "结束"},
    Phase.AMENDED: {"en": "amended", "zh": "更正"},
    Phase.WITHDRAWN: {"en": "withdrawn", "zh": "撤回"},
}

SHOWN_FROM_MS = 1000


def state_text(state: Presence, reason: BlindReason | None, language: Language) -> str:
    """``Cannot judge (picture too dark)``."""
    why = f" ({REASONS[reason][language]})" if reason else ""
    return STATES[state][language] + why


def event_text(event: Event, language: Language) -> str:
    """Whose it is, how grave, and why: one line without its time."""
    head = f"{SEVERITIES[event.severity][language]}, {PHASES[event.phase][language]}"
    return f"{event.counter:12}  {head}: {event.why[language]}"


def coverage_text(coverage: Coverage, language: Language) -> str:
    """``Staffed 0:12:05, Unstaffed 0:00:40``, and whatever else took a second or more."""
    always = (Presence.PRESENT, Presence.ABSENT)
    times = ((state, ms) for state, ms in coverage.ms.items() if state in always or ms >= SHOWN_FROM_MS)
    return ", ".join(f"{STATES[state][language]} {elapsed(ms)}" for state, ms in times)


LATER: dict[Language, tuple[str, str, str]] = {
    "en": ("begins {} s later", "is told {} s later", "ends {} s later"),
    "zh": ("开始推迟{}秒", "提醒推迟{}秒", "结束推迟{}秒"),
}
EARLIER: dict[Language, tuple[str, str, str]] = {
    "en": ("begins {} s earlier", "is told {} s earlier", "ends {} s earlier"),
    "zh": ("开始提前{}秒", "提醒提前{}秒", "结束提前{}秒"),
}


def later_text(moved: Moved, language: Language) -> str:
    """``is told 60 s later, ends 5 s earlier``; how grave it is where nothing but that differs."""
    by_ms = (moved.started_by_ms, moved.told_by_ms, moved.ended_by_ms or 0)
    said = [
        (LATER if ms > 0 else EARLIER)[language][number].format(f"{abs(ms) / 1000:g}")
        for number, ms in enumerate(by_ms)
        if ms
    ]
    graves = [SEVERITIES[steps[-1].severity][language] for steps in (moved.before, moved.after)]
    if graves[0] != graves[1]:
        said.append(" → ".join(graves))
    return (", " if language == "en" else "，").join(said)
