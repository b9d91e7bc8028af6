"""How long a counter has been in its state, where a short blind stretch does not end it.

Only for showing: rules count what was seen and keep their own time.
"""

from typing import NamedTuple

from vision.datatypes import Presence

SHORT_MS = 10_000
"""The longest blind stretch over which a state is taken to have gone on: what a hiccup of a camera takes."""


class Interrupted(NamedTuple):
    """A state that a blind stretch cut off at ``until_ms``, as it stood then."""

    state: Presence
    since_ms: int
    blind_ms: int
    until_ms: int


class TimeInState(NamedTuple):
    """Since when a state holds, how much of that was blind, and what the running blind stretch cut off, if any."""

    since_ms: int
    blind_ms: int = 0
    interrupted: Interrupted | None = None

    def after(self, before: Presence | None, state: Presence, at_ms: int) -> "TimeInState":
        """The time once ``state`` has followed ``before`` (None: nothing has) at ``at_ms``.

        A blind stretch may change its reason: it begins anew, but what it has cut off stays the same.
        """
        if state is Presence.BLIND:
            return TimeInState(at_ms, 0, self._cut_off(before, at_ms))
        cut = self.interrupted
        if cut is not None and cut.state is state and at_ms - cut.until_ms <= SHORT_MS:
            return TimeInState(cut.since_ms, cut.blind_ms + at_ms - cut.until_ms)
        return TimeInState(at_ms)

    def _cut_off(self, before: Presence | None, at_ms: int) -> Interrupted | None:
        if before is None or before is Presence.BLIND:
            return self.interrupted
        return Interrupted(before, self.since_ms, self.blind_ms, at_ms)
