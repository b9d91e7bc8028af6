"""Two days of a hall with four windows: exactly what must be told of them, however they are fed to it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from api.contract_entries import EntryAsked
from api.server.store import sqlite_url
from api.server.stored_replay import replay_store
from api.what_if import Asked
from tests.api.server.builders import Hall, SetClock, hall_in
from tests.api.server.storytelling import Story, as_told, by_second, enter, in_the_end, incidents_told, story
from vision.calm.incidents import Incident
from vision.datatypes import Phase, Span

TWO_DAYS = story("two_days")
VIEWS = tuple(sorted({span.view for span in TWO_DAYS.spans}))
MINUTE_MS = 60_000
MOST_SPANS = 20_000
"""In a batch."""


def opened(folder: Path, told: Story) -> Hall:
    return hall_in(folder, SetClock(told.begins_ms - MINUTE_MS), told.site).register(*VIEWS)


def reopened(hall: Hall, folder: Path, told: Story) -> Hall:
    hall.parts.close()
    return hall_in(folder, hall.clock, told.site).register(*VIEWS)


def windows(told: Story, spans: Sequence[Span], every_ms: int) -> Iterator[tuple[int, list[Span]]]:
    """The spans that end in each stretch of so long, and its end; stretches in which nothing was seen are left out."""
    by_end: dict[int, list[Span]] = {}
    for span in spans:
        by_end.setdefault(told.begins_ms + -(-(span.to_ms - told.begins_ms) // every_ms) * every_ms, []).append(span)
    yield from sorted(by_end.items())


def feed(hall: Hall, told: Story, spans: Sequence[Span]) -> None:
    """Minute by minute, entries at their moments."""
    deeds = list(told.deeds)
    for end_ms, these in windows(told, spans, MINUTE_MS):
        due(hall, deeds, end_ms)
        hall.send(these)
    due(hall, deeds, told.ends_ms)


def due(hall: Hall, deeds: list[tuple[int, EntryAsked | str]], until_ms: int) -> None:
    """What is entered up to ``until_ms``, each at its moment."""
    while deeds and deeds[0][0] <= until_ms:
        at_ms, deed = deeds.pop(0)
        hall.clock.now_ms = max(hall.clock.now_ms, at_ms)
        enter(hall, deed)


def minute_by_minute(hall: Hall, _folder: Path) -> Hall:
    feed(hall, TWO_DAYS, TWO_DAYS.spans)
    return hall


def at_once(hall: Hall, _folder: Path) -> Hall:
    """All that was seen comes when both days are over, in as few batches as it fits in."""
    due(hall, list(TWO_DAYS.deeds), TWO_DAYS.ends_ms)
    hall.clock.now_ms = TWO_DAYS.ends_ms
    for at in range(0, len(TWO_DAYS.spans), MOST_SPANS):
        hall.send(TWO_DAYS.spans[at : at + MOST_SPANS])
    return hall


def second_by_second(hall: Hall, _folder: Path) -> Hall:
    feed(hall, TWO_DAYS, list(by_second(TWO_DAYS.spans)))
    return hall


def shuffled_within_lateness(hall: Hall, _folder: Path) -> Hall:
    """In each minute the spans of all windows come in any order, in three batches."""
    chance, deeds = Random(7), list(TWO_DAYS.deeds)  # noqa: S311 - repeatable, no secret
    for end_ms, these in windows(TWO_DAYS, TWO_DAYS.spans, MINUTE_MS):
        due(hall, deeds, end_ms)
        chance.shuffle(these)
        first_ms = min(span.from_ms for span in these)
        third = -(-len(these) // 3)
        hall.clock.now_ms = max(hall.clock.now_ms, end_ms)
        for at in range(0, len(these), third):
            last = at + third >= len(these)
            hall.send(these[at : at + third], **dict.fromkeys(VIEWS, end_ms if last else first_ms))
    due(hall, deeds, TWO_DAYS.ends_ms)
    return hall


def with_ten_restarts(hall: Hall, folder: Path) -> Hall:
    deeds, all_of_it = list(TWO_DAYS.deeds), list(windows(TWO_DAYS, TWO_DAYS.spans, MINUTE_MS))
    restarts = set(range(len(all_of_it) // 11, len(all_of_it), len(all_of_it) // 11))
    assert len(restarts) >= 10
    for number, (end_ms, these) in enumerate(all_of_it):
        due(hall, deeds, end_ms)
        hall.send(these)
        if number in restarts:
            hall = reopened(hall, folder, TWO_DAYS)
    due(hall, deeds, TWO_DAYS.ends_ms)
    return hall


def in_the_store(hall: Hall) -> list[Incident]:
    with hall.parts.store.read() as log:
        found = log.incidents(0, 1_000, hall=None, counter=None, period_ms=None, runs=None)
    return [handled.incident for handled in found if handled.phase is not Phase.WITHDRAWN]


Feed = Callable[[Hall, Path], Hall]
FEEDS: list[Feed] = [minute_by_minute, at_once, second_by_second, shuffled_within_lateness, with_ten_restarts]


@pytest.mark.thorough
@pytest.mark.parametrize("feeding", FEEDS, ids=["by minute", "at once", "by second", "shuffled", "ten restarts"])
def test_exactly_what_happened_is_told_in_both_languages(feeding: Feed, tmp_path: Path) -> None:
    hall = feeding(opened(tmp_path, TWO_DAYS), tmp_path)
    for counter in "1234" * 2:
        hall.finish(counter)
    for _ in range(10):
        hall.parts.intake.tick()  # halls come after their counters, six hours at a time
    assert in_the_end(as_told(hall.events())) == in_the_end(TWO_DAYS.told)
    assert incidents_told(in_the_store(hall)) == list(TWO_DAYS.incidents)
    hall.parts.close()
    (again,) = replay_store(sqlite_url(tmp_path), None, None, Asked(), 1)
    of_counters = [row for row in TWO_DAYS.told if not str(row["window"]).startswith("camera:")]
    assert as_told(again.events) == of_counters  # replay knows nothing of cameras yet
