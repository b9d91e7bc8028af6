"""The sentence in both languages."""

from dataclasses import replace

import pytest

from vision.datatypes import Outcome
from vision.rules.context import Context, elapsed
from vision.rules.hall_registry import EVERY_HALL_RULE
from vision.rules.registry import RULES
from vision.rules.rule import AnyRule
from vision.why import Absence, Found, duration_en, duration_zh, why_absent, why_found

WINDOW = Context(
    "hall",
    ("7号窗口", "Window 7"),
    service=((0, 2_000_000),),
    clock=lambda ms: {613_000: "10:02:13", 1_300_000: "10:13:40"}[ms],
)


CASES = [
    (
        Absence(613_000, 1_300_000, 1_300_000, 679_000, 8_000, Outcome.RETURNED, 600_000, "《规范》第15条", 3),
        (
            "7号窗口10:02:13起无人,10:13:40返回,历时11分27秒(其中无法判定8秒);服务时段内,未报备、提示牌无法判定、无人顶岗;"
            "依据《规范》第15条,时限10分钟,规则第3版。"
        ),
        (
            "Window 7 was unstaffed from 10:02:13 to 10:13:40, 11 min 27 s (8 s could not be judged); "
            "in service hours, not declared, the sign could not be judged, no cover; 《规范》第15条, "
            "limit 10 min, rule version 3."
        ),
    ),
    (
        Absence(613_000, None, 1_300_000, 687_000, 0, None, 300_000, None, 1),
        "7号窗口10:02:13起无人,已历时11分27秒;服务时段内,未报备、提示牌无法判定、无人顶岗;时限5分钟,规则第1版。",
        (
            "Window 7 has been unstaffed since 10:02:13, 11 min 27 s so far; in service hours, "
            "not declared, the sign could not be judged, no cover; limit 5 min, rule version 1."
        ),
    ),
    (
        Absence(613_000, 1_300_000, 1_300_000, 687_000, 0, Outcome.CLOSED, 300_000, None, 1),
        "7号窗口10:02:13起无人,10:13:40服务结束,历时11分27秒;服务时段内,未报备、提示牌无法判定、无人顶岗;时限5分钟,规则第1版。",
        (
            "Window 7 was unstaffed from 10:02:13 to 10:13:40 when service ended, 11 min 27 s; in service hours, "
            "not declared, the sign could not be judged, no cover; limit 5 min, rule version 1."
        ),
    ),
    (
        Absence(613_000, 1_300_000, 1_700_000, 687_000, 0, Outcome.UNKNOWN, 300_000, None, 1),
        (
            "7号窗口10:02:13起无人,10:13:40后无法判定,历时11分27秒;服务时段内,未报备、提示牌无法判定、无人顶岗;"
            "时限5分钟,规则第1版。"
        ),
        (
            "Window 7 was unstaffed from 10:02:13 to 10:13:40, after which nothing could be judged, 11 min 27 s; "
            "in service hours, not declared, the sign could not be judged, no cover; limit 5 min, rule version 1."
        ),
    ),
]


UNSIGNED = Absence(613_000, 1_300_000, 1_300_000, 679_000, 8_000, Outcome.RETURNED, 600_000, "《规范》第15条", 3,
                   unsigned_ms=600_000)  # fmt: skip
GLOSSARY = {
    "zh": (
        "7号窗口10:02:13起无人,10:13:40返回,历时11分27秒(其中无法判定8秒);服务时段内,未报备、未放提示牌、无人顶岗;"
        "依据《规范》第15条,时限10分钟,规则第3版,3月1日起施行。"
    ),
    "en": (
        "Window 7 was unstaffed from 10:02:13 to 10:13:40, 11 min 27 s (8 s could not be judged); in service hours, "
        "not declared, no sign, no cover; 《规范》第15条, limit 10 min, rule version 3 in force since 1 March."
    ),
}


def test_the_sentence_a_supervisor_expects() -> None:
    assert why_absent(UNSIGNED, replace(WINDOW, in_force=("3月1日", "1 March"))) == GLOSSARY


AROUND = [
    (
        {"declared_ms": 679_000},
        "已报备(应于10:13:40返回)、未放提示牌、无人顶岗",
        "declared (due back at 10:13:40), no sign, no cover",
    ),
    (
        {"declared_ms": 300_000},
        "其中5分钟已报备(应于10:13:40返回)、未放提示牌、无人顶岗",
        "declared for 5 min (due back at 10:13:40), no sign, no cover",
    ),
    ({"sign_ms": 679_000, "unsigned_ms": 0}, "未报备、已放提示牌、无人顶岗", "not declared, sign up, no cover"),
    ({"sign_ms": 60_000}, "未报备、其中1分钟已放提示牌、无人顶岗", "not declared, sign up for 1 min, no cover"),
    ({"unsigned_ms": 0}, "未报备、提示牌无法判定、无人顶岗", "not declared, the sign could not be judged, no cover"),
    ({"covered_ms": 679_000}, "未报备、未放提示牌、有人顶岗", "not declared, no sign, covered"),
    ({"covered_ms": 30_000}, "未报备、未放提示牌、其中30秒有人顶岗", "not declared, no sign, covered for 30 s"),
]


@pytest.mark.parametrize(("known", "zh", "en"), AROUND, ids=[case[2] for case in AROUND])
def test_declaration_sign_and_cover_are_said(known: dict[str, int], zh: str, en: str) -> None:
    said = why_absent(replace(UNSIGNED, due_ms=1_300_000, **known), WINDOW)  # type: ignore[arg-type]
    assert f";服务时段内,{zh};" in said["zh"]
    assert f"; in service hours, {en}; " in said["en"]


@pytest.mark.parametrize(("absence", "zh", "en"), CASES, ids=[str(case[0].outcome) for case in CASES])
def test_sentences(absence: Absence, zh: str, en: str) -> None:
    assert why_absent(absence, WINDOW) == {"zh": zh, "en": en}


def test_hours_that_nobody_applied_are_not_claimed() -> None:
    absence = Absence(613_000, None, 1_300_000, 687_000, 0, None, 300_000, None, 1)
    told = why_absent(absence, replace(WINDOW, service=None))
    assert "in service hours" not in told["en"]
    assert "服务时段" not in told["zh"]


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_no_sentence_accuses(outcome: Outcome | None) -> None:
    absence = Absence(613_000, 1_300_000, 1_300_000, 687_000, 0, outcome, 600_000, None, 1)
    said = why_absent(absence, WINDOW)
    for word in ("违规", "脱岗", "violation", "desert", "offence"):
        assert word not in said["zh"] + said["en"]


@pytest.mark.parametrize(
    ("ms", "en", "zh"),
    [
        (0, "0 s", "0秒"),
        (499, "0 s", "0秒"),
        (59_600, "1 min", "1分钟"),
        (600_000, "10 min", "10分钟"),
        (3_661_000, "1 h 1 min 1 s", "1小时1分1秒"),
    ],
)
def test_durations(ms: int, en: str, zh: str) -> None:
    assert (duration_en(ms), duration_zh(ms)) == (en, zh)


@pytest.mark.parametrize(("ms", "text"), [(0, "0:00:00"), (61_999, "0:01:01"), (36_000_000, "10:00:00")])
def test_a_clip_counts_from_its_beginning(ms: int, text: str) -> None:
    assert elapsed(ms) == text


SLUMPED, CALL = RULES["posture.slumped"], RULES["phone.while_serving"]
FOUND = Found(613_000, 1_300_000, 1_310_000, 679_000, 8_000, Outcome.RETURNED, 60_000, "《规范》第15条", 3, SLUMPED)

FINDINGS = [
    (
        FOUND,
        (
            "7号窗口10:02:13起疑似趴台,10:13:40停止,历时11分27秒(其中无法判定8秒);服务时段内;"
            "依据《规范》第15条,时限1分钟,规则第3版。"
        ),
        (
            "Window 7: staff seemed to be slumped on the desk, from 10:02:13 to 10:13:40, 11 min 27 s "
            "(8 s could not be judged); in service hours; 《规范》第15条, limit 1 min, rule version 3."
        ),
    ),
    (
        replace(FOUND, end_ms=None, told_ms=1_300_000, outcome=None, clause=None, blind_ms=0, seen_ms=680_000),
        "7号窗口10:02:13起疑似趴台,已历时11分27秒(其中看到11分20秒);服务时段内;时限1分钟,规则第3版。",
        (
            "Window 7: staff seem to be slumped on the desk, since 10:02:13, 11 min 27 s so far "
            "(seen for 11 min 20 s); in service hours; limit 1 min, rule version 3."
        ),
    ),
    (
        replace(FOUND, outcome=Outcome.UNKNOWN, clause=None, seen_ms=600_000, rule=CALL),
        (
            "7号窗口10:02:13起接待中疑似使用手机,10:13:40后无法判定,历时11分27秒(其中看到10分钟、无法判定8秒);"
            "服务时段内;也可能在协助群众操作手机;时限1分钟,规则第3版。"
        ),
        (
            "Window 7: staff seemed to be using a phone while a visitor was there, from 10:02:13 to 10:13:40, "
            "after which nothing could be judged, 11 min 27 s (seen for 10 min, 8 s could not be judged); in service "
            "hours; they may be helping with the visitor's own phone; limit 1 min, rule version 3."
        ),
    ),
    (
        replace(FOUND, outcome=Outcome.GRAVER, clause=None, blind_ms=0, seen_ms=687_000),
        "7号窗口10:02:13起疑似趴台,10:13:40起转为更严重情形,历时11分27秒;服务时段内;时限1分钟,规则第3版。",
        (
            "Window 7: staff seemed to be slumped on the desk, from 10:02:13 to 10:13:40, "
            "when it went on as something graver, 11 min 27 s; in service hours; limit 1 min, rule version 3."
        ),
    ),
]


@pytest.mark.parametrize(("found", "zh", "en"), FINDINGS, ids=[str(case[0].outcome) for case in FINDINGS])
def test_sentences_of_what_was_held(found: Found, zh: str, en: str) -> None:
    assert why_found(found, WINDOW) == {"zh": zh, "en": en}


HOURS = [
    ("presence.not_ready", "开始服务前;", "before opening;"),
    ("presence.overtime", "服务时段外;", "out of service hours;"),
    ("presence.declaration_overdue", "服务时段内;", "in service hours;"),
    ("presence.late_open", "服务时段内,未报备、无人顶岗;", "in service hours, not declared, no cover;"),
    ("presence.early_close", "服务时段内,未报备、无人顶岗;", "in service hours, not declared, no cover;"),
    ("presence.sign_missing", "服务时段内,未报备、无人顶岗;", "in service hours, not declared, no cover;"),
    ("presence.sign_misuse", "服务时段内;无停办批准;", "in service hours; no closing was approved;"),
    (
        "presence.closed_unapproved",
        "服务时段内,未报备、未公示暂停时间、无人顶岗;无停办批准;",
        "in service hours, not declared, no pause announced, no cover; no closing was approved;",
    ),
]


@pytest.mark.parametrize(("rule", "zh", "en"), HOURS, ids=[row[0] for row in HOURS])
def test_hours_and_what_was_checked_are_said(rule: str, zh: str, en: str) -> None:
    said = why_found(replace(FOUND, rule=RULES[rule]), WINDOW)
    assert f";{zh}依据" in said["zh"]
    assert f"; {en} 《规范》" in said["en"]


def test_what_was_checked_is_said_also_where_nobody_applied_hours() -> None:
    said = why_found(replace(FOUND, rule=RULES["presence.sign_missing"]), replace(WINDOW, service=None))
    assert ");未报备、无人顶岗;依据" in said["zh"]
    assert "); not declared, no cover; 《规范》" in said["en"]


EVERY_RULE: dict[str, AnyRule] = {**RULES, **EVERY_HALL_RULE}


@pytest.mark.parametrize("rule", EVERY_RULE)
@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_no_rule_accuses(rule: str, outcome: Outcome | None) -> None:
    said = why_found(replace(FOUND, outcome=outcome, rule=EVERY_RULE[rule]), WINDOW)
    for word in ("违规", "脱岗", "违反", "violation", "desert", "offence", "misuse"):
        assert word not in said["zh"] + said["en"]
    if rule.startswith(("posture", "phone", "appearance")):
        assert "疑似" in said["zh"]
        assert "seem" in said["en"]
