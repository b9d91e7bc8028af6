"""A span log in a file: what ``watch --log`` writes and ``replay`` judges again.

JSON lines: first a header with what the counters were judged by, then one span a line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.errors import InputError
from api.times import FIRST_MS, LAST_MS, clock_of
from cameras.atomic_file import AtomicFile, not_writable
from vision.datatypes import BlindReason, Covers, Eating, Fact, Phone, Posture, Severity, Sign, Span, Uniform
from vision.fold import CounterSetup
from vision.rules.context import Context, elapsed
from vision.rules.presence import AbsenceLimits

Ms = Annotated[int, Field(ge=FIRST_MS, le=LAST_MS)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LoggedCounter(_Record):
    """A counter as it was judged; times in ms.

    ``service`` is None for always; ``time_zone`` (see ``clock_of``) None for a clip of unknown date.
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

    def setup(self) -> CounterSetup:
        """What judgement needs. Raises ValueError for limits that contradict each other."""
        clock = elapsed if self.time_zone is None else clock_of(self.time_zone)
        context = Context(self.hall, (self.name_zh, self.name_en), self.service, clock)
        limits = AbsenceLimits(self.steps, self.blind_ends_after_ms, self.limits_version, self.clause)
        return CounterSetup(self.counter, self.covers, context, limits)


class Header(_Record):
    """The first line: the log's own version and its counters."""

    span_log: Literal[1] = 1
    counters: tuple[LoggedCounter, ...]


class LoggedSpan(_Record):
    """A span; what is left out has its default."""

    view: str
    from_ms: Ms
    to_ms: Ms
    blind_reason: BlindReason | None = None
    staff_evidence: int | None = None
    customer_evidence: int | None = None
    staff_seen: int = 0
    posture: tuple[Posture, int] = (Posture.CANNOT_JUDGE, 0)
    phone: tuple[Phone, int] = (Phone.CANNOT_JUDGE, 0)
    uniform: tuple[Uniform, int] = (Uniform.CANNOT_JUDGE, 0)
    sign: tuple[Sign, int] = (Sign.CANNOT_JUDGE, 0)
    eating: tuple[Eating, int] = (Eating.CANNOT_JUDGE, 0)
    motion: int = 0
    zone_version: int = 1
    model_set: str = ""

    @classmethod
    def of(cls, span: Span) -> "LoggedSpan":
        """``span`` as it is written."""
        facts = {name: _pair(getattr(span, name)) for name in FACTS}
        plain = {name: getattr(span, name) for name in cls.model_fields if name not in FACTS}
        return cls.model_validate(plain | facts)

    def span(self) -> Span:
        """The span that was written. Raises ValueError when a field is out of range."""
        return Span(
            self.view,
            self.from_ms,
            self.to_ms,
            self.blind_reason,
            self.staff_evidence,
            self.customer_evidence,
            self.staff_seen,
            Fact(*self.posture),
            Fact(*self.phone),
            Fact(*self.uniform),
            Fact(*self.sign),
            Fact(*self.eating),
            self.motion,
            self.zone_version,
            self.model_set,
        )


FACTS = ("posture", "phone", "uniform", "sign", "eating")


def _pair(fact: Fact[Posture] | Fact[Phone] | Fact[Uniform] | Fact[Sign] | Fact[Eating]) -> tuple[str, int]:
    return fact.value, fact.score


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
        self._write(LoggedSpan.of(span).model_dump_json(exclude_defaults=True))

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
        record = _parsed(LoggedSpan, line, path, number)
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


Record = TypeVar("Record", Header, LoggedSpan)


def _parsed(model: type[Record], line: str, path: Path, number: int) -> Record:
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(_wrong(path, number, f"{where}: {first['msg']}".lstrip(": "))) from error


def _wrong(path: Path, number: int, what: str) -> str:
    return f"{path}:{number}: a line of a span log was wanted, got something else ({what}): write the log again"
