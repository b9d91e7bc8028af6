"""The messages of what is seen this moment: wished for by people, told by workers, written down nowhere.

Version 1, as in ``api.contract``. Times are ms UTC, places are fractions 0..1 of the picture's width and height.
"""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from api.contract import WORKER, Count, Evidence, Message, Ms, ViewId, WatchedView, WorkerName
from vision.datatypes import BlindReason, Presence

MOST_CAMERAS = 2_000
MOST_PEOPLE = 300
MOST_DRAFTS = 8

CAMERA = "id of the camera, or of a probe that is renewed"
PROBE = "id of the probe"
ADDRESS = "rtsp://…, http://… or usb:0; it may hold a password"
CameraId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
SizeWh = Annotated[tuple[int, int], Field(description="width and height of the camera's picture, pixels")]
Part = Annotated[float, Field(ge=0, le=1)]
Sentence = Annotated[str, Field(max_length=1_000)]


# --- API -> worker ----------------------------------------------------------------------------------


class Wish(Message):
    """A camera that somebody looks at."""

    camera: Annotated[CameraId, Field(description=CAMERA)]
    drafts: Annotated[
        tuple[WatchedView, ...],
        Field(max_length=MOST_DRAFTS, description="views that are being drawn: what they lead to is told, not kept"),
    ] = ()


class Probe(Message):
    """An address that is to be opened though no view of it is watched. It may hold a password."""

    id: Annotated[CameraId, Field(description=PROBE)]
    address: Annotated[str, Field(repr=False, max_length=2_000, description=ADDRESS)]


class Wishes(Message):
    """All that people want of the workers this moment, in place of what they wanted before."""

    live: Annotated[tuple[Wish, ...], Field(description="cameras that somebody looks at")] = ()
    probes: Annotated[tuple[Probe, ...], Field(description="addresses that somebody asks about")] = ()


# --- worker -> API ----------------------------------------------------------------------------------


class PersonSeen(Message):
    """Somebody in the picture."""

    view: Annotated[ViewId, Field(description="id of the view, or draft, whose look found them")]
    id: Annotated[int, Field(description="number of the person, the same while that view follows them")]
    box: Annotated[tuple[Part, Part, Part, Part], Field(description="left, top, right, bottom, fractions 0 to 1")]
    score: Annotated[float, Field(ge=0, le=1, description="how sure it is a person, 0 to 1")]


class ViewSeen(Message):
    """What a look found in one view, and what its worker makes of it: its own belief, which decides nothing."""

    id: Annotated[ViewId, Field(description="id of the view")]
    staff_evidence: Annotated[Evidence | None, Field(description="of staff, quarter nats; null: still or blind")]
    customer_evidence: Annotated[Evidence | None, Field(description="as staff_evidence, of a visitor")]
    blind_reason: Annotated[BlindReason | None, Field(description="why nothing could be judged; null: it could")]
    live: Annotated[Presence, Field(description="whether staff are there, as the view by itself believes")]
    customer: Annotated[Presence, Field(description="whether a visitor is there, likewise")]


class LookMessage(Message):
    """One look at a camera's picture."""

    camera: Annotated[CameraId, Field(description=CAMERA)]
    at_ms: Annotated[Ms, Field(description="moment of the picture, ms UTC")]
    size_wh: SizeWh
    people: Annotated[tuple[PersonSeen, ...], Field(max_length=MOST_PEOPLE, description="everybody, each once")] = ()
    views: Annotated[tuple[ViewSeen, ...], Field(max_length=MOST_CAMERAS, description="the camera's views")] = ()
    drafts: Annotated[tuple[ViewSeen, ...], Field(max_length=MOST_DRAFTS, description="the wished drafts")] = ()


class ProbeVerdict(Message):
    """What came of opening an address."""

    ok: Annotated[bool, Field(description="whether a picture came")]
    size_wh: Annotated[
        tuple[int, int] | None, Field(description="width and height of the camera's picture, pixels; null: not known")
    ] = None
    frames_per_second: Annotated[float | None, Field(gt=0, description="the camera's own rate; null: unknown")] = None
    reason: Annotated[str | None, Field(max_length=64, description="why none came: a stable word")] = None
    message: Annotated[Sentence | None, Field(description="why none came, and what to do: without credentials")] = None


State = Literal["connecting", "live", "reconnecting", "closed"]


class CameraStatus(Message):
    """How a camera is, by the worker that watches it."""

    camera: Annotated[CameraId, Field(description="id of the camera")]
    state: Annotated[State, Field(description="whether there are pictures")]
    since_ms: Annotated[int, Field(ge=0, description="when the state began, ms UTC")]
    reason: Annotated[Sentence | None, Field(description="what keeps it from being live, without credentials")] = None
    looked_ms: Annotated[Ms | None, Field(description="moment of the last picture looked at, ms UTC")] = None
    looks: Annotated[Count, Field(description="looks so far, a count")]
    overtaken: Annotated[Count, Field(description="pictures that a newer one replaced before their look, a count")]


class WorkerStatus(Message):
    """How a worker is; told every 2 s."""

    worker: Annotated[WorkerName, Field(description=WORKER)]
    cameras: Annotated[tuple[CameraStatus, ...], Field(max_length=MOST_CAMERAS, description="what it watches")] = ()
    waiting: Annotated[
        Count | None, Field(description="batches in its spool not acknowledged, a count; null: it cannot be read")
    ] = None


# --- API -> page ------------------------------------------------------------------------------------


class CameraMessage(Message):
    """A camera of the site."""

    id: Annotated[str, Field(description="id of the camera")]
    name: Annotated[dict[str, str], Field(description="its name, by language (zh, en); its id where it has none")]
    state: Annotated[State | Literal["unknown"], Field(description="unknown: no worker has told for 10 s")]
    since_ms: Annotated[int | None, Field(description="when the state began, ms UTC; null: unknown")]
    reason: Annotated[str | None, Field(description="what keeps it from being live; null: nothing, or unknown")]
    views: Annotated[tuple[str, ...], Field(description="ids of the views in its picture; none: it is not watched")]
    picture_ms: Annotated[int | None, Field(description="moment of its last picture, ms UTC; null: none is known of")]


class CameraList(Message):
    """The cameras of the site."""

    cameras: Annotated[tuple[CameraMessage, ...], Field(description="in the order of the site file")]


class ProbeAsked(Message):
    """Whether a camera is at this address."""

    address: Annotated[str, Field(repr=False, min_length=1, max_length=2_000, description=ADDRESS)]


class ProbeMessage(Message):
    """How a probe stands. Whoever goes on asking, looking or drawing renews it; after 30 s without it is gone."""

    id: Annotated[str, Field(description=f"{PROBE}: usable as a camera's id in live, looks, picture and drafts")]
    state: Annotated[Literal["waiting", "ok", "failed"], Field(description="waiting: no worker has answered yet")]
    size_wh: Annotated[
        tuple[int, int] | None, Field(description="width and height of the camera's picture, pixels; null: not known")
    ] = None
    frames_per_second: Annotated[float | None, Field(description="the camera's own rate; null: unknown")] = None
    reason: Annotated[str | None, Field(description="why it failed: a stable word such as camera_unauthorised")] = None
    message: Annotated[str | None, Field(description="why it failed and what to do, one sentence")] = None


class Drafts(Message):
    """Views of a camera that are being drawn; they last 15 s unless they are sent again."""

    views: Annotated[tuple[WatchedView, ...], Field(max_length=MOST_DRAFTS, description="all of them; none: no more")]


SiteData = Annotated[
    dict[str, JsonValue],
    Field(
        description="the content of a site file (docs/site.schema.json). Addresses are shown without credentials; "
        "one that comes back as it was shown is unchanged"
    ),
]


class SiteMessage(Message):
    """The site as it is."""

    version: Annotated[Count, Field(description="its version, a rising count: what If-Match wants")]
    site: SiteData


class SiteChange(Message):
    """The site as it is to be."""

    site: SiteData


class SiteSaved(Message):
    """The site was taken on."""

    version: Annotated[Count, Field(description="its version now, a rising count; the one before if nothing differs")]


class SiteVersionMessage(Message):
    """One version of the site."""

    version: Annotated[Count, Field(description="its number, a rising count")]
    from_ms: Annotated[int, Field(description="since which moment it holds, ms UTC")]
    origin: Annotated[Literal["file", "app"], Field(description="whence it came")]
    author: Annotated[str | None, Field(description="who saved it; null: unknown")]


class SiteVersions(Message):
    """The versions of the site."""

    versions: Annotated[tuple[SiteVersionMessage, ...], Field(description="the oldest first")]
