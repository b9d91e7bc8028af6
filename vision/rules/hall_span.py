"""What the rules of a hall read: its counters side by side over a stretch of time."""

from dataclasses import dataclass

from vision.datatypes import Presence
from vision.rules.circumstances import ALWAYS, Circumstances, Service


@dataclass(frozen=True, slots=True)
class Post:
    """A counter as its hall sees it: what it has settled, and what holds of it.

    ``staff_count`` is how many staff are there; None where nobody counts them.
    """

    counter: str
    staff: Presence
    customer: Presence = Presence.BLIND
    circumstances: Circumstances = ALWAYS
    staff_count: int | None = None

    @property
    def in_service(self) -> bool:
        """Whether it should be staffed."""
        return self.circumstances.in_service

    @property
    def staffed(self) -> bool:
        """Whether it is in service and somebody is seen there."""
        return self.in_service and self.staff is Presence.PRESENT

    @property
    def maybe_staffed(self) -> bool:
        """Whether it is in service and nobody can say that it is empty."""
        return self.in_service and self.staff is not Presence.ABSENT


WORKING = frozenset({Service.OPEN, Service.BREAK, Service.CLOSED_APPROVED})
"""When a counter could be asked to be open: in its hours, also where it pauses or was allowed to close."""


@dataclass(frozen=True, slots=True)
class HallSpan:
    """A stretch ``[from_ms, to_ms)`` through which nothing changes at any of ``posts``.

    ``counter`` is what is judged: the id of a group, of a counter, or of the hall. ``minimum``: how many of the posts
    must be staffed. ``at_least``: how many people a rule wants to see, by its limits. ``waiting``: how many visitors
    wait in the hall; None where nobody counts them. Zones and networks are the counters' own: their versions are in
    the events of the counters.
    """

    counter: str
    from_ms: int
    to_ms: int
    posts: tuple[Post, ...]
    minimum: int = 0
    at_least: int = 0
    waiting: int | None = None
    zone_version: int = 0
    model_set: str = ""
