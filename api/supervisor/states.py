"""The life of a supervised process as a table: what is seen of it, and what is done then. Pure.

Times are seconds of a clock that nobody sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cameras.backoff import Backoff, attempt_after, next_delay

PUT_RIGHT = 2
"""Exit code of a process that a person must help: as the command line has it."""

DISPLACED = 3
"""Exit code of a worker whose name another process has taken: that one works, so there is no hurry."""
DISPLACED_S = 60.0
"""Two that take the name from each other would else never get to work."""

FIRST_STARTS = 5
"""Who answers nobody after so many starts never will: nothing was served yet, and somebody waits for it."""

RESTARTS = Backoff(first_s=0.5, cap_s=10.0)
"""A start costs some 2 s of a core and nothing is watched meanwhile: one in vain takes a quarter of a core at most."""

SETTLED_S = 10.0
"""A process that answers nobody counts as up once it has run for so long: a start takes 1 to 3 s."""

PATIENCE_S = 4.0
"""How long a process may take to end by itself: two in a row stay within the 10 s of ``docker stop``."""


class Stage(StrEnum):
    """Where a process is in its life."""

    DOWN = "down"
    """Not there; it is started when the time has come."""
    STARTING = "starting"
    UP = "up"
    HUNG = "hung"
    """Ended by force because it gave no sign of life; it is started again."""
    STOPPING = "stopping"
    """Asked to end."""
    KILLED = "killed"
    """Ended by force."""
    OVER = "over"
    """Not there, and not started again."""


class Sign(StrEnum):
    """What is seen of a process, or wanted of it."""

    DUE = "due"
    ANSWERED = "answered"
    ENDED = "ended"
    REFUSED = "refused"
    """Ended at its very first start for a reason that a person must put right."""
    HOPELESS = "hopeless"
    """Ended once more before it was ever up."""
    DISPLACED = "displaced"
    """Ended because another process has its name."""
    HANGS = "hangs"
    """It gives no sign of life."""
    STOP = "stop"
    OVERDUE = "overdue"
    """It was asked to end, and has not."""


class Deed(StrEnum):
    """What is done to a process."""

    NOTHING = "nothing"
    START = "start"
    TERMINATE = "terminate"
    KILL = "kill"


TABLE: dict[tuple[Stage, Sign], tuple[Stage, Deed]] = {
    (Stage.DOWN, Sign.DUE): (Stage.STARTING, Deed.START),
    (Stage.DOWN, Sign.STOP): (Stage.OVER, Deed.NOTHING),
    (Stage.STARTING, Sign.ANSWERED): (Stage.UP, Deed.NOTHING),
    (Stage.STARTING, Sign.ENDED): (Stage.DOWN, Deed.NOTHING),
    (Stage.STARTING, Sign.REFUSED): (Stage.OVER, Deed.NOTHING),
    (Stage.STARTING, Sign.HOPELESS): (Stage.OVER, Deed.NOTHING),
    (Stage.STARTING, Sign.DISPLACED): (Stage.DOWN, Deed.NOTHING),
    (Stage.STARTING, Sign.HANGS): (Stage.HUNG, Deed.KILL),
    (Stage.STARTING, Sign.STOP): (Stage.STOPPING, Deed.TERMINATE),
    (Stage.UP, Sign.ENDED): (Stage.DOWN, Deed.NOTHING),
    (Stage.UP, Sign.DISPLACED): (Stage.DOWN, Deed.NOTHING),
    (Stage.UP, Sign.HANGS): (Stage.HUNG, Deed.KILL),
    (Stage.UP, Sign.STOP): (Stage.STOPPING, Deed.TERMINATE),
    (Stage.HUNG, Sign.ENDED): (Stage.DOWN, Deed.NOTHING),
    (Stage.HUNG, Sign.HOPELESS): (Stage.OVER, Deed.NOTHING),
    (Stage.HUNG, Sign.STOP): (Stage.KILLED, Deed.NOTHING),
    (Stage.STOPPING, Sign.ENDED): (Stage.OVER, Deed.NOTHING),
    (Stage.STOPPING, Sign.OVERDUE): (Stage.KILLED, Deed.KILL),
    (Stage.KILLED, Sign.ENDED): (Stage.OVER, Deed.NOTHING),
}
"""Every move there is; a sign that is not listed changes nothing."""


@dataclass(frozen=True, slots=True)
class ChildState:
    """A process: its stage and since when, and when the stage is over by itself (DOWN: a start; STOPPING: by force).

    ``failures`` counts its ends in a row from 0 (-1: none yet). ``known``: it has been up at least once.
    """

    stage: Stage = Stage.DOWN
    since_s: float = 0.0
    due_s: float = 0.0
    failures: int = -1
    known: bool = False

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self.stage in {Stage.STARTING, Stage.UP, Stage.HUNG, Stage.STOPPING, Stage.KILLED}


def advance(state: ChildState, sign: Sign, now_s: float, drawn: float) -> tuple[ChildState, Deed]:
    """What becomes of ``state`` at ``sign``, and what is to be done; ``drawn`` is random, 0 to 1."""
    if (state.stage, sign) not in TABLE:
        return state, Deed.NOTHING
    stage, deed = TABLE[state.stage, sign]
    was_up = state.stage is Stage.UP or (state.stage is Stage.HUNG and state.known)
    since_s = state.since_s if was_up and stage is Stage.HUNG else now_s
    after = replace(state, stage=stage, since_s=since_s, known=state.known or stage is Stage.UP)
    if stage is Stage.DOWN and sign is Sign.DISPLACED:
        after = replace(after, due_s=now_s + DISPLACED_S)
    elif stage is Stage.DOWN:
        failures = attempt_after(state.failures, now_s - state.since_s if was_up else 0.0)
        after = replace(after, failures=failures, due_s=now_s + next_delay(failures, drawn, RESTARTS))
    elif stage is Stage.STOPPING:
        after = replace(after, due_s=now_s + PATIENCE_S)
    return after, deed


def sign_of_end(state: ChildState, code: int, *, answers: bool = False) -> Sign:
    """What it means that a process ended with ``code`` (negative: by that signal); ``answers`` as in ``Place``."""
    if state.stage is Stage.STARTING and not state.known and code == PUT_RIGHT:
        return Sign.REFUSED
    began = state.stage in {Stage.STARTING, Stage.HUNG} and not state.known
    if answers and began and state.failures + 2 >= FIRST_STARTS:  # failures count from 0, this one is the next
        return Sign.HOPELESS
    displaced = code == DISPLACED and not answers and state.stage in {Stage.STARTING, Stage.UP}
    return Sign.DISPLACED if displaced else Sign.ENDED


@dataclass(frozen=True, slots=True)
class Place:
    """What concerns one process among the others: it starts once ``after`` is up, and ends before it does.

    ``answers``: it tells by an answer that it is up; else it is up when it has run for ``SETTLED_S``.
    """

    state: ChildState
    name: str
    after: str | None = None
    answers: bool = False


def due_signs(places: Sequence[Place], now_s: float, *, stopping: bool) -> list[tuple[str, Sign]]:
    """The signs that the clock and the others give to each of ``places``, by its name."""
    found = [(place.name, _due_sign(place, places, now_s, stopping=stopping)) for place in places]
    return [(name, sign) for name, sign in found if sign is not None]


def _due_sign(place: Place, places: Sequence[Place], now_s: float, *, stopping: bool) -> Sign | None:
    state = place.state
    if state.stage is Stage.STOPPING:
        return Sign.OVERDUE if now_s >= state.due_s else None
    if stopping:
        leaning = [other for other in places if other.after == place.name and other.state.stage is not Stage.OVER]
        return None if leaning or state.stage in {Stage.KILLED, Stage.OVER} else Sign.STOP
    if state.stage is Stage.DOWN and now_s >= state.due_s and _leans_on_nothing_missing(place, places):
        return Sign.DUE
    settled = state.stage is Stage.STARTING and not place.answers and now_s >= state.since_s + SETTLED_S
    return Sign.ANSWERED if settled else None


def _leans_on_nothing_missing(place: Place, places: Sequence[Place]) -> bool:
    return all(other.state.known for other in places if other.name == place.after)
