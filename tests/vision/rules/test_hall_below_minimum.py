"""``hall.below_minimum``: its table of cases."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import Told
from tests.vision.rules.hall_builders import GROUP, SETUP, Story, but, changes_of, judged, story
from vision.hall import HallSetup, HallState, fold
from vision.rules.circumstances import Declaration
from vision.rules.hall_below_minimum import TYPE, words
from vision.rules.hall_registry import DEFAULTS
from vision.rules.rule import NEVER

W = "warning"
TWO_GONE: Story = {"7": [(0, ".")], "8": [(0, "."), (1000, "x")], "9": [(0, "."), (1100, "x"), (1500, ".")]}
FOUND: Told = [("started", 1400, W, 1100, None, None, 300, 0), ("ended", 1510, W, 1100, 1500, "returned", 400, 0)]
EVER = ((0, 10**9),)
NINE_EMPTY: Story = {"7": [(0, ".")], "8": [(0, ".")], "9": [(0, "x")]}
STAFFED: Story = {c: [(0, ".")] for c in "789"}
EXEMPT = ((0, 10**9, frozenset({TYPE})),)
ELSEWHERE = ((0, 10**9, frozenset({"presence.absent"})),)
NINE_ASKED: Told = [("started", 900, W, 600, None, None, 300, 0), ("ended", 3600, W, 600, 3600, "closed", 3000, 0)]


def all_asked(setup: HallSetup) -> HallSetup:
    """The setup, but all three must be staffed."""
    return replace(setup, groups=(replace(GROUP, minimum=3),))


CASES: list[tuple[str, HallSetup, Story, Told]] = [
    ("two of three have left", SETUP, TWO_GONE, FOUND),
    ("one of three may leave", SETUP, {"7": [(0, ".")], "8": [(0, ".")], "9": [(0, "."), (1000, "x")]}, []),
    ("not for so long", SETUP, {**TWO_GONE, "9": [(0, "."), (1100, "x"), (1399, ".")]}, []),
    (
        "somebody steps in for a moment",
        SETUP,
        {**TWO_GONE, "9": [(0, "."), (1100, "x"), (1200, "."), (1209, "x"), (1500, ".")]},
        [("started", 1409, W, 1100, None, None, 300, 0), ("ended", 1510, W, 1100, 1500, "returned", 391, 0)],
    ),
    ("a blind counter counts as staffed", SETUP, {**TWO_GONE, "7": [(0, "b")], "8": [(0, ".")], "9": [(0, "x")]}, []),
    ("though two are empty", SETUP, {"7": [(0, "b")], "8": [(0, "b")], "9": [(0, "x")]}, []),
    (
        "blind moves nothing and lies inside",
        SETUP,
        {**TWO_GONE, "9": [(0, "."), (1100, "x"), (1200, "b"), (1300, "x"), (1600, ".")]},
        [("started", 1500, W, 1100, None, None, 300, 100), ("ended", 1610, W, 1100, 1600, "returned", 400, 100)],
    ),
    (
        "blind for too long ends it as unknown",
        SETUP,
        {**TWO_GONE, "9": [(0, "."), (1100, "x"), (1500, "b")]},
        [FOUND[0], ("ended", 1800, W, 1100, 1500, "unknown", 400, 0)],
    ),
    (
        "what was never heard of is blind",
        SETUP,
        {"7": [(0, "x")], "8": [(0, ".")]},
        [],
    ),
    (
        "it begins and ends with service",
        SETUP,
        {"7": [(0, "x")], "8": [(0, "x")], "9": [(0, ".")]},
        [("started", 900, W, 600, None, None, 300, 0), ("ended", 3600, W, 600, 3600, "closed", 3000, 0)],
    ),
    ("all three are wanted", all_asked(SETUP), NINE_EMPTY, NINE_ASKED),
    (
        "a counter out of its hours is not asked of",
        all_asked(but("9", service=((3_700_000, 3_800_000),))),
        NINE_EMPTY,
        [],
    ),
    ("nor one in a hall mode", all_asked(but("9", suspensions=EVER)), NINE_EMPTY, []),
    ("nor one that is exempt", all_asked(but("9", exemptions=EXEMPT)), NINE_EMPTY, []),
    ("exempt from another rule it is", all_asked(but("9", exemptions=ELSEWHERE)), NINE_EMPTY, NINE_ASKED),
    ("a break lowers nothing", all_asked(but("9", breaks=EVER)), NINE_EMPTY, NINE_ASKED),
    ("nor does an approved closing", all_asked(but("9", approved_closings=EVER)), NINE_EMPTY, NINE_ASKED),
    ("whoever sits at a counter on a break does not staff it", all_asked(but("7", breaks=EVER)), STAFFED, NINE_ASKED),
    ("a slip excuses nobody", but("9", declarations=(Declaration("s", 0, 10**9),)), TWO_GONE, FOUND),
    ("nor cover", but("9", covers=((0, 10**9, "7"),)), TWO_GONE, FOUND),
    (
        "all of them closed with approval",
        replace(SETUP, counters={c: replace(SETUP.counters[c], approved_closings=EVER) for c in SETUP.counters}),
        TWO_GONE,
        [],
    ),
    ("off", replace(SETUP, rules={TYPE: NEVER}), TWO_GONE, []),
    ("nobody asks for more than there are", replace(SETUP, groups=(replace(GROUP, counters=("7",)),)), TWO_GONE, []),
    ("counters of no group", replace(SETUP, groups=()), TWO_GONE, []),
]


@pytest.mark.parametrize(("what", "setup", "seen", "expected"), CASES, ids=[case[0] for case in CASES])
def test_stories(what: str, setup: HallSetup, seen: Story, expected: Told) -> None:
    del what
    assert story(seen, setup) == expected


def test_each_group_is_judged_by_itself() -> None:
    pairs = (replace(GROUP, id="a", counters=("7", "8")), replace(GROUP, id="b", counters=("8", "9"), minimum=1))
    seen: Story = {"7": [(0, "x"), (1000, ".")], "8": [(0, "."), (2000, "x")], "9": [(0, "x"), (2400, ".")]}
    told = [(e.id, e.at_ms // 1000) for e in judged(changes_of(seen), setup=replace(SETUP, groups=pairs))]
    first, second, third = (
        f"north/{place}/{TYPE}/{at}" for place, at in (("a", 600_000), ("a", 2_000_000), ("b", 2_000_000))
    )
    assert told == [(first, 900), (first, 1010), (second, 2300), (third, 2300), (third, 2410), (second, 3600)]


def test_a_group_that_is_given_up_ends_what_runs() -> None:
    state, started = fold(HallState(0), changes_of({c: [(0, "x")] for c in "789"}), 1_000_000, SETUP)
    state, ended = fold(state, (), 2_000_000, replace(SETUP, groups=()))
    assert [e.outcome for e in (*started, *ended)] == [None, "closed"]
    assert not state.rules


def test_the_sentence_says_how_many_there_should_be() -> None:
    _, ended = judged(changes_of(TWO_GONE), setup=replace(SETUP, rules=DEFAULTS))
    assert ended.why == {
        "zh": "北厅税务组0:18:20起有人值守的窗口少于应保持的2个,0:25:00恢复,历时6分40秒;服务时段内;"
        "时限5分钟,规则第1版。",
        "en": "North hall, tax: fewer counters were staffed than the 2 counters that are to be kept open, from 0:18:20"
        " to 0:25:00, 6 min 40 s; in service hours; limit 5 min, rule version 1.",
    }


def test_of_a_group_of_one_the_sentence_is_in_the_singular() -> None:
    alone = replace(SETUP, groups=(replace(GROUP, counters=("9",), minimum=1),), rules=DEFAULTS)
    started, ended = judged(changes_of({"9": TWO_GONE["9"]}), setup=alone)
    assert "有人值守的窗口少于应保持的1个,已历时5分钟" in started.why["zh"]
    assert "fewer counters are staffed than the 1 counter that is to be kept open, since" in started.why["en"]
    assert "fewer counters were staffed than the 1 counter that is to be kept open, from" in ended.why["en"]


@pytest.mark.parametrize(
    ("minimum", "en"),
    [(1, "the 1 counter that is to be kept open"), (2, "the 2 counters that are to be kept open")],
)
def test_its_words_count(minimum: int, en: str) -> None:
    said = words(minimum)
    assert (said.zh, said.ended_zh) == (f"有人值守的窗口少于应保持的{minimum}个", "恢复")
    assert said.en_now == f"fewer counters are staffed than {en}"
    assert said.en_then == f"fewer counters were staffed than {en}"
