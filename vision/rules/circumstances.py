"""The circumstances of a counter: what rules read, and never compute, of schedules, slips, cover and approvals."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_ANNOUNCED_MS = 900_000
"""For how long an announced *service suspended* counts at most (rule book: 15 minutes)."""


class Service(StrEnum):
    """Whether the counter should be staffed, and why not where it should not."""

    OPEN = "open"
    READY = "ready"
    BREAK = "break"
    CLOSED = "closed"
    CLOSED_APPROVED = "closed_approved"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A slip: whoever left has said so, and is due back at ``due_ms``; it holds in ``[from_ms, due_ms)`` (ms UTC).

    ``covered_by`` is the counter named to cover and ``approved_by`` who approved it; None where nobody was. A cover
    that rules may count on is a cover of its own in ``Context.covers``.
    """

    id: str
    from_ms: int
    due_ms: int
    reason: str = ""
    covered_by: str | None = None
    approved_by: str | None = None
    declared_at_ms: int | None = None

    def __post_init__(self) -> None:
        """Refuse a slip that never holds."""
        if self.due_ms <= self.from_ms:
            msg = f"a slip must be due after it begins, got [{self.from_ms}, {self.due_ms})"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds of a counter over a stretch of time.

    ``opens_ms``, ``closes_ms``: when the service interval that holds, or else the next, opens and closes, approved
    closings at its edges taken off; ``closed_ms``: when service last closed; None where
    there is none. ``declared``: the slip that holds; ``overdue``: the one that ran out last in this service interval
    where none holds. ``covered_by``: the counter that is declared to cover; ``cover_fails``: it is itself seen to be
    unstaffed, or out of service. ``announced``: a display or queue system says *service suspended*. ``exempt``: rules
    that do not hold now. ``uniforms``: ids of those that may be worn, for the sentence.
    """

    service: Service = Service.OPEN
    opens_ms: int | None = None
    closes_ms: int | None = None
    closed_ms: int | None = None
    declared: Declaration | None = None
    overdue: Declaration | None = None
    covered_by: str | None = None
    cover_fails: bool = False
    announced: bool = False
    required_staff: int = 1
    exempt: frozenset[str] = frozenset()
    uniforms: tuple[str, ...] = ()

    @property
    def in_service(self) -> bool:
        """Whether the counter should be staffed."""
        return self.service is Service.OPEN

    @property
    def covered(self) -> bool:
        """Whether a colleague covers; a covering counter that cannot be judged is taken to be staffed."""
        return self.covered_by is not None and not self.cover_fails

    @property
    def excused(self) -> bool:
        """Whether an absence is declared or covered."""
        return self.declared is not None or self.covered


ALWAYS = Circumstances()
"""In service, and nothing else known."""

UNSCHEDULED = Circumstances(Service.CLOSED)
"""Out of service, and nothing else known."""
