"""Whether the machine's clock may be believed where files are removed for their age. Pure.

A clock that is set years ahead by mistake makes every file old. So a clock that jumps is believed only after a day.
"""

from dataclasses import dataclass

DAY_S = 86_400.0
JUMP_S = DAY_S
"""Less than a day's retention is nowhere, and clocks are set right by hours, not by days."""


@dataclass(frozen=True, slots=True)
class ClockTrust:
    """The wall clock (s UTC) beside a steady one (s) at the last look, since when it has not jumped, and our begin."""

    wall_s: float
    steady_s: float
    began_s: float
    jumped_s: float | None = None

    @classmethod
    def at(cls, wall_s: float, steady_s: float) -> "ClockTrust":
        """As we begin."""
        return cls(wall_s, steady_s, steady_s)

    def looked(self, wall_s: float, steady_s: float) -> "ClockTrust":
        """After one more look at both clocks."""
        apart_s = abs((wall_s - self.wall_s) - (steady_s - self.steady_s))
        return ClockTrust(wall_s, steady_s, self.began_s, steady_s if apart_s > JUMP_S else self.jumped_s)

    def believes(self, newest_s: float, age_s: float) -> bool:
        """Whether files may go for being older than ``age_s``, the newest of them written at ``newest_s`` (s UTC).

        That all of them are too old is believed no sooner than after a day: the clock may have jumped before our begin.
        """
        all_old = self.wall_s - newest_s > age_s
        doubted_s = [*([self.began_s] if all_old else []), *([] if self.jumped_s is None else [self.jumped_s])]
        return all(self.steady_s - since_s >= DAY_S for since_s in doubted_s)
