"""What rules read and never compute: where and when they judge, and under which circumstances."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from vision.rules.circumstances import LONGEST_ANNOUNCED_MS, Circumstances, Declaration
from vision.rules.timeline import Interval, Kinds, Piece, Timeline, timeline


def elapsed(at_ms: int) -> str:
    """``at_ms`` as hours, minutes and seconds since zero: for a clip, whose clock nobody knows."""
    seconds = at_ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


DAY_MS = 86_400_000


def day_since_begin(at_ms: int) -> int:
    """Which day of a clip it is, from 0."""
    return at_ms // DAY_MS


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of one counter, all intervals ``[from_ms, to_ms)`` in ms UTC and sorted.

    ``service``: disjoint intervals in which it should be staffed, None for always. Over them lie, the first the
    weightiest: ``suspensions`` (a hall mode other than normal), ``breaks`` (lunch, private), ``approved_closings``.
    ``private``: those of the breaks in which nothing is looked at or recorded, for the ledger; rules do not ask.
    ``ready``: the minutes before each opening. ``declarations``: slips. ``covers``: (from, to, counter that covers).
    ``announcements``: a display or queue system says *service suspended*, each for ``announced_at_most_ms`` at most.
    ``required_staff``, ``exemptions`` (rules that do not hold) and ``uniforms`` (ids): (from, to, what holds).

    ``clock`` writes a moment as the hall's clock shows it, ``day`` numbers the days of its calendar. Names are
    (zh, en), and so is ``in_force``: since which date the limits hold, as a sentence writes it; None for unknown.
    """

    hall: str
    name: tuple[str, str]
    service: tuple[Interval, ...] | None = None
    clock: Callable[[int], str] = elapsed
    day: Callable[[int], int] = day_since_begin
    ready: tuple[Interval, ...] = ()
    breaks: tuple[Interval, ...] = ()
    approved_closings: tuple[Interval, ...] = ()
    suspensions: tuple[Interval, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    covers: tuple[tuple[int, int, str], ...] = ()
    announcements: tuple[Interval, ...] = ()
    required_staff: tuple[tuple[int, int, int], ...] = ()
    exemptions: tuple[tuple[int, int, frozenset[str]], ...] = ()
    uniforms: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    announced_at_most_ms: int = LONGEST_ANNOUNCED_MS
    private: tuple[Interval, ...] = ()
    in_force: tuple[str, str] | None = None
    _timeline: Timeline = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put all kinds of intervals together once."""
        announced = [(start, min(end, start + self.announced_at_most_ms)) for start, end in self.announcements]
        kinds = Kinds(
            self.service,
            self.ready,
            self.breaks,
            self.approved_closings,
            self.suspensions,
            self.declarations,
            self.covers,
            announced,
            self.required_staff,
            self.exemptions,
            self.uniforms,
        )
        object.__setattr__(self, "_timeline", timeline(kinds))

    def pieces(self, from_ms: int, to_ms: int) -> Sequence[Piece]:
        """``[from_ms, to_ms)`` cut wherever the circumstances change: (from, to, circumstances)."""
        return self._timeline.pieces(from_ms, to_ms)

    def through(self, from_ms: int, to_ms: int) -> Circumstances | None:
        """The circumstances that hold through all of ``[from_ms, to_ms)``; None where they change within."""
        return self._timeline.through(from_ms, to_ms)

    def at(self, at_ms: int) -> Circumstances:
        """The circumstances at a moment."""
        return self._timeline.at(at_ms)

    def service_pieces(self, from_ms: int, to_ms: int) -> Iterator[tuple[int, int, bool]]:
        """``[from_ms, to_ms)`` cut wherever the circumstances change: (from, to, in service)."""
        return ((start, end, held.in_service) for start, end, held in self.pieces(from_ms, to_ms))
