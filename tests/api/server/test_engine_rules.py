"""The rules about behaviour live in the engine as presence does: stored, listed, judged anew when spans come late."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.site_schema import Site
from tests.api.server.builders import (
    BEGIN_MS,
    DARK,
    NOBODY,
    SITE,
    SOMEBODY,
    Hall,
    final,
    hall_in,
    hall_in_memory,
    plain,
    site,
    spans,
)
from vision.datatypes import Fact, Phase, Phone, Posture, Span, Status

SAID: dict[str, dict[str, object]] = {
    "nothing": {"phone": Fact(Phone.NONE, 13)},
    "handling": {"phone": Fact(Phone.HANDLING, 13)},
    "slumped": {"phone": Fact(Phone.NONE, 13), "posture": Fact(Posture.SLUMPED, 13), "motion": 5},
    "dark": {"staff_evidence": None, "blind_reason": DARK},
}


def looks(runs: Sequence[tuple[int, str]]) -> list[Span]:
    """Each run (ms, what is seen) at the counter's post, in spans of five seconds."""
    done, at_ms = [], BEGIN_MS
    for lasts_ms, what in runs:
        pieces = spans([(lasts_ms, SOMEBODY)], begin_ms=at_ms)
        done += [replace(piece, **SAID[what]) for piece in pieces]  # type: ignore[arg-type]
        at_ms += lasts_ms
    return done


HANDLED = looks([(10_000, "nothing"), (40_000, "handling"), (20_000, "nothing")])


def tried(status: str = "trial") -> Site:
    """The site with the rules about what is said here in use: by default they are off."""
    rules = "".join(f"          {rule}: {{status: {status}}}\n" for rule in ("phone.handling", "posture.slumped"))
    return site(SITE.replace("        limits:\n", "        limits:\n" + rules, 1))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path, given=tried()).register()
    yield opened
    opened.parts.close()


def test_what_a_rule_finds_is_stored_and_listed_with_its_status(hall: Hall) -> None:
    hall.send(HANDLED)
    events = hall.events()
    assert events == plain(HANDLED, hall.setup())
    assert [(e.type, e.phase, e.status) for e in events] == [
        ("phone.handling", Phase.STARTED, Status.TRIAL),
        ("phone.handling", Phase.ENDED, Status.TRIAL),
    ]


def test_a_status_of_the_site_travels_with_its_events(tmp_path: Path) -> None:
    hall = hall_in(tmp_path, given=tried("prompt")).register()
    hall.send(HANDLED)
    assert {event.status for event in hall.events()} == {Status.PROMPT}
    hall.parts.close()


def test_rules_about_behaviour_are_off_until_a_site_tries_them(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    hall.send(HANDLED)
    assert hall.events() == []
    hall.parts.close()


def test_the_worker_is_told_when_a_rule_would_pass_its_limit(hall: Hall) -> None:
    answer = hall.send([span for span in HANDLED if span.to_ms <= BEGIN_MS + 30_000])
    assert answer.look_by_ms == {"7": BEGIN_MS + 40_000}
    rest = hall.send([span for span in HANDLED if span.from_ms >= BEGIN_MS + 30_000])
    assert rest.look_by_ms == {}


HOURS = "schedules: [{id: day, weekly: {sun: ['09:00-10:02']}}]\ncameras:"


def test_and_when_service_closes_if_it_is_decided_then(tmp_path: Path) -> None:
    """An absence that has passed all its limits may yet be the end of the day."""
    given = SITE.replace("cameras:", HOURS).replace('      - id: "7"\n', '      - id: "7"\n        schedule: day\n')
    hall = hall_in(tmp_path, given=site(given)).register()
    assert hall.send(spans([(10_000, SOMEBODY)])).look_by_ms == {}
    left = spans([(30_000, NOBODY)], begin_ms=BEGIN_MS + 10_000)
    assert hall.send(left).look_by_ms == {"7": BEGIN_MS + 120_000}
    late = spans([(30_000, SOMEBODY), (40_000, NOBODY)], begin_ms=BEGIN_MS + 40_000)
    assert hall.send(late).look_by_ms == {}  # a minute of absence fits in no more
    hall.parts.close()


def test_what_comes_late_takes_back_what_was_told_too_early(hall: Hall) -> None:
    late = [span for span in HANDLED if BEGIN_MS + 20_000 <= span.from_ms < BEGIN_MS + 30_000]
    hall.send([span for span in HANDLED if span not in late])
    put_down = [replace(span, phone=Fact(Phone.NONE, 13)) for span in late]
    hall.send(put_down)
    hall.finish()
    whole = sorted([*(span for span in HANDLED if span not in late), *put_down], key=lambda span: span.from_ms)
    assert final(hall.events()) == final(plain(whole, hall.setup())) == {}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 60_000), st.sampled_from(list(SAID))), min_size=1, max_size=6),
    st.integers(0, 40),
    st.integers(1, 10),
)
def test_late_spans_lead_to_what_all_of_them_say(runs: list[tuple[int, str]], first: int, count: int) -> None:
    hall, whole = hall_in_memory(given=tried()).register(), looks(runs)
    late = whole[first : first + count]
    hall.send([span for span in whole if span not in late], seven=whole[-1].to_ms)
    hall.send(late)
    hall.finish()
    assert final(hall.events()) == final(plain(whole, hall.setup()))
    hall.parts.close()
