"""When a process that runs is taken to hang. Pure.

It is counted, not timed: while the machine sleeps or the whole container is paused, nobody looks and nothing counts.
"""

from dataclasses import dataclass

from api.supervisor.states import Stage


@dataclass(frozen=True, slots=True)
class Vigil:
    """How often is looked for a sign of life, and how many looks in a row may find none.

    A machine may be slow: an answer within ``answer_s`` is due every ``every_s``, and 30 s without any (``answers``)
    are too long; so are 60 s without a heartbeat (``beats``), and 120 s until the first of either (``start``).
    """

    every_s: float = 5.0
    answer_s: float = 3.0
    answers: int = 6
    beats: int = 12
    start: int = 24


USUAL = Vigil()


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is known of a process's life: looks in a row without a sign of it, and whether there ever was one."""

    missed: int = 0
    felt: bool = False

    def looked(self, *, alive: bool) -> "Pulse":
        """After one more look."""
        return Pulse(0, felt=True) if alive else Pulse(self.missed + 1, self.felt)


def hangs(pulse: Pulse, stage: Stage, vigil: Vigil, *, answers: bool) -> bool:
    """Whether a process at ``stage`` is to be given up: one that ``answers`` when asked, or else one that beats."""
    if stage not in {Stage.STARTING, Stage.UP}:
        return False
    if not pulse.felt:
        return pulse.missed >= vigil.start
    return pulse.missed >= (vigil.answers if answers else vigil.beats)
