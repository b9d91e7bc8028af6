"""``hall.queue_long``: its table of cases, were visitors counted, and that it finds nothing as long as they are not."""

from dataclasses import replace

import pytest

from tests.vision.rules.builders import Told
from tests.vision.rules.hall_builders import SETUP, Looks, advanced, changes_of, in_use, judged, spans_of
from vision.datatypes import Presence, Status
from vision.rules.circumstances import UNSCHEDULED, Circumstances
from vision.rules.hall_queue_long import RULE, TYPE
from vision.rules.hall_span import Post

HERE, EMPTY, DARK = (Post("7", state) for state in (Presence.PRESENT, Presence.ABSENT, Presence.BLIND))
CLOSED = Post("8", Presence.BLIND, circumstances=UNSCHEDULED)
EXEMPT = replace(EMPTY, circumstances=Circumstances(exempt=frozenset({TYPE})))
N = "notice"
FOUND: Told = [("started", 400, N, 100, None, None, 300, 0), ("ended", 610, N, 100, 600, "returned", 500, 0)]


def queue(*posts: Post, many: int | None = 5) -> Looks:
    return [(100, posts, 4), (600, posts, many), (700, posts, 0)]


CASES: list[tuple[str, Looks, Told]] = [
    ("five wait and a counter is empty", queue(HERE, EMPTY), FOUND),
    ("or out of service", queue(HERE, CLOSED), FOUND),
    ("four wait", queue(HERE, EMPTY, many=4), []),
    ("not for so long", [(100, (HERE, EMPTY), 4), (399, (HERE, EMPTY), 9), (700, (HERE, EMPTY), 1)], []),
    ("all counters are open", queue(HERE, HERE), []),
    ("a blind one counts as open", queue(HERE, DARK), []),
    ("the only other one is exempt", queue(HERE, EXEMPT), []),
    ("nobody counts who waits", queue(HERE, EMPTY, many=None), []),
    (
        "uncounted for a while moves nothing",
        [(200, (EMPTY,), 5), (300, (EMPTY,), None), (500, (EMPTY,), 5), (600, (EMPTY,), 0)],
        [("started", 400, N, 0, None, None, 300, 100), ("ended", 510, N, 0, 500, "returned", 400, 100)],
    ),
]


@pytest.mark.parametrize(("what", "looks", "expected"), CASES, ids=[case[0] for case in CASES])
def test_stories(what: str, looks: Looks, expected: Told) -> None:
    del what
    assert advanced(TYPE, spans_of(looks, RULE.defaults.at_least), in_use(TYPE)) == expected


def test_out_of_service_nobody_waits() -> None:
    assert advanced(TYPE, spans_of(queue(EMPTY), 5), in_use(TYPE), UNSCHEDULED) == []


def test_it_is_off_and_finds_nothing_even_where_it_is_in_use() -> None:
    assert RULE.defaults.status is Status.OFF
    assert judged(changes_of({c: [(0, "w")] for c in "789"}), setup=replace(SETUP, rules={TYPE: in_use(TYPE)})) == []
