"""What becomes of what people enter: taken, proposed, or refused with all that is wrong with it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from api.contract_entries import Entry, EntryAsked, EntryEdit, EntryState, SignFact, SignShown, Verdict
from api.server.access.accounts import key_of
from api.server.entries import Kept
from api.server.entry_rules import elsewhere, holding, settled, since_of, too_late, wrong_with
from api.server.problems import Code, Refused, told
from api.site_context import Entered
from api.site_problems import Finding, Mark, path_text, place
from api.site_schema import Site


class Deed(Enum):
    """What is to be done to the log."""

    NOTHING = auto()
    ADD = auto()
    SETTLE = auto()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of it: the entry's revisions, of which the last is told, and what is to be done about that one."""

    revisions: tuple[Kept, ...]
    deed: Deed

    @property
    def kept(self) -> Kept:
        """The revision that is told."""
        return self.revisions[-1]


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known where something is entered: the site as it is, what holds already, and now (ms UTC)."""

    site: Site
    entered: Mapping[str, Entered]
    now_ms: int


def new_entry(asked: EntryAsked, revisions: Sequence[Kept], author: str | None, desk: Desk) -> Decision:
    """What becomes of something new; where it is there already, nothing. Raises Refused."""
    if revisions:
        if (revisions[0].entry, revisions[0].correction) == (asked.entry, asked.correction):
            return Decision((revisions[0],), Deed.NOTHING)
        raise Refused(Code.EDITED, f'an id of its own was wanted, got "{asked.id}", under which something else is')
    _refuse([*wrong_with(asked.entry, desk.site, desk.entered), *_late(asked.entry, None, desk, asked.correction)])
    return _revision(asked.id, asked.entry, (), author, desk, correction=asked.correction)


def edit_of(entry_id: str, asked: EntryEdit, revisions: Sequence[Kept], author: str | None, desk: Desk) -> Decision:
    """What becomes of an edit; where it was taken already, nothing. Raises Refused."""
    last = _last(entry_id, revisions)
    if (last.revision, last.entry, last.correction) == (asked.revision + 1, asked.entry, asked.correction):
        return Decision(tuple(revisions), Deed.NOTHING)
    if last.revision != asked.revision or last.state is EntryState.PROPOSED:
        came = "a proposal that nobody has confirmed" if last.revision == asked.revision else f"one of {asked.revision}"
        raise Refused(Code.EDITED, f"an edit of revision {last.revision} was wanted, got {came}")
    before, entry = holding(revisions), asked.entry
    wrong = [] if entry is None else list(wrong_with(entry, desk.site, desk.entered))
    moved = [] if before is None else list(elsewhere(entry, before))
    _refuse([*moved, *wrong, *_late(entry, before, desk, asked.correction)])
    return _revision(entry_id, entry, revisions, author, desk, correction=asked.correction)


def confirmed(entry_id: str, verdict: Verdict, revisions: Sequence[Kept], by: str, now_ms: int) -> Decision:
    """What becomes of a proposed correction when somebody says so. Raises Refused."""
    last = _last(entry_id, revisions)
    wanted = EntryState.HOLDS if verdict.confirmed else EntryState.REJECTED
    if (last.revision, last.state, last.settled_by) == (verdict.revision, wanted, by):
        return Decision(tuple(revisions), Deed.NOTHING)
    if last.revision != verdict.revision or last.state is not EntryState.PROPOSED:
        raise Refused(Code.EDITED, f"a proposed revision was wanted, got {verdict.revision}, which is none")
    if verdict.confirmed and last.author is not None and key_of(last.author) == key_of(by):
        raise Refused(Code.SAME_PERSON, "another person than the one who proposed it was wanted, got the same")
    done = settled(revisions, confirmed=verdict.confirmed, by=by, now_ms=now_ms)
    return Decision((*revisions[:-1], done), Deed.SETTLE)


def sign_change(
    counter: str, shown: SignShown, known: Iterable[Kept], author: str | None, desk: Desk
) -> Decision | None:
    """What becomes of what a display shows, where ``known`` was entered lately; None: nothing new. Raises Refused."""
    running = _running_sign(counter, known)
    if shown.suspended == bool(running):
        return None
    if not running:
        fact = SignFact(counter=counter, from_ms=shown.at_ms)
        return new_entry(EntryAsked(id=f"sign-{counter}-{shown.at_ms}", entry=fact), (), author, desk)
    last = running[-1].entry
    assert isinstance(last, SignFact)  # noqa: S101 - it was looked for
    over = None if shown.at_ms <= last.from_ms else last.model_copy(update={"to_ms": shown.at_ms})
    return edit_of(running[0].id, EntryEdit(revision=running[-1].revision, entry=over), running, author, desk)


def _running_sign(counter: str, known: Iterable[Kept]) -> list[Kept]:
    by_id: dict[str, list[Kept]] = {}
    for kept in known:
        by_id.setdefault(kept.id, []).append(kept)
    for revisions in by_id.values():
        entry = revisions[-1].entry
        if isinstance(entry, SignFact) and entry.counter == counter and entry.to_ms is None:
            return revisions
    return []


def _last(entry_id: str, revisions: Sequence[Kept]) -> Kept:
    if not revisions:
        raise Refused(Code.NOT_FOUND, f'an entry of this API was wanted, got "{entry_id}"')
    return revisions[-1]


def _late(entry: Entry | None, before: Kept | None, desk: Desk, correction: bool) -> list[Finding]:  # noqa: FBT001 - of the message
    return [] if correction else list(too_late(entry, before, desk.now_ms))


def _revision(  # noqa: PLR0913 - what a revision is made of
    entry_id: str,
    entry: Entry | None,
    revisions: Sequence[Kept],
    author: str | None,
    desk: Desk,
    *,
    correction: bool,
) -> Decision:
    state = EntryState.PROPOSED if correction else EntryState.HOLDS
    since_ms = since_of(entry, holding(revisions), desk.now_ms, correction=correction)
    number = revisions[-1].revision + 1 if revisions else 1
    kept = Kept(entry_id, number, state, entry, since_ms, correction, author, desk.now_ms)
    return Decision((*revisions, kept), Deed.ADD)


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        problems = [told(place(one, "", Mark()), path_text(one.where)) for one in findings]
        raise Refused(Code.WRONG_ENTRY, f"an entry was wanted, got {len(problems)} wrong in it", problems)
