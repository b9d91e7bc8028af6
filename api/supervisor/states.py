"""The life of a supervised process as a table: what is seen of it, and what is done then. Pure.

Times are seconds of a clock that nobody sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cameras.backoff import Backoff, attempt_after, next_delay

PUT_RIGHT = 2
"""Exit code of a process that a person must help: as the command line has it."""

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
    (Stage.STARTING, Sign.STOP): (Stage.STOPPING, Deed.TERMINATE),
    (Stage.UP, Sign.ENDED): (Stage.DOWN, Deed.NOTHING),
    (Stage.UP, Sign.STOP): (Stage.STOPPING, Deed.TERMINATE),
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
        return self.stage in {Stage.STARTING, Stage.UP, Stage.STOPPING, Stage.KILLED}


def advance(state: ChildState, sign: Sign, now_s: float, drawn: float) -> tuple[ChildState, Deed]:
    """What becomes of ``state`` at ``sign``, and what is to be done; ``drawn`` is random, 0 to 1."""
    if (state.stage, sign) not in TABLE:
        return state, Deed.NOTHING
    stage, deed = TABLE[state.stage, sign]
    after = replace(state, stage=stage, since_s=now_s, known=state.known or stage is Stage.UP)
    if stage is Stage.DOWN:
        failures = attempt_after(state.failures, now_s - state.since_s if state.stage is Stage.UP else 0.0)
        after = replace(after, failures=failures, due_s=now_s + next_delay(failures, drawn, RESTARTS))
    elif stage is Stage.STOPPING:
        after = replace(after, due_s=now_s + PATIENCE_S)
    return after, deed


def sign_of_end(state: ChildState, code: int) -> Sign:
    """What it means that a process ended with ``code`` (negative: by that signal)."""
    refused = state.stage is Stage.STARTING and not state.known and code == PUT_RIGHT
    return Sign.REFUSED if refused else Sign.ENDED


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
