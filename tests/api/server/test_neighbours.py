"""A colleague who covers must be there: what one counter settles decides what another's absence is."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract_entries import EntryAsked
from api.server.entries import FOREVER_MS
from api.server.neighbours import differs_from_ms
from api.server.retelling import FACTS
from tests.api.server.builders import (
    BEGIN_MS,
    NOBODY,
    SOMEBODY,
    Facts,
    Hall,
    Run,
    SetClock,
    final,
    hall_in,
    hall_in_memory,
    spans,
)
from vision.covering import away
from vision.datatypes import Presence, Severity
from vision.fold import Change

HOUR = 3_600_000
COVER = {"kind": "cover", "counter": "7", "covered_by": "8", "from_ms": BEGIN_MS, "to_ms": BEGIN_MS + HOUR}
LEFT: list[Run] = [(10_000, SOMEBODY), (40_000, NOBODY), (10_000, SOMEBODY)]
STAYED: list[Run] = [(60_000, SOMEBODY)]
LEFT_TOO: list[Run] = [(20_000, SOMEBODY), (40_000, NOBODY)]
END_MS = BEGIN_MS + 60_000


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path).register()
    yield opened
    opened.parts.close()


def cover(hall: Hall) -> None:
    hall.parts.intake.enter(EntryAsked.model_validate({"id": "c", "entry": COVER}), "Zhang Wei")


def of_seven(hall: Hall) -> Facts:
    """How the findings at counter 7 stand."""
    for counter in ("7", "8", "7"):
        hall.finish(counter)
    return final(event for event in hall.events() if event.counter == "7" and event.type == "presence.absent")


def test_while_a_colleague_is_there_an_absence_is_covered(hall: Hall) -> None:
    cover(hall)
    hall.send([*spans(LEFT), *spans(STAYED, "front")], side=END_MS)
    assert graves(of_seven(hall)) == [Severity.NOTICE]


def test_a_colleague_who_has_left_too_covers_nobody(hall: Hall) -> None:
    cover(hall)
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    assert graves(of_seven(hall)) == [Severity.WARNING]


def test_that_the_colleague_has_left_may_come_later(hall: Hall) -> None:
    """Counter 7 is judged to its end before anything is known of counter 8."""
    cover(hall)
    hall.send(spans(LEFT))
    assert graves(of_seven(hall)) == [Severity.NOTICE]
    hall.send(spans(LEFT_TOO, "front"), side=END_MS)
    assert graves(of_seven(hall)) == [Severity.WARNING]


def test_that_the_colleague_was_there_may_come_later(hall: Hall) -> None:
    """What was told of an absence without cover is taken back, as far as it goes."""
    cover(hall)
    late = spans([(40_000, SOMEBODY)], "side", BEGIN_MS + 20_000)
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=BEGIN_MS + 20_000)
    hall.wait(END_MS + 15_000)
    assert graves(of_seven(hall)) == [Severity.WARNING]
    hall.send(late, side=END_MS)
    hall.wait(END_MS + 40_000)
    assert graves(of_seven(hall)) == [Severity.NOTICE]


def test_two_who_cover_each_other_come_to_an_end(hall: Hall) -> None:
    cover(hall)
    back = {**COVER, "counter": "8", "covered_by": "7"}
    hall.parts.intake.enter(EntryAsked.model_validate({"id": "back", "entry": back}), "Zhang Wei")
    hall.send([*spans(LEFT), *spans(LEFT_TOO, "front")], side=END_MS)
    assert graves(of_seven(hall)) == [Severity.WARNING]


def graves(found: Facts) -> list[object]:
    """How grave: what is covered is recorded at the first step and gets no graver."""
    return [facts[FACTS.index("severity")] for facts in found.values()]


def told_in_parts(eight: list[Run], moments: list[int], *, eight_first: bool, restarts: bool, folder: Path) -> Facts:
    clock = SetClock()
    hall = (hall_in(folder, clock) if restarts else hall_in_memory()).register()
    cover(hall)
    cuts = [0, *sorted({moment * 1_000 for moment in moments} | {60_000})]
    seven, front = spans(LEFT, longest_ms=1_000), spans(eight, "front", longest_ms=1_000)
    for start, end in pairwise(cuts):
        parts = [
            [span for span in these if start <= span.from_ms - BEGIN_MS < end]
            for these in ((front, seven) if eight_first else (seven, front))
        ]
        for part in parts:
            hall.send(part, **({"side": BEGIN_MS + end} if part and part[0].view == "front" else {}))
        if restarts:
            hall.parts.close()
            hall = hall_in(folder, clock).register()
    found = of_seven(hall)
    hall.parts.close()
    return found


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=5),
    st.lists(st.integers(1, 59), max_size=4),
    st.booleans(),
)
def test_whoever_is_heard_of_first_the_same_holds_in_the_end(
    eight: list[tuple[int, bool]], moments: list[int], first: bool
) -> None:
    runs: list[Run] = [(seconds * 1_000, SOMEBODY if there else NOBODY) for seconds, there in eight]
    runs = [*runs, (max(0, 60_000 - sum(ms for ms, _ in runs)), SOMEBODY)]
    nowhere = Path()
    whole = told_in_parts(runs, [], eight_first=True, restarts=False, folder=nowhere)
    assert told_in_parts(runs, moments, eight_first=first, restarts=False, folder=nowhere) == whole


def test_restarts_lose_nothing_of_it(tmp_path: Path) -> None:
    whole = told_in_parts(LEFT_TOO, [], eight_first=True, restarts=False, folder=tmp_path)
    assert told_in_parts(LEFT_TOO, [15, 25, 45], eight_first=False, restarts=True, folder=tmp_path) == whole
    assert graves(whole) == [Severity.WARNING]


# --- pure -------------------------------------------------------------------------------------------

P, A, B, U = Presence.PRESENT, Presence.ABSENT, Presence.BLIND, Presence.UNSCHEDULED


def course(*states: tuple[int, Presence]) -> list[Change]:
    return [Change("8", at_ms, state, Presence.ABSENT, None) for at_ms, state in states]


AWAY: tuple[tuple[str, list[Change], tuple[tuple[int, int], ...]], ...] = (
    ("nothing is known", [], ()),
    ("there", course((0, P)), ()),
    ("blind", course((0, B)), ()),
    ("away, and so it goes on", course((0, P), (5, A)), ((5, FOREVER_MS),)),
    ("away for a while", course((0, P), (5, A), (9, P)), ((5, 9),)),
    ("away, then out of service", course((0, A), (5, U), (9, P)), ((0, 9),)),
    ("away twice", course((0, A), (5, P), (9, A), (12, B)), ((0, 5), (9, 12))),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [case[1:] for case in AWAY], ids=[case[0] for case in AWAY])
def test_who_is_away_when(changes: list[Change], expected: tuple[tuple[int, int], ...]) -> None:
    assert away(changes) == expected


NEWS: tuple[tuple[str, list[Change], list[Change], int | None], ...] = (
    ("nothing", course((0, P)), course((0, P)), None),
    ("blind or there is the same", course((0, P)), course((0, P), (5, B)), None),
    ("has left", course((0, P)), course((0, P), (5, A)), 5),
    ("is back", course((0, A)), course((0, A), (5, P)), 5),
    ("was back before", course((0, A), (9, P)), course((0, A), (5, P)), 5),
    ("was away after all", course((0, P), (3, A), (6, P)), course((0, P), (6, A)), 3),
    ("is heard of first", [], course((2, A)), 2),
)  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in NEWS], ids=[case[0] for case in NEWS])
def test_the_first_moment_of_news(before: list[Change], after: list[Change], expected: int | None) -> None:
    assert differs_from_ms(before, after) == expected
