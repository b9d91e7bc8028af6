"""A span log in a file: what ``watch --log`` writes and ``replay`` judges again.

JSON lines: first a header with what the counters were judged by, then one span a line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.contract import Ms, SpanMessage
from api.errors import InputError
from api.times import clock_of, day_of
from cameras.atomic_file import AtomicFile, not_writable
from vision.datatypes import Covers, Severity, Span, Status
from vision.fold import CounterSetup
from vision.rules.circumstances import LONGEST_ANNOUNCED_MS, Declaration
from vision.rules.context import Context, day_since_begin, elapsed
from vision.rules.presence import AbsenceLimits
from vision.rules.rule import HeldLimits


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Logged = tuple[int, int]


class LoggedCircumstances(_Record):
    """What held of a counter when, but for its service hours: named, and meant, as in ``Context``; times in ms."""

    ready: tuple[Logged, ...] = ()
    breaks: tuple[Logged, ...] = ()
    private: tuple[Logged, ...] = ()
    approved_closings: tuple[Logged, ...] = ()
    suspensions: tuple[Logged, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    covers: tuple[tuple[int, int, str], ...] = ()
    announcements: tuple[Logged, ...] = ()
    required_staff: tuple[tuple[int, int, int], ...] = ()
    exemptions: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    uniforms: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    announced_at_most_ms: int = LONGEST_ANNOUNCED_MS
    in_force: tuple[str, str] | None = None

    @classmethod
    def of(cls, context: Context) -> Self:
        """What ``context`` holds."""
        same = {name: getattr(context, name) for name in cls.model_fields if name != "exemptions"}
        return cls(**same, exemptions=tuple((*piece, tuple(sorted(rules))) for *piece, rules in context.exemptions))

    def within(self, context: Context) -> Context:
        """``context`` with all of this in it."""
        same = {name: getattr(self, name) for name in type(self).model_fields if name != "exemptions"}
        return replace(context, **same, exemptions=tuple((a, b, frozenset(rules)) for a, b, rules in self.exemptions))


class LoggedCounter(_Record):
    """A counter as it was judged; times in ms.

    ``service`` is None for always; ``time_zone`` (see ``clock_of``) None for a clip of unknown date. ``rules`` are the
    limits of each rule that is not ``presence.absent``; a log from before there were any has none, and one from before
    there were ``circumstances`` knows of none.
    """

    counter: str
    hall: str
    name_zh: str
    name_en: str
    time_zone: str | None
    covers: dict[str, Covers]
    service: tuple[tuple[Ms, Ms], ...] | None
    steps: tuple[tuple[Ms, Severity], ...]
    blind_ends_after_ms: Ms
    clause: str | None
    limits_version: int
    status: Status = Status.TRIAL
    rules: dict[str, HeldLimits] = Field(default_factory=dict)
    circumstances: LoggedCircumstances = LoggedCircumstances()

    def setup(self) -> CounterSetup:
        """What judgement needs. Raises ValueError for limits that contradict each other."""
        clock = elapsed if self.time_zone is None else clock_of(self.time_zone)
        day = day_since_begin if self.time_zone is None else day_of(self.time_zone)
        service_alone = Context(self.hall, (self.name_zh, self.name_en), self.service, clock, day)
        context = self.circumstances.within(service_alone)
        limits = AbsenceLimits(self.steps, self.blind_ends_after_ms, self.limits_version, self.clause, self.status)
        return CounterSetup(self.counter, self.covers, context, limits, rules=self.rules)


class Header(_Record):
    """The first line: the log's own version and its counters."""

    span_log: Literal[1] = 1
    counters: tuple[LoggedCounter, ...]


@dataclass(frozen=True, slots=True)
class SpanLog:
    """A log that was read: the counters' setups and the spans in the order they were written."""

    counters: tuple[LoggedCounter, ...]
    spans: tuple[Span, ...]


def logged_counter(setup: CounterSetup, time_zone: str | None) -> LoggedCounter:
    """``setup`` as it is written."""
    return LoggedCounter(
        counter=setup.counter,
        hall=setup.context.hall,
        name_zh=setup.context.name[0],
        name_en=setup.context.name[1],
        time_zone=time_zone,
        covers=dict(setup.covers),
        service=setup.context.service,
        steps=setup.absence.steps,
        blind_ends_after_ms=setup.absence.blind_ends_after_ms,
        clause=setup.absence.clause,
        limits_version=setup.absence.version,
        status=setup.absence.status,
        rules=dict(setup.rules),
        circumstances=LoggedCircumstances.of(setup.context),
    )


class SpanLogWriter:
    """A log that appears at ``path`` when the block ends, whole or not at all. Raises OutputNotWritable."""

    def __init__(self, path: Path) -> None:
        """Check that ``path`` can be written."""
        self._file = AtomicFile(path)
        self._lines = self._file.temporary.open("w", encoding="utf-8")

    def begin(self, counters: Iterable[LoggedCounter]) -> None:
        """Write the header."""
        self._write(Header(counters=tuple(counters)).model_dump_json())

    def write(self, span: Span) -> None:
        """Write one more span."""
        self._write(SpanMessage.of(span).model_dump_json(exclude_defaults=True))

    def _write(self, line: str) -> None:
        try:
            self._lines.write(line + "\n")
        except OSError as error:
            raise not_writable(self._file.path, error) from error

    def __enter__(self) -> Self:
        """Return the log itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the log in its place, or remove what was written of it."""
        try:
            self._lines.close()
        except OSError as failed:
            self._file.discard()
            raise not_writable(self._file.path, failed) from failed
        self._file.__exit__(kind, error, trace)


def read_log(path: Path) -> SpanLog:
    """The log at ``path``. Raises InputError naming the line that is wrong."""
    try:
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")  # a text inside may hold other line ends
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        msg = f"{path}: a span log was wanted, got something that cannot be read ({reason}): write one with watch --log"
        raise InputError(msg) from error
    header = _parsed(Header, lines[0], path, 1)
    spans = tuple(_spans(lines, path))
    _check_setups(header, path)
    return SpanLog(header.counters, spans)


def _spans(lines: list[str], path: Path) -> Iterator[Span]:
    for number, line in enumerate(lines[1:], start=2):
        record = _parsed(SpanMessage, line, path, number)
        try:
            yield record.span()
        except ValueError as error:
            raise InputError(_wrong(path, number, str(error))) from error


def _check_setups(header: Header, path: Path) -> None:
    for counter in header.counters:
        try:
            counter.setup()
        except ValueError as error:
            raise InputError(_wrong(path, 1, str(error))) from error


Record = TypeVar("Record", Header, SpanMessage)


def _parsed(model: type[Record], line: str, path: Path, number: int) -> Record:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(_wrong(path, number, f"{where}: {first['msg']}".lstrip(": "))) from error


def _wrong(path: Path, number: int, what: str) -> str:
    return f"{path}:{number}: a line of a span log was wanted, got something else ({what}): write the log again"
