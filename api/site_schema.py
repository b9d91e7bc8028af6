"""The parts of a site file: halls with counters, cameras, uniforms, schedules, who is told.

Each description says what is wanted and its unit; a problem quotes it, and so does the published schema.
What lies between parts (ids, references) is checked in ``site_checks``.
"""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    SecretStr,
    Tag,
    ValidationInfo,
    field_validator,
)

from api.schedule import ScheduleEntry
from api.site_arrangements import BreakEntry, CoverEntry, ExemptionEntry, PermitEntry
from api.site_calm import CalmEntry
from api.site_dress import RoleEntry, SeasonEntry
from api.site_limits import HallLimitsEntry, LimitsEntry
from api.site_parts import (
    FORM_TAG,
    TEXT_TAG,
    VIEW_ID_PATTERN,
    Address,
    Id,
    Name,
    SitePart,
    refuse,
    text_or_form,
)
from api.site_problems import did_you_mean, plain
from api.site_zones import ZonesEntry
from cameras.address import camera_address
from cameras.errors import NotAnAddress
from vision.datatypes import Covers

ID = "id: letters, digits, dot, dash, underscore; up to 64, in quotes"
NAME = "name: a text of up to 200 characters, or {zh, en}"


class ViewEntry(SitePart):
    """A counter in a camera's picture."""

    id: Annotated[str, Field(min_length=1, max_length=130, pattern=VIEW_ID_PATTERN)] | None = Field(
        default=None, description="the view's id, as other ids but with @ allowed; <counter>@<camera> when left out"
    )
    camera: Id = Field(description="the id of a camera, in quotes")
    covers: Covers = Field(
        default=Covers.FULL, description="full when the view sees the whole staff zone of its counter, else part"
    )
    zones: ZonesEntry = Field(description="the zones: a mapping with staff and, if wanted, the others")
    zone_version: int = Field(
        default=1, ge=1, le=2**31 - 1, description="the version of these zones, a whole number from 1"
    )


class CounterEntry(SitePart):
    """A staffed place."""

    id: Id = Field(description=f"the counter's {ID}")
    name: Name = Field(description=f"the counter's {NAME}")
    views: tuple[ViewEntry, ...] = Field(
        default=(), max_length=20, description="the counter's views: a list of {camera, zones, …}"
    )
    schedule: Id | None = Field(default=None, description="the id of a schedule; left out: always in service")
    uniforms: tuple[Id, ...] = Field(default=(), max_length=50, description="ids of the uniforms worn here, a list")
    roles: tuple[Id, ...] = Field(
        default=(), max_length=50, description="ids of the roles that work here, a list: their uniforms are worn too"
    )
    required_staff: int = Field(
        default=1, ge=1, le=3, description="how many staff the counter must have in service, 1 to 3"
    )
    limits: LimitsEntry = Field(default_factory=LimitsEntry, description="limits: a mapping from rule id to limits")

    def view_id(self, view: ViewEntry) -> str:
        """The id of one of the counter's views, also when the file gives none."""
        return view.id or default_view_id(self.id, view.camera)


def default_view_id(counter: str, camera: str) -> str:
    """The id of a view that was given none."""
    return f"{counter}@{camera}"


class GroupEntry(SitePart):
    """Counters of a hall of which some must be open."""

    id: Id = Field(description=f"the group's {ID}")
    name: Name | None = Field(default=None, description=f"the group's {NAME}")
    counters: tuple[Id, ...] = Field(min_length=1, max_length=1000, description="ids of counters of this hall, a list")
    minimum_open: int = Field(ge=1, description="how many of the group's counters must be staffed, from 1")


def _known_zone(name: str) -> str:
    """Refuse a name that is not in the IANA data (whose own look-up also takes names of folders)."""
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads some hundred files, only a site file needs it

    known = available_timezones() - {"localtime", "Factory"}
    if name not in known:
        remedy = did_you_mean(name, known, "use a name of the IANA time zones")
        refuse("unknown_time_zone", came=plain(name), remedy=remedy)
    return name


class HallEntry(SitePart):
    """A room with counters."""

    id: Id = Field(description=f"the hall's {ID}")
    name: Name = Field(description=f"the hall's {NAME}")
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        max_length=64, description='the hall\'s IANA time zone, such as "Asia/Shanghai"'
    )
    counters: tuple[CounterEntry, ...] = Field(
        default=(), max_length=1000, description="the hall's counters: a list of {id, name, views, …}"
    )
    groups: tuple[GroupEntry, ...] = Field(
        default=(), max_length=1000, description="groups of counters: a list of {id, counters, minimum_open}"
    )
    limits: HallLimitsEntry = Field(
        default_factory=HallLimitsEntry,
        description="limits of the rules of the hall as a whole: a mapping from rule id to limits",
    )
    calm: CalmEntry = Field(
        default_factory=CalmEntry,
        description="what is one incident and how often people are alerted: {gap_s, push_gap_s, pushes_a_day}",
    )
    breaks: tuple[BreakEntry, ...] = Field(
        default=(), max_length=1000, description="who breaks when, the lunch rota: a list of {id, counters, at, days}"
    )
    covers: tuple[CoverEntry, ...] = Field(
        default=(), max_length=1000, description="who covers whom: a list of {id, counter, covered_by, at, days}"
    )
    exemptions: tuple[ExemptionEntry, ...] = Field(
        default=(), max_length=1000, description="rules that do not hold: a list of {id, counters, rules, ends, reason}"
    )
    permits: tuple[PermitEntry, ...] = Field(
        default=(), max_length=1000, description="who else may come in: a list of {id, counters, at, reason}"
    )


CAMERA = "rtsp://…, http://…, usb:0, scene:demo or the path of a file"


def _camera_address(address: SecretStr) -> SecretStr:
    """Refuse what the reader of cameras refuses, so that whatever a site may have can be opened."""
    text = address.get_secret_value()
    if text != text.strip():
        refuse("address", wanted=CAMERA, came="an address with blanks around it", remedy="remove them")
    try:
        camera_address(text, now_ms=0)
    except NotAnAddress as error:
        refuse("address", wanted=CAMERA, came=f"an address that is none: {error.came}", remedy=error.remedy)
    return address


CameraAddress = Annotated[Address, AfterValidator(_camera_address)]


class CameraEntry(SitePart):
    """A camera and where its streams are."""

    id: Id = Field(description=f"the camera's {ID}")
    name: Name | None = Field(default=None, description=f"the camera's {NAME}")
    main: CameraAddress = Field(description=f"the address of the main stream: {CAMERA}")
    sub: CameraAddress | None = Field(default=None, description=f"the address of the small stream: {CAMERA}")


Lab = tuple[
    Annotated[float, Field(ge=0, le=100, description="lightness L*, 0 to 100")],
    Annotated[float, Field(ge=-128, le=127, description="a*, -128 to 127")],
    Annotated[float, Field(ge=-128, le=127, description="b*, -128 to 127")],
]
HexColour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
COLOUR = 'a colour: "#rrggbb" in quotes (sRGB), or CIE [L, a, b]'
Colour = Annotated[
    Annotated[HexColour, Tag(TEXT_TAG)] | Annotated[Lab, Tag(FORM_TAG)],
    Discriminator(text_or_form),
    Field(description=COLOUR),
]


Share = Annotated[float, Field(ge=0, le=1)]
MOST_SHARES = 1.02
"""Shares are written rounded: twenty of them may come to a little more than everything."""


class UniformEntry(SitePart):
    """The upper garment of a uniform."""

    id: Id = Field(description=f"the uniform's {ID}")
    name: Name = Field(description=f"the uniform's {NAME}")
    palette: tuple[Colour, ...] = Field(
        min_length=1, max_length=20, description="the garment's colours: a list of 1 to 20, each #rrggbb or [L, a, b]"
    )
    shares: tuple[Share, ...] | None = Field(
        default=None,
        max_length=20,
        description="how much of the garment each colour takes, 0 to 1, in the palette's order; null: not known",
    )

    seasons: tuple[Id, ...] = Field(
        default=(), max_length=10, description="ids of the seasons in which it is worn, a list; none: all the year"
    )

    @field_validator("shares")
    @classmethod
    def _one_for_each_colour(cls, shares: tuple[float, ...] | None, info: ValidationInfo) -> tuple[float, ...] | None:
        colours = len(info.data.get("palette", ()))
        if shares is None or not colours:
            return shares
        if len(shares) != colours:
            refuse(
                "shares", wanted=f"{colours} shares, one for each colour", came=str(len(shares)), remedy="give each one"
            )
        if sum(shares) > MOST_SHARES:
            refuse("shares", wanted="a sum of at most 1", came=f"{sum(shares):g}", remedy="lower them")
        return shares


Kind = Literal["webhook", "mqtt", "chat"]
NOTIFY_SCHEMES: dict[str, tuple[str, ...]] = {
    "webhook": ("http", "https"),
    "chat": ("http", "https"),
    "mqtt": ("mqtt", "mqtts"),
}


class NotifyEntry(SitePart):
    """A place that is told of events."""

    id: Id = Field(description=f"the notification's {ID}")
    kind: Kind = Field(description="webhook, mqtt or chat")
    address: Address = Field(description="where to send: http(s)://… for webhook and chat, mqtt(s)://… for mqtt")

    @field_validator("address")
    @classmethod
    def _fits_kind(cls, address: SecretStr, info: ValidationInfo) -> SecretStr:
        known = NOTIFY_SCHEMES.get(info.data.get("kind", ""), ())
        scheme, mark, rest = address.get_secret_value().partition("://")
        wanted = " or ".join(f"{scheme}://…" for scheme in known)
        if known and not (mark and rest):
            refuse("address", wanted=wanted, came="an address of another form", remedy="write the whole address")
        if known and scheme.lower() not in known:
            remedy = "begin it with " + " or ".join(f"{name}://" for name in known)
            refuse("address", wanted=wanted, came=f"an address that begins with {plain(scheme)}://", remedy=remedy)
        return address


class Site(SitePart):
    """Everything OnPost needs to know about a place: what a site file holds."""

    version: Literal[1] = Field(description="version: 1, the version of this file format")
    limits_version: int = Field(
        default=1, ge=1, le=2**31 - 1, description="the version of all limits, a whole number from 1"
    )
    halls: tuple[HallEntry, ...] = Field(
        max_length=1000, description="the halls: a list of {id, name, time_zone, counters}, empty to begin with"
    )
    cameras: tuple[CameraEntry, ...] = Field(
        default=(), max_length=2000, description="the cameras: a list of {id, main, sub}"
    )
    uniforms: tuple[UniformEntry, ...] = Field(
        default=(), max_length=500, description="the uniforms: a list of {id, name, palette}"
    )
    seasons: tuple[SeasonEntry, ...] = Field(
        default=(), max_length=50, description="the seasons of dress: a list of {id, begins, ends, overlap_weeks}"
    )
    roles: tuple[RoleEntry, ...] = Field(default=(), max_length=200, description="the roles: a list of {id, uniforms}")
    schedules: tuple[ScheduleEntry, ...] = Field(
        default=(), max_length=500, description="the schedules: a list of {id, weekly, exceptions}"
    )
    notify: tuple[NotifyEntry, ...] = Field(
        default=(), max_length=200, description="who is told: a list of {id, kind, address}"
    )
