"""The messages between workers, the API and its readers: version 1, under ``/api/v1``.

Times are ms UTC. A message with a field that is not known here is refused, so a new field needs a new version
or a reader that is newer than its writer.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.times import FIRST_MS, LAST_MS
from vision.datatypes import (
    BlindReason,
    Covers,
    Eating,
    Event,
    Fact,
    Outcome,
    Phase,
    Phone,
    Place,
    Posture,
    Presence,
    Severity,
    Sign,
    Span,
    Status,
    Uniform,
)

VERSION = 1
PREFIX = f"/api/v{VERSION}"
MOST_SPANS = 20_000
MOST_VIEWS = 2_000

Ms = Annotated[int, Field(ge=FIRST_MS, le=LAST_MS)]
Score = Annotated[int, Field(ge=0, le=15)]
Evidence = Annotated[int, Field(ge=-127, le=127)]
Count = Annotated[int, Field(ge=0, le=2**53)]
ViewId = Annotated[str, Field(max_length=200)]
WorkerName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
WORKER = "the worker's name, unique per installation: 1 to 64 letters, digits, dots, dashes and underscores"
EPOCH = "the number the API gave at registration; a later registration of the same name fences it"


class Message(BaseModel):
    """What all messages share: frozen, finite numbers, no unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


# --- worker -> API ----------------------------------------------------------------------------------


class SpanMessage(Message):
    """A stretch of one view's time over which its facts are constant; what is left out has its default."""

    view: Annotated[ViewId, Field(description="id of the view the look was at")]
    from_ms: Annotated[Ms, Field(description="first moment of the span, ms UTC")]
    to_ms: Annotated[Ms, Field(description="first moment after the span, ms UTC")]
    blind_reason: Annotated[BlindReason | None, Field(description="why nothing could be judged; null: it could")] = None
    staff_evidence: Annotated[
        Evidence | None,
        Field(
            description="log-likelihood ratio of staff being there for a look of 500 ms, in quarter nats; "
            "null: still, the picture has not changed"
        ),
    ] = None
    customer_evidence: Annotated[
        Evidence | None, Field(description="as staff_evidence, for a visitor at the counter")
    ] = None
    staff_seen: Annotated[
        int, Field(ge=0, le=3, description="how many staff were seen, number of people, 3: three or more")
    ] = 0
    posture: Annotated[
        tuple[Posture, Score], Field(description="posture of the staff and how sure, 0 (guess) to 15 (sure)")
    ] = (Posture.CANNOT_JUDGE, 0)
    phone: Annotated[tuple[Phone, Score], Field(description="use of a mobile phone and how sure, 0 to 15")] = (
        Phone.CANNOT_JUDGE,
        0,
    )
    uniform: Annotated[tuple[Uniform, Score], Field(description="uniform of the staff and how sure, 0 to 15")] = (
        Uniform.CANNOT_JUDGE,
        0,
    )
    sign: Annotated[tuple[Sign, Score], Field(description="sign of suspended service and how sure, 0 to 15")] = (
        Sign.CANNOT_JUDGE,
        0,
    )
    eating: Annotated[tuple[Eating, Score], Field(description="whether the staff eat and how sure, 0 to 15")] = (
        Eating.CANNOT_JUDGE,
        0,
    )
    motion: Annotated[int, Field(ge=0, le=15, description="how much moved, 0 (nothing) to 15 (all of the view)")] = 0
    zone_version: Annotated[
        int, Field(ge=0, le=2**31 - 1, description="version of the view's zones at that moment, a count")
    ] = 1
    model_set: Annotated[str, Field(max_length=200, description="which networks looked, a name")] = ""

    @classmethod
    def of(cls, span: Span) -> "SpanMessage":
        """``span`` as it is sent."""
        facts = {name: _pair(getattr(span, name)) for name in FACTS}
        plain = {name: getattr(span, name) for name in cls.model_fields if name not in FACTS}
        return cls.model_validate(plain | facts)

    def span(self) -> Span:
        """The span that was sent. Raises ValueError when a field is out of range."""
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


class Registration(Message):
    """A worker tells that it is there, each time it starts."""

    worker: Annotated[WorkerName, Field(description=WORKER)]
    views: Annotated[tuple[ViewId, ...], Field(max_length=MOST_VIEWS, description="ids of the views it will report on")]


class LastAcknowledged(Message):
    """How far an earlier epoch got."""

    epoch: Annotated[Count, Field(description="that epoch, a count")]
    sequence: Annotated[
        int, Field(ge=-1, description="its last batch that is stored, a count from 0; -1: none; later ones are not")
    ]


class Registered(Message):
    """The API's answer to a registration."""

    epoch: Annotated[Count, Field(description="the worker's epoch from now on, a count; older ones are fenced")]
    previous: Annotated[
        LastAcknowledged | None, Field(description="the worker's epoch before this one; null: it had none")
    ] = None


class Batch(Message):
    """Spans of a worker; sent every 500 ms, also when there are none."""

    worker: Annotated[WorkerName, Field(description=WORKER)]
    epoch: Annotated[Count, Field(description=EPOCH)]
    sequence: Annotated[
        Count,
        Field(description="number of the batch in its epoch, from 0 without gap; a refused batch has used none"),
    ]
    spans: Annotated[
        tuple[SpanMessage, ...],
        Field(max_length=MOST_SPANS, description="spans of at most 10 s each; those of a view must not overlap"),
    ] = ()
    watermark_ms: Annotated[
        dict[ViewId, Ms],
        Field(
            max_length=MOST_VIEWS,
            description="per view: no span that begins before this moment is still to come, ms UTC; "
            "what was not told of before it is taken as blind",
        ),
    ] = Field(default_factory=dict)

    def emptied(self) -> "Batch":
        """The same number without content: what to send where this one was refused."""
        return Batch(worker=self.worker, epoch=self.epoch, sequence=self.sequence)


class Acknowledged(Message):
    """The batch is on disk: it may be forgotten."""

    sequence: Annotated[Count, Field(description="the batch that is meant, a count from 0")]
    look_by_ms: Annotated[
        dict[str, Ms],
        Field(description="per counter where a rule is about to pass a limit: when, ms UTC; look at it before then"),
    ] = Field(default_factory=dict)


# --- API -> worker ----------------------------------------------------------------------------------

Polygon = Annotated[
    tuple[tuple[float, float], ...],
    Field(min_length=3, description="points [x, y], fractions 0 to 1 of the picture's width and height"),
]


Lab = tuple[
    Annotated[float, Field(ge=0, le=100)],
    Annotated[float, Field(ge=-200, le=200)],
    Annotated[float, Field(ge=-200, le=200)],
]


class WatchedUniform(Message):
    """A uniform's colours."""

    id: Annotated[str, Field(description="id of the uniform")]
    lab: Annotated[tuple[Lab, ...], Field(min_length=1, max_length=20, description="its colours, CIELAB (D65)")]
    share: Annotated[
        tuple[float, ...],
        Field(max_length=20, description="how much of the garment each takes, 0 to 1; all 0: not known"),
    ]

    @model_validator(mode="after")
    def _as_many(self) -> "WatchedUniform":
        if len(self.share) != len(self.lab):
            msg = f"a share for each of {len(self.lab)} colours was wanted, got {len(self.share)}"
            raise ValueError(msg)
        return self


class WatchedView(Message):
    """What a worker needs to know of a view: where to look, not by what it is judged."""

    id: Annotated[ViewId, Field(description="id of the view")]
    counter: Annotated[str, Field(description="id of the counter it sees")]
    covers: Annotated[Covers, Field(description="whether it sees the whole counter")] = Covers.FULL
    staff: Annotated[Polygon, Field(description="the staff zone")]
    customer: Annotated[Polygon | None, Field(description="the customer zone; null: none was drawn")] = None
    desk_phone: Annotated[
        Polygon | None, Field(description="where the desk telephone stands; null: none was drawn")
    ] = None
    sign: Annotated[
        Polygon | None, Field(description="where the sign of suspended service stands; null: none was drawn")
    ] = None
    privacy: Annotated[tuple[Polygon, ...], Field(description="areas that are never looked at nor shown")] = ()
    uniforms: Annotated[tuple[WatchedUniform, ...], Field(description="the uniforms worn there; none: no matter")] = ()
    zone_version: Annotated[int, Field(ge=0, description="version of the zones, a count")] = 1


class WatchedCamera(Message):
    """A camera and the views in its picture. The addresses may hold a password: they are for the worker alone."""

    id: Annotated[str, Field(description="id of the camera")]
    main: Annotated[str, Field(repr=False, description="address of the main stream")]
    sub: Annotated[str | None, Field(repr=False, description="address of the small stream; null: there is none")] = None
    views: Annotated[tuple[WatchedView, ...], Field(min_length=1, description="the views in its picture")]


class Configuration(Message):
    """The command that tells a worker what to watch from now on: all of it, in place of what it was told before."""

    version: Annotated[Count, Field(description="version of the site it comes from, a rising count")]
    cameras: Annotated[tuple[WatchedCamera, ...], Field(description="every camera that has a view")]


# --- API -> readers ---------------------------------------------------------------------------------


class EventMessage(Message):
    """One revision of an event."""

    position: Annotated[Count, Field(description="its place in the log, a rising count; the cursor of `after`")]
    final: Annotated[bool, Field(description="whether no later revision of the same event is known")]
    id: Annotated[str, Field(description="the event, the same in all its revisions")]
    revision: Annotated[int, Field(ge=1, description="which revision of the event, a count from 1")]
    type: Annotated[str, Field(description="what was found, such as presence.absent")]
    hall: Annotated[str, Field(description="id of the hall")]
    counter: Annotated[
        str,
        Field(description="id of the counter; as `place` says, of a group or the hall, or camera: and its id"),
    ]
    phase: Annotated[Phase, Field(description="what this revision tells; amended and withdrawn correct an earlier one")]
    at_ms: Annotated[int, Field(description="event time of this step, ms UTC")]
    start_ms: Annotated[int, Field(description="when what was found began, ms UTC")]
    end_ms: Annotated[int | None, Field(description="when it ended, ms UTC; null: it has not")]
    outcome: Annotated[Outcome | None, Field(description="how it ended; null: it has not")]
    observed_s: Annotated[float, Field(description="how much of it was seen, seconds")]
    blind_s: Annotated[float, Field(description="how much in between could not be judged, seconds")]
    severity: Annotated[Severity, Field(description="how grave it is by now")]
    why: Annotated[dict[str, str], Field(description="a sentence for people, by language (zh, en)")]
    limits_version: Annotated[int, Field(description="version of the limits it was judged by, a count")]
    zone_version: Annotated[int, Field(description="version of the zones, a count")]
    model_set: Annotated[str, Field(description="which networks looked, a name")]
    status: Annotated[
        Status, Field(description="what it may be used for: trial (recorded, alerts nobody), prompt, countable")
    ] = Status.TRIAL
    place: Annotated[
        Place, Field(description="what it is about: a counter, a group of counters, the hall or a camera")
    ] = Place.COUNTER
    blinded: Annotated[
        tuple[str, ...], Field(description="of a camera: ids of the counters that it could not show so far, a list")
    ] = ()

    @classmethod
    def of(cls, event: Event, position: int, *, final: bool) -> "EventMessage":
        """``event`` at its place in the log."""
        fields = {name: getattr(event, name) for name in cls.model_fields if name not in {"position", "final"}}
        return cls(position=position, final=final, **fields)


class EventPage(Message):
    """Events in the order of the log."""

    events: Annotated[tuple[EventMessage, ...], Field(description="at most `limit` of them")]
    next_after: Annotated[int, Field(description="pass as `after` to get what follows, a position in the log")]


class ViewMessage(Message):
    """How far a view of a counter has come."""

    id: Annotated[str, Field(description="id of the view")]
    camera: Annotated[str, Field(description="id of the camera whose picture it is in")]
    watermark_ms: Annotated[int, Field(description="until when its worker has reported, ms UTC")]
    silent_until_ms: Annotated[int, Field(description="until when the API has given it up as blind, ms UTC")]


class CounterMessage(Message):
    """A counter as it stands."""

    id: Annotated[str, Field(description="id of the counter")]
    hall: Annotated[str, Field(description="id of its hall")]
    name: Annotated[dict[str, str], Field(description="its name, by language (zh, en)")]
    live: Annotated[Presence, Field(description="what is believed this moment; may still be revised")]
    checking: Annotated[bool, Field(description="whether looks speak against `live`, not enough yet to change it")]
    settled: Annotated[Presence, Field(description="what is certain at settled_until_ms")]
    unstaffed: Annotated[bool, Field(description="whether the running absence has been found too long")]
    blind_reason: Annotated[BlindReason | None, Field(description="why `settled` is blind; null: it is not")]
    customer: Annotated[Presence, Field(description="whether a visitor is there, as certain as `settled`")]
    since_ms: Annotated[
        int, Field(description="since when `settled` holds, blind stretches of up to 10 s aside, ms UTC")
    ]
    blind_s: Annotated[float, Field(description="how much of the time since then was blind, seconds")]
    settled_until_ms: Annotated[int, Field(description="until when everything is certain, ms UTC")]
    coverage_s: Annotated[
        dict[Presence, float],
        Field(description="seconds in each state since it is watched; blind is not absent"),
    ]
    views: Annotated[tuple[ViewMessage, ...], Field(description="the views that see it")]


class GroupMessage(Message):
    """Counters of a hall of which so many are to be staffed."""

    id: Annotated[str, Field(description="id of the group")]
    name: Annotated[dict[str, str], Field(description="its name, by language (zh, en)")]


class HallMessage(Message):
    """A room with counters."""

    id: Annotated[str, Field(description="id of the hall")]
    name: Annotated[dict[str, str], Field(description="its name, by language (zh, en)")]
    time_zone: Annotated[str, Field(description="its time zone, an IANA name: what its clock shows")]
    groups: Annotated[tuple[GroupMessage, ...], Field(description="its groups of counters")] = ()


class CounterList(Message):
    """All counters that have a view, and the halls they stand in."""

    at_ms: Annotated[int, Field(description="the API's clock when it answered, ms UTC")]
    halls: Annotated[tuple[HallMessage, ...], Field(description="halls with such a counter, in the order of the file")]
    counters: Annotated[tuple[CounterMessage, ...], Field(description="in the order of the site file")]


class TimelinePiece(Message):
    """A stretch of a counter's settled time: one state, or many short ones put together."""

    from_ms: Annotated[int, Field(description="first moment, ms UTC")]
    to_ms: Annotated[int, Field(description="first moment after it, ms UTC")]
    state: Annotated[Presence, Field(description="the state, or the longest one where there are several")]
    blind_reason: Annotated[BlindReason | None, Field(description="why it is blind, where the whole piece is")]
    customer_ms: Annotated[int, Field(description="how long a visitor was there, ms")]
    state_ms: Annotated[dict[Presence, int], Field(description="how long each state lasted in it, ms")]


class Timeline(Message):
    """A counter's settled time, as fine as a picture of so many pixels shows."""

    counter: Annotated[str, Field(description="id of the counter")]
    from_ms: Annotated[int, Field(description="first moment asked for, ms UTC")]
    to_ms: Annotated[int, Field(description="first moment after what was asked for, ms UTC")]
    settled_until_ms: Annotated[int, Field(description="until when everything is certain, ms UTC")]
    pieces: Annotated[
        tuple[TimelinePiece, ...], Field(description="in order; nothing where the counter was not watched yet")
    ]


class PictureMessage(Message):
    """A picture that a worker has sent."""

    view: Annotated[ViewId, Field(description="id of the view")]
    at_ms: Annotated[int, Field(description="the moment it shows, ms UTC")]
    sha256: Annotated[str, Field(description="SHA-256 of its bytes, hexadecimal")]
    bytes: Annotated[int, Field(ge=0, description="how large it is, bytes")]


class PictureList(Message):
    """Pictures of a counter."""

    pictures: Annotated[tuple[PictureMessage, ...], Field(description="by time; retention may have deleted some since")]


class Health(Message):
    """The API is there."""

    status: Annotated[Literal["ok"], Field(description="always ok: otherwise there is an error instead")] = "ok"


class FieldProblem(Message):
    """One thing that is wrong with what was sent."""

    path: Annotated[str, Field(description="where it is, such as halls[0].counters[1].id; empty: all of it")]
    message: Annotated[str, Field(description="what was wanted, what came and what to do, one sentence")]
    code: Annotated[str | None, Field(description="a stable word for it; left out where there is none")] = None
    zh: Annotated[str | None, Field(description="the message in Chinese; left out where there are no words")] = None


class ProblemBody(Message):
    """What went wrong."""

    code: Annotated[str, Field(description="a stable word for programs")]
    message: Annotated[str, Field(description="what was wanted and what came, one sentence")]
    remedy: Annotated[str | None, Field(description="what to do; left out where nothing helps")] = None
    problems: Annotated[
        tuple[FieldProblem, ...] | None,
        Field(
            description="all that is wrong, where that is told field by field, or of a batch the views (as `path`) "
            "without which it would be taken; else left out"
        ),
    ] = None


class Problem(Message):
    """The one shape of every error."""

    error: Annotated[ProblemBody, Field(description="the error")]
