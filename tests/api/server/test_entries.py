"""What people enter while it runs: read as of event time, kept once, and corrected by two."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contract_entries import EntryAsked, EntryEdit, EntryState, SignShown, Verdict
from api.server.entries import Kept, entered_of
from api.server.problems import Code, Refused
from api.server.reading import Origin
from tests.api.server.builders import (
    BEGIN_MS,
    NOBODY,
    SITE,
    SOMEBODY,
    Hall,
    SetClock,
    final,
    hall_in,
    hall_in_memory,
    plain,
    site,
    spans,
)
from vision.datatypes import Event, Phase
from vision.rules.circumstances import Circumstances, Service

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ZHANG, LI = "Zhang Wei", "Li Na"
ABSENCE = spans([(10_000, SOMEBODY), (20_000, NOBODY), (10_000, SOMEBODY)])
"""Counter 7 is left from the tenth to the thirtieth second."""

Fields = dict[str, Any]


def asked(name: str = "e", *, correction: bool = False, **fields: Any) -> EntryAsked:  # noqa: ANN401 - of any entry
    """An entry for the next hour, its moments counted from ``BEGIN_MS``."""
    times = {"from_ms": BEGIN_MS + fields.pop("begin", 0), "to_ms": BEGIN_MS + fields.pop("end", HOUR)}
    place: Fields = {"hall": "north"} if fields["kind"] in {"mode", "exemption"} else {"counter": "7"}
    return EntryAsked.model_validate({"id": name, "entry": {**place, **times, **fields}, "correction": correction})


def slip(name: str = "e", *, correction: bool = False, **fields: Any) -> EntryAsked:  # noqa: ANN401 - of a slip
    return asked(name, correction=correction, kind="slip", reason="errand", **fields)


def closing(name: str = "e", *, correction: bool = False, **fields: Any) -> EntryAsked:  # noqa: ANN401 - of a closing
    return asked(name, correction=correction, kind="closing", approved_by="Director", **fields)


def edit(revision: int, to: EntryAsked | None, *, correction: bool = False) -> EntryEdit:
    return EntryEdit(revision=revision, entry=None if to is None else to.entry, correction=correction)


def at(hall: Hall, after_ms: int, counter: str = "7") -> Circumstances:
    """The circumstances of a counter so long after ``BEGIN_MS``."""
    moment_ms = BEGIN_MS + after_ms
    return hall.parts.engine.history.setup_at(counter, moment_ms).context.at(moment_ms)


def told(events: list[Event]) -> list[tuple[str, Phase]]:
    return [(event.type, event.phase) for event in events]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path).register()
    yield opened
    opened.parts.close()


# --- what an entry means ----------------------------------------------------------------------------


def test_a_slip_declares_from_its_begin_until_it_is_due(hall: Hall) -> None:
    hall.clock.now_ms = BEGIN_MS + MINUTE
    hall.parts.intake.enter(slip(begin=0, end=20 * MINUTE, covered_by="8", approved_by="Wang"), ZHANG)
    held = at(hall, 5 * MINUTE)
    assert held.declared is not None
    assert (held.declared.id, held.declared.reason, held.declared.approved_by) == ("e", "errand", "Wang")
    assert (held.declared.from_ms, held.declared.due_ms) == (BEGIN_MS, BEGIN_MS + 20 * MINUTE)
    assert held.declared.declared_at_ms == BEGIN_MS + MINUTE
    assert held.covered_by == "8"
    assert at(hall, 20 * MINUTE).declared is None
    assert at(hall, 5 * MINUTE, "8") == Circumstances()


MEANINGS: tuple[tuple[str, Fields, str, Circumstances], ...] = (
    ("an approved closing", {"kind": "closing", "approved_by": "D"}, "7", Circumstances(Service.CLOSED_APPROVED)),
    ("a cover", {"kind": "cover", "covered_by": "8"}, "7", Circumstances(covered_by="8")),
    ("a hall mode, here", {"kind": "mode", "mode": "drill", "reason": "yearly"}, "7", Circumstances(Service.SUSPENDED)),
    ("a hall mode, there", {"kind": "mode", "mode": "drill", "reason": "yearly"}, "8",
     Circumstances(Service.SUSPENDED)),
    ("a sign", {"kind": "sign"}, "7", Circumstances(announced=True)),
    ("an exemption", {"kind": "exemption", "counters": ["7"], "rules": ["presence.absent"], "reason": "new"}, "7",
     Circumstances(exempt=frozenset({"presence.absent"}))),
    ("an exemption of others", {"kind": "exemption", "counters": ["7"], "rules": ["presence.absent"], "reason": "new"},
     "8", Circumstances()),
)  # fmt: skip


@pytest.mark.parametrize(("fields", "counter", "held"), [c[1:] for c in MEANINGS], ids=[c[0] for c in MEANINGS])
def test_an_entry_holds_while_it_says(hall: Hall, fields: Fields, counter: str, held: Circumstances) -> None:
    hall.parts.intake.enter(asked(begin=MINUTE, end=10 * MINUTE, **fields), ZHANG)
    assert at(hall, 0, counter) == at(hall, 10 * MINUTE, counter) == Circumstances()
    assert at(hall, MINUTE, counter) == at(hall, 10 * MINUTE - 1, counter) == held


def test_an_opening_makes_hours_of_service_beyond_the_schedule(tmp_path: Path) -> None:
    weekly = "schedules: [{id: none, weekly: {mon: ['09:00-12:00']}}]\n"  # BEGIN_MS is a Sunday, ten o'clock
    scheduled = site(SITE.replace('      - id: "7"\n', '      - id: "7"\n        schedule: none\n') + weekly)
    hall = hall_in(tmp_path, given=scheduled)
    assert at(hall, 30 * MINUTE).service is Service.CLOSED
    hall.parts.intake.enter(asked(kind="opening", begin=20 * MINUTE, end=40 * MINUTE, approved_by="D"), ZHANG)
    services = [at(hall, minute * MINUTE).service for minute in (5, 15, 25, 45)]
    assert services == [Service.CLOSED, Service.READY, Service.OPEN, Service.CLOSED]
    hall.parts.close()


# --- edits ------------------------------------------------------------------------------------------


def test_an_edit_holds_from_now_on_and_what_was_before_stays(hall: Hall) -> None:
    hall.parts.intake.enter(asked(kind="cover", covered_by="8", end=20 * MINUTE), ZHANG)
    hall.clock.now_ms = BEGIN_MS + 10 * MINUTE
    kept = hall.parts.intake.edit_entry("e", edit(1, asked(kind="cover", covered_by="8", end=15 * MINUTE)), LI)
    assert (kept.revision, kept.state, kept.since_ms, kept.author) == (2, EntryState.HOLDS, hall.clock.now_ms, LI)
    assert [at(hall, minute * MINUTE).covered_by for minute in (9, 14, 16)] == ["8", "8", None]


def test_a_slip_that_is_extended_while_it_holds_is_one_slip(hall: Hall) -> None:
    hall.parts.intake.enter(slip(end=20 * MINUTE), ZHANG)
    hall.clock.now_ms = BEGIN_MS + 10 * MINUTE
    hall.parts.intake.edit_entry("e", edit(1, slip(end=40 * MINUTE)), ZHANG)
    held = at(hall, 5 * MINUTE).declared
    assert held is not None
    assert held == at(hall, 30 * MINUTE).declared
    assert (held.from_ms, held.due_ms, held.declared_at_ms) == (BEGIN_MS, BEGIN_MS + 40 * MINUTE, BEGIN_MS)


def test_what_is_withdrawn_held_until_then(hall: Hall) -> None:
    hall.parts.intake.enter(slip(end=20 * MINUTE), ZHANG)
    hall.clock.now_ms = BEGIN_MS + 10 * MINUTE
    hall.parts.intake.edit_entry("e", edit(1, None), ZHANG)
    assert at(hall, 9 * MINUTE).declared is not None
    assert at(hall, 11 * MINUTE).declared is None


def test_the_same_again_changes_nothing(hall: Hall) -> None:
    intake = hall.parts.intake
    first = intake.enter(slip(), ZHANG)
    assert intake.enter(slip(), LI) == first
    second = intake.edit_entry("e", edit(1, slip(end=HOUR + MINUTE)), ZHANG)
    assert intake.edit_entry("e", edit(1, slip(end=HOUR + MINUTE)), LI) == second
    assert intake.enter(slip(), ZHANG) == first
    with hall.parts.store.read() as log:
        assert [kept.revision for kept in log.entry("e")] == [1, 2]


# --- what is judged by it ---------------------------------------------------------------------------


def test_an_absence_while_it_is_closed_with_approval_is_none(hall: Hall) -> None:
    hall.parts.intake.enter(closing(), ZHANG)
    hall.send(ABSENCE)
    assert hall.events() == []


def test_a_running_absence_goes_on_under_new_circumstances(hall: Hall) -> None:
    """Closed twelve seconds after its begin: what was told before stays, nothing is judged anew."""
    hall.send(ABSENCE[:4], seven=BEGIN_MS + 20_000)
    before = hall.events()
    assert told(before) == [("presence.absent", Phase.STARTED), ("presence.absent", Phase.GRAVER)]
    refolds = hall.parts.metrics.refolds._value.get()  # noqa: SLF001 - the client library has no other way to ask
    hall.clock.now_ms = BEGIN_MS + 22_000
    hall.parts.intake.enter(closing(begin=22_000), ZHANG)
    hall.send(ABSENCE[4:])
    events = hall.events()
    assert events[: len(before)] == before
    assert [(e.phase, e.end_ms) for e in events[len(before) :]] == [(Phase.ENDED, BEGIN_MS + 22_000)]
    assert hall.parts.metrics.refolds._value.get() == refolds  # noqa: SLF001 - as above


def test_an_entry_of_up_to_five_minutes_ago_takes_back_what_was_told_meanwhile(hall: Hall) -> None:
    hall.send(ABSENCE)
    assert final(hall.events()) != {}
    hall.clock.now_ms = BEGIN_MS + 5 * MINUTE
    hall.parts.intake.enter(closing(), ZHANG)
    hall.finish()
    assert hall.events()[-1].phase is Phase.WITHDRAWN
    assert final(hall.events()) == {}


def test_a_correction_waits_for_a_second_person(hall: Hall) -> None:
    hall.send(ABSENCE)
    before = hall.events()
    hall.clock.now_ms = BEGIN_MS + HOUR
    proposed = hall.parts.intake.enter(closing(begin=20_000, correction=True), ZHANG)
    assert (proposed.state, proposed.since_ms) == (EntryState.PROPOSED, BEGIN_MS + 20_000)
    hall.finish()
    assert hall.events() == before
    kept = hall.parts.intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI)
    assert (kept.state, kept.author, kept.settled_by, kept.settled_ms) == (
        EntryState.HOLDS,
        ZHANG,
        LI,
        BEGIN_MS + HOUR,
    )
    hall.finish()
    last = hall.events()[-1]
    assert (last.phase, last.end_ms) == (Phase.AMENDED, BEGIN_MS + 20_000)
    assert last.revision == before[-1].revision + 1


def test_a_rejected_correction_changes_nothing(hall: Hall) -> None:
    hall.send(ABSENCE)
    before = hall.events()
    hall.clock.now_ms = BEGIN_MS + HOUR
    hall.parts.intake.enter(closing(correction=True), ZHANG)
    hall.parts.intake.settle_entry("e", Verdict(revision=1, confirmed=False), ZHANG)
    hall.finish()
    assert hall.events() == before
    assert at(hall, MINUTE) == Circumstances()


def test_an_edit_of_what_is_past_is_judged_anew_when_it_is_confirmed(hall: Hall) -> None:
    hall.parts.intake.enter(closing(), ZHANG)
    hall.send(ABSENCE)
    assert hall.events() == []
    hall.clock.now_ms = BEGIN_MS + 2 * HOUR
    hall.parts.intake.edit_entry("e", edit(1, None, correction=True), ZHANG)
    assert at(hall, MINUTE).service is Service.CLOSED_APPROVED
    hall.parts.intake.settle_entry("e", Verdict(revision=2, confirmed=True), LI)
    hall.finish()
    assert final(hall.events()) == final(plain(ABSENCE, hall.setup()))


def test_what_happened_days_ago_can_be_corrected(hall: Hall) -> None:
    hall.send(ABSENCE)
    for days in (1, 2, 3, 4):
        hall.wait(BEGIN_MS + days * DAY)
        hall.finish()
    hall.parts.intake.enter(closing(correction=True), ZHANG)
    hall.parts.intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI)
    hall.finish()
    assert final(event for event in hall.events() if event.start_ms < BEGIN_MS + MINUTE) == {}


def test_a_correction_after_days_and_a_restart_still_knows_what_held_then(tmp_path: Path) -> None:
    """What is over for days is not kept in memory: it is read again where that time is judged anew."""
    clock = SetClock()
    hall = hall_in(tmp_path, clock).register()
    hall.parts.intake.enter(closing("first", end=20_000), ZHANG)
    hall.send(ABSENCE)
    for days in (1, 2, 3, 4):
        hall.wait(BEGIN_MS + days * DAY)
        hall.finish()
    hall.parts.close()
    again = hall_in(tmp_path, clock).register()
    again.parts.intake.enter(closing("later", begin=4 * DAY, end=5 * DAY), ZHANG)
    assert at(again, 1_000).service is Service.OPEN
    again.parts.intake.enter(closing(begin=20_000, correction=True), ZHANG)
    again.parts.intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI)
    again.finish()
    assert final(event for event in again.events() if event.start_ms < BEGIN_MS + MINUTE) == {}
    assert at(again, 1_000).service is Service.CLOSED_APPROVED
    again.parts.close()


def test_what_was_entered_survives_a_restart(tmp_path: Path) -> None:
    clock = SetClock()
    hall = hall_in(tmp_path, clock).register()
    hall.parts.intake.enter(closing(end=20_000), ZHANG)
    hall.parts.close()
    again = hall_in(tmp_path, clock).register()
    assert at(again, 1).service is Service.CLOSED_APPROVED
    again.send(ABSENCE)
    assert [event.start_ms for event in again.events()[:1]] == [BEGIN_MS + 20_000]
    again.parts.close()


def test_a_new_version_of_the_site_keeps_what_was_entered(hall: Hall) -> None:
    hall.parts.intake.enter(closing(), ZHANG)
    hall.parts.intake.configure(site(SITE.replace("notice_after_s: 4", "notice_after_s: 5")), ZHANG, Origin.APP)
    assert at(hall, MINUTE).service is Service.CLOSED_APPROVED


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40_000), st.integers(1, 40_000), st.lists(st.integers(1, 40_000), max_size=3))
def test_late_or_in_time_the_same_holds_in_the_end(begin: int, lasts: int, moments: list[int]) -> None:
    """A closing that is known beforehand, one that is entered late, and one that is corrected lead to the same."""
    ends = sorted({*moments, 40_000})
    results = []
    for correction in (None, False, True):
        hall = hall_in_memory().register()
        entry = closing(begin=begin, end=begin + lasts, correction=bool(correction))
        if correction is None:
            hall.parts.intake.enter(entry, ZHANG)
        sent = 0
        for end in ends:
            these = [s for s in ABSENCE if sent < s.to_ms - BEGIN_MS <= end]
            hall.send(these)
            sent = end
        hall.clock.now_ms = BEGIN_MS + (40_000 if not correction else HOUR)
        if correction is not None:
            hall.parts.intake.enter(entry, ZHANG)
        if correction:
            hall.parts.intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI)
        hall.finish()
        early = [event for event in hall.events() if event.start_ms < BEGIN_MS + 40_000]
        results.append(final(early))
        hall.parts.close()
    assert results[0] == results[1] == results[2]


# --- what is refused --------------------------------------------------------------------------------

REFUSED: tuple[tuple[str, EntryAsked, str, str, str, str], ...] = (
    ("a slip in the past", slip(begin=-6 * MINUTE), "entry_past", "entry.from_ms",
     "at most 5 minutes ago, got one 6 minutes ago; enter it as a correction", "请作为更正提交,由另一人确认后生效"),
    ("a closing in the past", closing(begin=-HOUR), "entry_past", "entry.from_ms", "60 minutes ago", "60 分钟之前"),
    ("an end before the begin", slip(begin=MINUTE, end=0), "entry_order", "entry.to_ms", "an end after", "晚于开始"),
    ("an end at the begin", slip(end=0), "entry_order", "entry.to_ms", "an end after", "晚于开始"),
    ("more than a year", closing(end=367 * DAY), "entry_long", "entry.to_ms", "366 days, got 367", "至多 366 天"),
    ("an unknown counter", slip(counter="77"), "unknown_reference", "entry.counter", 'did you mean "7"?', '"77"'),
    ("an unknown hall", asked(kind="mode", hall="nord", mode="drill", reason="r"), "unknown_reference", "entry.hall",
     'did you mean "north"?', '"nord"'),
    ("an exemption without end", asked(kind="exemption", counters=["7"], rules=["presence.absent"], reason="r")
     .model_copy(update={"entry": asked(kind="exemption", counters=["7"], rules=["presence.absent"], reason="r")
                         .entry.model_copy(update={"to_ms": None})}),
     "exemption_without_end", "entry.to_ms", "an exemption with an end", "有截止时间的豁免"),
    ("an exemption of an unknown rule", asked(kind="exemption", counters=["7"], rules=["presence.absnt"], reason="r"),
     "unknown_rule", "entry.rules[0]", 'did you mean "presence.absent"?', "presence.absnt"),
    ("an exemption elsewhere", asked(kind="exemption", counters=["9"], rules=["presence.absent"], reason="r"),
     "unknown_reference", "entry.counters[0]", "a counter of this hall", '"9"'),
    ("a cover by itself", asked(kind="cover", covered_by="7"), "cover_itself", "entry.covered_by", "another counter",
     "自己"),
    ("a slip covered by itself", slip(covered_by="7"), "cover_itself", "entry.covered_by", "another counter", "自己"),
    ("a cover by an unknown counter", slip(covered_by="9"), "unknown_reference", "entry.covered_by",
     "a counter of this hall", '"9"'),
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "code", "path", "words", "chinese"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_cannot_be_is_refused_in_both_languages(
    hall: Hall, entry: EntryAsked, code: str, path: str, words: str, chinese: str
) -> None:
    with pytest.raises(Refused) as refused:
        hall.parts.intake.enter(entry, ZHANG)
    assert refused.value.code is Code.WRONG_ENTRY
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == (code, path)
    assert words in problem.message
    assert problem.zh is not None
    assert chinese in problem.zh
    with hall.parts.store.read() as log:
        assert log.entries(0, 10) == []


def test_a_refusal_is_no_failure_of_the_store(hall: Hall) -> None:
    """What is in memory is not read anew for it."""
    known = hall.parts.engine.folds
    with pytest.raises(Refused):
        hall.parts.intake.enter(slip(end=0), ZHANG)
    hall.parts.intake.tick()
    assert hall.parts.engine.folds is known


def test_a_cover_by_a_counter_that_is_closed_then_is_refused(hall: Hall) -> None:
    eight = closing("eight", begin=10 * MINUTE, end=20 * MINUTE)
    hall.parts.intake.enter(eight.model_copy(update={"entry": eight.entry.model_copy(update={"counter": "8"})}), LI)
    for refused_one in (slip(covered_by="8"), asked(kind="cover", covered_by="8", begin=15 * MINUTE)):
        with pytest.raises(Refused) as refused:
            hall.parts.intake.enter(refused_one, ZHANG)
        (problem,) = refused.value.problems
        assert (problem.code, problem.path) == ("cover_closed", "entry.covered_by")
        assert "10:20" in problem.message
    assert hall.parts.intake.enter(slip(covered_by="8", end=10 * MINUTE), ZHANG).state is EntryState.HOLDS


LATE: tuple[tuple[str, EntryEdit, str | None], ...] = (
    ("an end that is past", edit(1, slip(end=4 * MINUTE)), "entry_past"),
    ("an end of a moment ago", edit(1, slip(end=6 * MINUTE)), None),
    ("another begin", edit(1, slip(begin=MINUTE)), "entry_past"),
    ("another reason", edit(1, asked(kind="slip", reason="duty")), None),
    ("another counter", edit(1, slip(counter="8")), "entry_elsewhere"),
    ("another kind", edit(1, closing()), "entry_elsewhere"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "code"), [case[1:] for case in LATE], ids=[case[0] for case in LATE])
def test_an_edit_of_what_is_past_is_refused(hall: Hall, change: EntryEdit, code: str | None) -> None:
    hall.parts.intake.enter(slip(), ZHANG)
    hall.clock.now_ms = BEGIN_MS + 10 * MINUTE
    if code is None:
        assert hall.parts.intake.edit_entry("e", change, ZHANG).revision == 2
        return
    with pytest.raises(Refused) as refused:
        hall.parts.intake.edit_entry("e", change, ZHANG)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_what_is_over_is_edited_by_correction_alone(hall: Hall) -> None:
    hall.parts.intake.enter(slip(), ZHANG)
    hall.clock.now_ms = BEGIN_MS + HOUR + 6 * MINUTE
    for change in (asked(kind="slip", reason="duty"), None):
        with pytest.raises(Refused) as refused:
            hall.parts.intake.edit_entry("e", edit(1, change), ZHANG)
        assert [problem.code for problem in refused.value.problems] == ["entry_past"]
    assert hall.parts.intake.edit_entry("e", edit(1, None, correction=True), ZHANG).state is EntryState.PROPOSED


STEPS: tuple[tuple[str, str, int, str, Code], ...] = (
    ("confirmed by the one who proposed it", "settle", 1, ZHANG, Code.SAME_PERSON),
    ("confirmed by them in other letters", "settle", 1, " zhang WEI", Code.SAME_PERSON),
    ("another revision", "settle", 2, LI, Code.EDITED),
    ("an edit of a proposal", "edit", 1, LI, Code.EDITED),
    ("an edit of another revision", "edit", 3, LI, Code.EDITED),
)  # fmt: skip


@pytest.mark.parametrize(("deed", "revision", "who", "code"), [case[1:] for case in STEPS], ids=[c[0] for c in STEPS])
def test_a_proposal_can_only_be_settled_by_another(hall: Hall, deed: str, revision: int, who: str, code: Code) -> None:
    intake = hall.parts.intake
    intake.enter(closing(begin=-HOUR, correction=True), ZHANG)
    deeds = {
        "settle": lambda: intake.settle_entry("e", Verdict(revision=revision, confirmed=True), who),
        "edit": lambda: intake.edit_entry("e", edit(revision, closing()), who),
    }
    with pytest.raises(Refused) as refused:
        deeds[deed]()
    assert refused.value.code is code
    done = intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI)
    assert intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI) == done
    with pytest.raises(Refused):
        intake.settle_entry("e", Verdict(revision=1, confirmed=False), LI)


def test_what_nobody_entered_can_neither_be_edited_nor_confirmed(hall: Hall) -> None:
    with pytest.raises(Refused) as unedited:
        hall.parts.intake.edit_entry("e", edit(1, slip()), ZHANG)
    with pytest.raises(Refused) as unsettled:
        hall.parts.intake.settle_entry("e", Verdict(revision=1, confirmed=True), LI)
    assert unedited.value.code is unsettled.value.code is Code.NOT_FOUND


# --- signs ------------------------------------------------------------------------------------------


def test_a_display_tells_when_it_shows_the_sign_and_when_no_more(hall: Hall) -> None:
    show = hall.parts.intake.show_sign
    show("7", SignShown(suspended=False, at_ms=BEGIN_MS), None)
    for at_ms in (BEGIN_MS, BEGIN_MS + 1_000):  # told twice, the second time with another moment
        show("7", SignShown(suspended=True, at_ms=at_ms), None)
    hall.clock.now_ms = BEGIN_MS + 10 * MINUTE
    assert at(hall, 9 * MINUTE).announced
    for _ in range(2):
        show("7", SignShown(suspended=False, at_ms=BEGIN_MS + 8 * MINUTE), None)
    assert [at(hall, minute * MINUTE).announced for minute in (0, 7, 8)] == [True, True, False]
    with hall.parts.store.read() as log:
        assert len(log.entries(0, 10)) == 2


# --- pure -------------------------------------------------------------------------------------------


def kept(revision: int, since: int, to: EntryAsked | None, state: EntryState = EntryState.HOLDS) -> Kept:
    entry = None if to is None else to.entry
    return Kept("e", revision, state, entry, BEGIN_MS + since, correction=False, author=None, entered_ms=BEGIN_MS)


HISTORIES: tuple[tuple[str, list[Kept], list[tuple[int, int]]], ...] = (
    ("one", [kept(1, 0, closing(end=10))], [(0, 10)]),
    ("ended earlier", [kept(1, 0, closing(end=10)), kept(2, 5, closing(end=7))], [(0, 7)]),
    ("ended in its past", [kept(1, 0, closing(end=10)), kept(2, 7, closing(end=7))], [(0, 7)]),
    ("withdrawn", [kept(1, 0, closing(end=10)), kept(2, 5, None)], [(0, 5)]),
    ("withdrawn and back", [kept(1, 0, closing(end=10)), kept(2, 5, None), kept(3, 8, closing(end=10))],
     [(0, 5), (8, 10)]),
    ("proposed", [kept(1, 0, closing(end=10)), kept(2, 0, None, EntryState.PROPOSED)], [(0, 10)]),
    ("rejected", [kept(1, 0, closing(end=10)), kept(2, 0, None, EntryState.REJECTED)], [(0, 10)]),
    ("corrected", [kept(1, 0, closing(end=10)), kept(2, 5, None), kept(3, 0, closing(begin=2, end=9))], [(2, 9)]),
    ("moved before it begins", [kept(1, 20, closing(begin=20, end=30)), kept(2, 5, closing(begin=40, end=50))],
     [(40, 50)]),
)  # fmt: skip


@pytest.mark.parametrize(("revisions", "closed"), [case[1:] for case in HISTORIES], ids=[c[0] for c in HISTORIES])
def test_a_revision_takes_the_place_of_the_one_before_since_its_moment(
    revisions: list[Kept], closed: list[tuple[int, int]]
) -> None:
    found = entered_of(revisions, lambda _: (), (0, 2**62))
    spans_ms = [(start - BEGIN_MS, end - BEGIN_MS) for start, end in found["7"].closings] if found else []
    assert _one(spans_ms) == closed


def _one(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that touch made one."""
    done: list[tuple[int, int]] = []
    for start, end in intervals:
        if done and done[-1][1] == start:
            done[-1] = done[-1][0], end
        else:
            done.append((start, end))
    return done
