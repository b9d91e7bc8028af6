"""The nouns: every value that is passed between OnPost's parts, in the order a look makes them.

Boxes are ``xyxy`` float32 in camera pixels, zones are polygons in camera pixels, times are integer
milliseconds UTC. Arrays are parallel, shape-checked and read-only: select by mask, change by
``dataclasses.replace``. Nothing there is ``X.empty()``, never ``None``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

KEYPOINTS = 17
"""COCO's body keypoints: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles (left first)."""


def _frozen(value: ArrayLike, dtype: type[np.generic], shape: tuple[int | None, ...], name: str) -> NDArray[np.generic]:
    """A read-only copy of ``value``; ValueError unless it has ``shape`` (None: any length)."""
    array = np.array(value, dtype=dtype)
    fits = array.ndim == len(shape) and all(want in (None, came) for want, came in zip(shape, array.shape, strict=True))
    if not fits:
        msg = f"{name} must have shape {shape}, got {array.shape}"
        raise ValueError(msg)
    array.setflags(write=False)
    return array


# --- what is recorded -------------------------------------------------------------------------------


class BlindReason(StrEnum):
    """Why a stretch of time of a view or counter cannot be judged."""

    NO_PICTURE = "no_picture"
    DARK = "dark"
    COVERED = "covered"
    FROZEN = "frozen"
    PRIVATE = "private"
    UNDECIDED = "undecided"


class Posture(StrEnum):
    """How the staff member holds themselves."""

    CANNOT_JUDGE = "cannot_judge"
    UPRIGHT = "upright"
    STANDING = "standing"
    HEAD_DOWN = "head_down"
    SLUMPED = "slumped"
    LEANING_BACK = "leaning_back"


class Phone(StrEnum):
    """What the staff member does with a mobile phone."""

    CANNOT_JUDGE = "cannot_judge"
    NONE = "none"
    HANDLING = "handling"
    CALL = "call"


class Uniform(StrEnum):
    """Whether the upper garment is one of the counter's uniforms."""

    CANNOT_JUDGE = "cannot_judge"
    MATCH = "match"
    MISMATCH = "mismatch"
    MIXED = "mixed"


class Sign(StrEnum):
    """Whether the *service suspended* sign stands on its spot."""

    CANNOT_JUDGE = "cannot_judge"
    SHOWN = "shown"
    NOT_SHOWN = "not_shown"


class Eating(StrEnum):
    """Whether the staff member eats (drinking does not count)."""

    CANNOT_JUDGE = "cannot_judge"
    NO = "no"
    YES = "yes"


class Told(StrEnum):
    """What a taught head says of something that is there or is not."""

    CANNOT_JUDGE = "cannot_judge"
    NO = "no"
    YES = "yes"


class Taught(NamedTuple):
    """What only a head that was taught at the site could tell of a counter; without one nothing of it can be judged.

    Of the staff member: ``eating`` to ``reading``. ``private_items`` lie on the desk; an ``outsider``, who came from
    the visitors' side, is in the staff zone.
    """

    eating: Told = Told.CANNOT_JUDGE
    smoking: Told = Told.CANNOT_JUDGE
    legs_crossed: Told = Told.CANNOT_JUDGE
    grooming: Told = Told.CANNOT_JUDGE
    reading: Told = Told.CANNOT_JUDGE
    private_items: Told = Told.CANNOT_JUDGE
    outsider: Told = Told.CANNOT_JUDGE


UNTAUGHT = Taught()

Value = TypeVar("Value", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fact(Generic[Value]):
    """One judged fact of a look and how sure it is: ``score`` 0 (a guess) to 15 (as sure as it gets)."""

    value: Value
    score: int = 0

    def __post_init__(self) -> None:
        """Refuse a score that four bits do not hold."""
        _within("score", self.score, 0, 15)


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        msg = f"{name} must be {low} to {high}, got {value}"
        raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch ``[from_ms, to_ms)`` over which the facts of one view are constant.

    ``staff_evidence`` and ``customer_evidence`` are the look's log-likelihood ratios, somebody against
    nobody, in quarter nats (int8). They speak for a look of ``vision.evidence.LOOK_MS``: a span twice
    as long says twice as much, so cutting a span changes nothing. None means *still*: the pixels have
    not changed, nothing is added and nothing is forgotten. Where ``blind_reason`` is set the evidence
    is ignored. Raises ValueError when a field is out of its range.
    """

    view: str
    from_ms: int
    to_ms: int
    blind_reason: BlindReason | None = None
    staff_evidence: int | None = None
    customer_evidence: int | None = None
    staff_seen: int = 0
    posture: Fact[Posture] = field(default=Fact(Posture.CANNOT_JUDGE))
    phone: Fact[Phone] = field(default=Fact(Phone.CANNOT_JUDGE))
    uniform: Fact[Uniform] = field(default=Fact(Uniform.CANNOT_JUDGE))
    sign: Fact[Sign] = field(default=Fact(Sign.CANNOT_JUDGE))
    eating: Fact[Eating] = field(default=Fact(Eating.CANNOT_JUDGE))
    motion: int = 0
    zone_version: int = 1
    model_set: str = ""

    def __post_init__(self) -> None:
        """Refuse what the packed log could not hold."""
        if self.to_ms <= self.from_ms:
            msg = f"a span must end after it begins, got [{self.from_ms}, {self.to_ms})"
            raise ValueError(msg)
        for name in ("staff_evidence", "customer_evidence"):
            value = getattr(self, name)
            if value is not None:
                _within(name, value, -127, 127)
        _within("staff_seen", self.staff_seen, 0, 3)
        _within("motion", self.motion, 0, 15)


class Presence(StrEnum):
    """What is known of a counter (or of its visitors) over a stretch of time."""

    PRESENT = "present"
    ABSENT = "absent"
    BLIND = "blind"
    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True, slots=True)
class SettledSpan:
    """A stretch of a counter's time about which evidence has made up its mind; it is never revised.

    ``staff`` and ``customer`` are PRESENT, ABSENT or BLIND; ``blind_reason`` tells why where ``staff``
    is BLIND and is None elsewhere. ``posture``, ``phone`` and ``uniform`` are of the staff member and CANNOT_JUDGE
    where ``staff`` is not PRESENT; ``sign`` is of the place. ``still``: nothing moves where the staff member is.
    ``served``: nobody is there and the visitor came before the staff left (None: nobody knows). ``watches_visitors``:
    some view looks for visitors, so that where ``customer`` is BLIND one may be there. ``sign_lost``: the sign stood
    when it was last judged, and it cannot be judged now. ``taught``: what heads told that were taught at the site.
    """

    counter: str
    from_ms: int
    to_ms: int
    staff: Presence
    customer: Presence = Presence.BLIND
    blind_reason: BlindReason | None = None
    zone_version: int = 1
    model_set: str = ""
    posture: Posture = Posture.CANNOT_JUDGE
    phone: Phone = Phone.CANNOT_JUDGE
    uniform: Uniform = Uniform.CANNOT_JUDGE
    sign: Sign = Sign.CANNOT_JUDGE
    still: bool = False
    served: bool | None = False
    watches_visitors: bool = False
    sign_lost: bool = False
    taught: Taught = UNTAUGHT

    def __post_init__(self) -> None:
        """Refuse an empty stretch and a blindness without (or a sight with) a reason."""
        if self.to_ms <= self.from_ms:
            msg = f"a span must end after it begins, got [{self.from_ms}, {self.to_ms})"
            raise ValueError(msg)
        if (self.staff is Presence.BLIND) != (self.blind_reason is not None):
            msg = f"blind_reason goes with a blind span, got {self.staff} and {self.blind_reason}"
            raise ValueError(msg)


class Phase(StrEnum):
    """Where in its life an event is."""

    STARTED = "started"
    GRAVER = "graver"
    ENDED = "ended"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


class Severity(StrEnum):
    """How loudly an event speaks."""

    NOTICE = "notice"
    WARNING = "warning"
    REPORT = "report"


class Status(StrEnum):
    """What a rule's findings are used for: not looked for, recorded only, told to people, or counted in figures too."""

    OFF = "off"
    TRIAL = "trial"
    PROMPT = "prompt"
    COUNTABLE = "countable"


class Outcome(StrEnum):
    """How an event ended: it ceased, its time was over, nobody knows, or it went on as something graver."""

    RETURNED = "returned"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    GRAVER = "graver"


class Place(StrEnum):
    """What a finding is about."""

    COUNTER = "counter"
    GROUP = "group"
    HALL = "hall"
    CAMERA = "camera"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of something a rule found. All steps of one finding share ``id``; ``revision`` counts them.

    ``at_ms`` is the event time of this step. ``end_ms`` is None until the finding has ended; where it
    ended as *unknown* it is the last moment that was seen. ``observed_s`` is what was seen of it,
    ``blind_s`` what could not be judged in between. ``status`` says what this step may be used for. ``counter`` is
    the id of its ``place``: where that is no counter, of a group of counters or of the hall, or ``camera:`` and the
    camera's. ``blinded``: of a camera, the counters that it could not show (so far), sorted.
    """

    id: str
    revision: int
    type: str
    hall: str
    counter: str
    phase: Phase
    at_ms: int
    start_ms: int
    end_ms: int | None
    outcome: Outcome | None
    observed_s: float
    blind_s: float
    severity: Severity
    why: Mapping[str, str]
    limits_version: int
    zone_version: int
    model_set: str
    status: Status = Status.TRIAL
    place: Place = Place.COUNTER
    blinded: tuple[str, ...] = ()


# --- what is seen -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A decoded picture: ``image`` uint8 [H, W, 3] RGB, taken at ``at_ms``."""

    at_ms: int
    image: NDArray[np.uint8]

    def __post_init__(self) -> None:
        """Refuse anything that is not an RGB picture; the pixels are shared, not copied."""
        fits = self.image.ndim == 3 and self.image.shape[2] == 3 and self.image.size > 0  # noqa: PLR2004 - H, W, RGB
        if self.image.dtype != np.uint8 or not fits:
            msg = f"image must be uint8 [H, W, 3] with H and W above 0, got {self.image.dtype} {self.image.shape}"
            raise ValueError(msg)

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height in pixels."""
        height, width = self.image.shape[:2]
        return width, height


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """Objects found in a picture, N of them, best first where a detector made them.

    ``xyxy`` float32 [N, 4] pixels, ``score`` float32 [N] 0..1, ``class_id`` int32 [N].
    """

    xyxy: NDArray[np.float32]
    score: NDArray[np.float32]
    class_id: NDArray[np.int32]

    def __post_init__(self) -> None:
        """Take read-only copies; ValueError when the lengths differ."""
        count = len(self.xyxy)
        boxes = self.xyxy if count else np.zeros((0, 4))
        object.__setattr__(self, "xyxy", _frozen(boxes, np.float32, (count, 4), "xyxy"))
        object.__setattr__(self, "score", _frozen(self.score, np.float32, (count,), "score"))
        object.__setattr__(self, "class_id", _frozen(self.class_id, np.int32, (count,), "class_id"))

    @classmethod
    def empty(cls) -> Self:
        """Nothing found."""
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int32))

    @classmethod
    def concatenate(cls, parts: "list[Detections]") -> "Detections":
        """All of ``parts``, in order."""
        if not parts:
            return cls.empty()
        return cls(
            np.concatenate([p.xyxy for p in parts]),
            np.concatenate([p.score for p in parts]),
            np.concatenate([p.class_id for p in parts]),
        )

    def __len__(self) -> int:
        """How many."""
        return len(self.score)

    def __getitem__(self, mask: NDArray[np.bool_] | NDArray[np.intp] | slice) -> "Detections":
        """Those that ``mask`` (booleans, indices or a slice) selects."""
        return Detections(self.xyxy[mask], self.score[mask], self.class_id[mask])

    def moved(self, x_px: float, y_px: float) -> "Detections":
        """The same, so much farther to the right and down."""
        return Detections(self.xyxy + np.array([x_px, y_px, x_px, y_px], np.float32), self.score, self.class_id)


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """What one run of the detector tells of a picture.

    ``features`` float32 [F] are the network's own, pooled over the picture; [0] from a network that has none.
    """

    detections: Detections
    features: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Poses:
    """Body keypoints of N people: ``xy`` float32 [N, 17, 2] pixels, ``score`` float32 [N, 17] 0..1."""

    xy: NDArray[np.float32]
    score: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Take read-only copies; ValueError when the shapes do not fit."""
        count = len(self.xy)
        object.__setattr__(self, "xy", _frozen(self.xy, np.float32, (count, KEYPOINTS, 2), "xy"))
        object.__setattr__(self, "score", _frozen(self.score, np.float32, (count, KEYPOINTS), "score"))

    @classmethod
    def empty(cls) -> Self:
        """Nobody."""
        return cls(np.zeros((0, KEYPOINTS, 2), np.float32), np.zeros((0, KEYPOINTS), np.float32))

    def __len__(self) -> int:
        """How many people."""
        return len(self.score)


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """People followed in one view, N of them.

    ``id`` int64 [N], ``xyxy`` float32 [N, 4] last seen box, ``slow`` float32 [N, 4] where the box has
    been lately (a moving average), ``score`` float32 [N] of the last one,
    ``seen_ms`` int64 [N] last seen, ``first_ms`` int64 [N] first seen, ``speed`` float32 [N] in body
    sizes a second, now or lately (a body size is the square root of the box's area; nan before the second sight),
    ``staffed_ms`` int64 [N] when the person last stood settled in the staff zone (-1: never).
    """

    id: NDArray[np.int64]
    xyxy: NDArray[np.float32]
    slow: NDArray[np.float32]
    score: NDArray[np.float32]
    seen_ms: NDArray[np.int64]
    first_ms: NDArray[np.int64]
    speed: NDArray[np.float32]
    staffed_ms: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Take read-only copies; ValueError when the lengths differ."""
        count = len(self.id)
        for name, dtype, shape in (
            ("id", np.int64, (count,)),
            ("xyxy", np.float32, (count, 4)),
            ("slow", np.float32, (count, 4)),
            ("score", np.float32, (count,)),
            ("seen_ms", np.int64, (count,)),
            ("first_ms", np.int64, (count,)),
            ("speed", np.float32, (count,)),
            ("staffed_ms", np.int64, (count,)),
        ):
            object.__setattr__(self, name, _frozen(getattr(self, name), dtype, shape, name))

    @classmethod
    def empty(cls) -> Self:
        """Nobody."""
        whole, real = np.zeros(0, np.int64), np.zeros(0, np.float32)
        boxes = np.zeros((0, 4), np.float32)
        return cls(whole, boxes, boxes, real, whole, whole, real, whole)

    def __len__(self) -> int:
        """How many people."""
        return len(self.id)

    def __getitem__(self, mask: NDArray[np.bool_] | NDArray[np.intp]) -> "Tracks":
        """Those that ``mask`` selects."""
        return Tracks(
            self.id[mask],
            self.xyxy[mask],
            self.slow[mask],
            self.score[mask],
            self.seen_ms[mask],
            self.first_ms[mask],
            self.speed[mask],
            self.staffed_ms[mask],
        )


# --- what is watched --------------------------------------------------------------------------------


class Covers(StrEnum):
    """How much of its counter a view sees: only a full view can testify that nobody is there."""

    FULL = "full"
    PART = "part"


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """A polygon, ``xy`` float32 [P, 2], P >= 3, in pixels of the camera's picture."""

    xy: NDArray[np.float32]

    def __post_init__(self) -> None:
        """Take a read-only copy; ValueError below three points."""
        object.__setattr__(self, "xy", _frozen(self.xy, np.float32, (len(self.xy), 2), "zone"))
        if len(self.xy) < 3:  # noqa: PLR2004 - a polygon
            msg = f"a zone needs at least 3 points, got {len(self.xy)}"
            raise ValueError(msg)

    @classmethod
    def from_fractions(cls, points: ArrayLike, size_wh: tuple[int, int]) -> "Zone":
        """The zone of a site file (0..1 of width and height) in pixels of a picture of ``size_wh``."""
        return cls((np.asarray(points, np.float64) * np.asarray(size_wh, np.float64)).astype(np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """The colours of a uniform's upper garment: ``lab`` float64 [K, 3] CIELAB (D65), K >= 1.

    ``share`` float64 [K] is how much of the garment each colour usually takes, 0..1; all 0 where nobody knows.
    """

    id: str
    lab: NDArray[np.float64]
    share: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Take read-only copies; ValueError without a colour or when the lengths differ."""
        count = len(self.lab)
        object.__setattr__(self, "lab", _frozen(self.lab, np.float64, (count, 3), "lab"))
        object.__setattr__(self, "share", _frozen(self.share, np.float64, (count,), "share"))
        if not count:
            msg = "a palette needs at least 1 colour, got none"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A counter in a camera's picture: its zones in pixels of that picture."""

    id: str
    counter: str
    staff: Zone
    customer: Zone | None = None
    desk_phone: Zone | None = None
    sign: Zone | None = None
    privacy: tuple[Zone, ...] = ()
    covers: Covers = Covers.FULL
    zone_version: int = 1
    uniforms: tuple[Palette, ...] = ()
