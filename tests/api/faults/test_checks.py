"""The checks of the fault tests find what they are there for: each is shown a store in which something is wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.server.sites import SiteVersion
from tests.api.faults.checks import all_faults
from tests.api.faults.judged import Counted, Judged, undisturbed
from tests.api.faults.proxy import Exchange
from tests.api.server.builders import BEGIN_MS, NOBODY, SOMEBODY, batch_of, site, spans
from vision.datatypes import Presence, Span

SPANS = spans([(10_000, SOMEBODY), (15_000, NOBODY), (20_000, SOMEBODY)])
LAST = SPANS[-1]
OTHER = replace(LAST, from_ms=LAST.to_ms, to_ms=LAST.to_ms + 1_000)
SENT = [Exchange(batch_of("w", 1, n, [span]), status=200) for n, span in enumerate(SPANS)]
UNANSWERED = Exchange(batch_of("w", 1, 99, [OTHER]))
REACHED_MS = {"seven": LAST.to_ms, "front": BEGIN_MS, "side": BEGIN_MS}
QUIET = undisturbed(
    Judged({"seven": SPANS, "front": [], "side": []}, REACHED_MS, [], {}), [SiteVersion(BEGIN_MS, site())]
)


def stored(these: list[Span]) -> Judged:
    return replace(QUIET, spans={**QUIET.spans, "seven": these})


def counted(change: Callable[[Counted], Counted]) -> Judged:
    return replace(QUIET, counters={**QUIET.counters, "7": change(QUIET.counters["7"])})


def shifted(one: Counted) -> Counted:
    return replace(one, ms={**one.ms, Presence.ABSENT: one.ms[Presence.ABSENT] + 1})


def swapped(one: Counted) -> Counted:
    return replace(
        one, ms={**one.ms, Presence.ABSENT: one.ms[Presence.PRESENT], Presence.PRESENT: one.ms[Presence.ABSENT]}
    )


def unchanged(one: Counted) -> Counted:
    return replace(one, changes=one.changes[:-1])


def test_an_event_was_judged_at_all() -> None:
    assert len(QUIET.final) == 1
    assert all_faults([*SENT, UNANSWERED], QUIET, QUIET) == []
    assert all_faults([*SENT, UNANSWERED], stored([*SPANS, OTHER]), QUIET) == []


@pytest.mark.parametrize(
    ("judged", "told"),
    [
        (stored(SPANS[:-1]), ["acknowledged, but not in the store"]),
        (stored([*SPANS, LAST]), ["more than once in the store", "overlap"]),
        (stored([*SPANS, replace(OTHER, motion=3)]), ["in the store, but never sent"]),
        (stored([*SPANS[:-1], replace(LAST, staff_evidence=3)]), ["acknowledged, but not", "in the store, but never"]),
        (replace(QUIET, steps=[]), ["event only without faults"]),
        (replace(QUIET, steps=QUIET.steps[:-1]), ["event differs"]),
        (replace(QUIET, steps=QUIET.steps[1:]), ["revisions not in order"]),
        (replace(QUIET, steps=[*QUIET.steps, QUIET.steps[-1]]), ["revisions not in order"]),
        (replace(QUIET, steps=[*QUIET.steps, replace(QUIET.steps[-1], id="other", revision=1)]),
         ["event only with faults"]),
        (counted(shifted), ["counter differs", "coverage is not all", "coverage is not what"]),
        (counted(swapped), ["counter differs", "coverage is not what"]),
        (counted(unchanged), ["counter differs", "coverage is not what"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(judged: Judged, told: list[str]) -> None:
    found = all_faults([*SENT, UNANSWERED], judged, QUIET)
    assert [sentence.startswith(begin) for sentence, begin in zip(found, told, strict=True)] == [True] * len(told)


@pytest.mark.parametrize(("status", "told"), [(409, 0), (503, 0), (422, 1), (413, 1), (500, 1)])
def test_a_batch_that_was_refused_for_good_is_a_fault(status: int, told: int) -> None:
    refused = Exchange(batch_of("w", 1, 99, [OTHER]), status=status)
    assert len(all_faults([*SENT, refused], QUIET, QUIET)) == told


def test_a_fault_that_shows_often_is_cut_short() -> None:
    faults = all_faults(SENT, stored([]), QUIET)
    assert len(faults) == 6
    assert faults[-1].endswith(f"{len(SPANS) - 5} more")
