"""What a rule that waits for something to be *held for so long* consists of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Never, TypeVar

from vision.datatypes import Place, Presence, SettledSpan, Severity, Status, Told
from vision.datatypes import Value as FactValue
from vision.rules.circumstances import Circumstances, Service


class Answer(StrEnum):
    """Whether what a rule waits for is seen over a stretch of settled time."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class HeldLimits:
    """By what a rule finds something; times in ms.

    ``steps``: (seen time, severity), rising; ``recorded_after_ms`` is an earlier one from which on it is recorded but
    told to nobody (None: there is none). What is interrupted for less than ``gap_ms`` goes on; what is blind for longer
    than ``blind_ends_after_ms`` ends as unknown. ``once_a_day``: the first of a day is told, the others are not.
    ``at_least``: how many people a rule about numbers of people wants to see. Raises ValueError when the steps do not
    rise.
    """

    steps: tuple[tuple[int, Severity], ...]
    gap_ms: int = 5_000
    blind_ends_after_ms: int = 300_000
    recorded_after_ms: int | None = None
    once_a_day: bool = False
    status: Status = Status.TRIAL
    version: int = 1
    clause: str | None = None
    at_least: int = 1

    def __post_init__(self) -> None:
        """Refuse limits that contradict each other."""
        after = [ms for ms, _ in self.marks()]
        if after != sorted(set(after)) or any(ms <= 0 for ms in after) or self.blind_ends_after_ms <= 0:
            msg = f"limits must be positive and each later step longer than the one before, got {self.marks()}"
            raise ValueError(msg)
        if self.gap_ms < 0:
            msg = f"gap_ms must be 0 or more, got {self.gap_ms}"
            raise ValueError(msg)

    def marks(self) -> tuple[tuple[int, Severity | None], ...]:
        """When what is seen is told, and how gravely; None: only recorded. Nothing for a rule that is off."""
        if self.status is Status.OFF:
            return ()
        return self.steps if self.recorded_after_ms is None else ((self.recorded_after_ms, None), *self.steps)


NEVER = HeldLimits(steps=(), status=Status.OFF)
"""The limits of a rule that a counter does not have."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a sentence tells of it: what goes on (zh; en now and afterwards), how that ended, and a note."""

    zh: str
    en_now: str
    en_then: str
    ended_zh: str = "停止"
    note_zh: str = ""
    note_en: str = ""


class Excuse(StrEnum):
    """What may excuse that nobody is there."""

    DECLARED = "declared"
    COVERED = "covered"
    ANNOUNCED = "announced"


DECLARED_OR_COVERED = frozenset({Excuse.DECLARED, Excuse.COVERED})


Seen_contra = TypeVar("Seen_contra", contravariant=True)
"""What a rule reads: a stretch of a counter's settled time, or of a hall's."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[Seen_contra]):
    """One rule: what it waits for, its default limits, its words.

    ``by_the_hour``: it sums over each clock hour instead of waiting for one stretch. ``swallowed_by``: while that rule
    has found something this one says nothing, and what it had found has become that.

    It holds in ``during`` (None: at any time), while nothing in ``excused_by`` does and the counter is not exempt from
    it. ``begins``: what it waits for must be there at that very moment, an opening say (None: there is none, and it
    does not hold). ``at_closing``: only when service closes is decided whether it was held for so long. ``place``: what
    it judges.
    """

    seen: Callable[[Seen_contra], Answer]
    defaults: HeldLimits
    words: Words
    by_the_hour: bool = False
    swallowed_by: str | None = None
    during: Service | None = Service.OPEN
    excused_by: frozenset[Excuse] = frozenset()
    begins: Callable[[Circumstances], int | None] | None = None
    at_closing: bool = False
    place: Place = Place.COUNTER


AnyRule = Rule[Never]
"""A rule whatever it reads."""


def holds(rule: AnyRule, name: str, circumstances: Circumstances) -> bool:
    """Whether ``rule``, of type ``name``, judges under ``circumstances``."""
    if rule.during not in {circumstances.service, None} or name in circumstances.exempt:
        return False
    if rule.begins is not None and rule.begins(circumstances) is None:
        return False
    if not rule.excused_by or not (circumstances.excused or circumstances.announced):  # as most often
        return True
    return rule.excused_by.isdisjoint(excuses(circumstances))


def excuses(circumstances: Circumstances) -> set[Excuse]:
    """All that would excuse now that nobody is there."""
    given = (
        (Excuse.DECLARED, circumstances.declared is not None),
        (Excuse.COVERED, circumstances.covered),
        (Excuse.ANNOUNCED, circumstances.announced),
    )
    return {excuse for excuse, is_given in given if is_given}


def of_staff(span: SettledSpan, value: FactValue, wanted: frozenset[FactValue]) -> Answer:
    """Whether the staff member does one of ``wanted``: nobody does where nobody is."""
    if span.staff is Presence.ABSENT:
        return Answer.NO
    if span.staff is not Presence.PRESENT or value == "cannot_judge":
        return Answer.UNSEEN
    return Answer.YES if value in wanted else Answer.NO


YES = frozenset({Told.YES})
ANSWERS = {Told.YES: Answer.YES, Told.NO: Answer.NO, Told.CANNOT_JUDGE: Answer.UNSEEN}


def told(fact: Told) -> Answer:
    """What a taught head says, whoever is there."""
    return ANSWERS[fact]


UNSTAFFED = {Presence.ABSENT: Answer.YES, Presence.PRESENT: Answer.NO}


def unstaffed(span: SettledSpan) -> Answer:
    """Whether nobody is there."""
    return UNSTAFFED.get(span.staff, Answer.UNSEEN)


def unless_visited(span: SettledSpan, answer: Answer) -> Answer:
    """``answer``, but no while a visitor is there, and yes only while none can be.

    Where visitors are looked for but cannot be judged one may be there; where nobody looks for any, none is.
    """
    if span.customer is Presence.PRESENT:
        return Answer.NO
    hidden = span.customer is Presence.BLIND and span.watches_visitors
    return Answer.UNSEEN if answer is Answer.YES and hidden else answer


def minutes(count: float) -> int:
    """In ms."""
    return round(count * 60_000)


def seconds(count: float) -> int:
    """In ms."""
    return round(count * 1000)
