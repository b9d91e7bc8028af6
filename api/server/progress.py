"""How far a view has come: by what its worker reported, and by giving it up where nothing came."""

from dataclasses import dataclass, replace

LATENESS_MS = 10_000
"""A view from which nothing has come for so long is taken as blind; the design's ``lateness_s``."""

AHEAD_MS = 60_000
"""Nothing may lie further ahead of the wall clock: such a clock is wrong, or was."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One view's way through event time, ms UTC.

    ``watermark_ms``: until when its worker has reported, which was heard at ``heard_ms`` (wall clock).
    ``silent_until_ms``: until when it was given up. ``stored_until_ms``: the end of its last stored span, 0
    where there is none.
    """

    view: str
    watermark_ms: int
    heard_ms: int
    silent_until_ms: int
    stored_until_ms: int

    @classmethod
    def at(cls, view: str, at_ms: int) -> "Progress":
        """A view that is watched from ``at_ms`` on and has not been heard of."""
        return cls(view, at_ms, at_ms, at_ms, 0)

    @property
    def reached_ms(self) -> int:
        """Until when its time is taken to be known, seen or blind."""
        return max(self.watermark_ms, self.silent_until_ms)

    @property
    def caught_up(self) -> bool:
        """Whether everything that was given up has been reported since."""
        return self.watermark_ms >= self.silent_until_ms

    def reported(self, watermark_ms: int, now_ms: int) -> "Progress":
        """After its worker reported up to ``watermark_ms``; a watermark never goes back."""
        if watermark_ms <= self.watermark_ms:
            return self
        return replace(self, watermark_ms=watermark_ms, heard_ms=now_ms)

    def stored(self, to_ms: int) -> "Progress":
        """After a span that ends at ``to_ms`` was stored."""
        return replace(self, stored_until_ms=max(self.stored_until_ms, to_ms))

    def given_up(self, now_ms: int, listening_since_ms: int) -> "Progress":
        """After waiting until ``now_ms`` for something to come; nobody could be heard before ``listening_since_ms``.

        The view's own clock is taken to have gone on as far as the wall's since it was last heard, so a worker
        whose clock is behind is not given up for that alone. Where the wall's clock was set back, waiting begins
        anew: who was heard "later than now" was heard a moment ago. No time ahead of the wall's clock is ever given
        up: what was told of it while that clock was wrong may be followed by what is true.
        """
        if now_ms < self.heard_ms:
            return replace(self, heard_ms=now_ms)
        if not self.is_silent(now_ms, listening_since_ms):
            return self
        until_ms = min(self.watermark_ms + now_ms - self.heard_ms, now_ms) - LATENESS_MS
        return self if until_ms <= self.reached_ms else replace(self, silent_until_ms=until_ms)

    def is_silent(self, now_ms: int, listening_since_ms: int) -> bool:
        """Whether nothing has come for too long, be its watermark behind the wall's clock or ahead of it."""
        return now_ms - max(self.heard_ms, listening_since_ms) > LATENESS_MS
