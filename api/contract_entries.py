"""The messages of what people enter while it runs: slips, closings, cover, hall modes, signs, exemptions.

Version 1, as in ``api.contract``. Times are ms UTC; an entry holds in ``[from_ms, to_ms)``.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from api.contract import Count, Message, Ms

EntryId = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
ENTRY_ID = "the entry's id, chosen by whoever enters it (a UUID is good): the same again changes nothing"
CounterId = Annotated[str, Field(min_length=1, max_length=64, description="id of the counter")]
HallId = Annotated[str, Field(min_length=1, max_length=64, description="id of the hall")]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
BEGINS = "since when it holds, ms UTC; up to 5 minutes ago"
ENDS = "until when it holds, ms UTC"
KIND = "which kind of entry it is"
REVISION = "number of the revision, from 1"


class Reason(StrEnum):
    """Why somebody is away (事由); personal needs are one code and are never itemised."""

    LEAVE = "leave"
    MANAGEMENT = "management"
    DUTY = "duty"
    COVERED = "covered"
    PERSONAL = "personal"
    ERRAND = "errand"
    APPROVAL = "approval"
    SYSTEM_FAULT = "system_fault"
    EMERGENCY = "emergency"


class Mode(StrEnum):
    """How a hall is run while it is not run as normally: its rules are suspended then."""

    SYSTEM_FAULT = "system_fault"
    EMERGENCY = "emergency"
    DRILL = "drill"
    MAINTENANCE = "maintenance"


class EntryState(StrEnum):
    """Whether a revision of an entry holds."""

    HOLDS = "holds"
    PROPOSED = "proposed"
    """A correction that a second person has not confirmed yet: it changes nothing."""
    REJECTED = "rejected"


class Slip(Message):
    """Somebody says where they go (去向报备)."""

    kind: Annotated[Literal["slip"], Field(description=KIND)] = "slip"
    counter: CounterId
    from_ms: Annotated[Ms, Field(description=f"when they leave: {BEGINS}")]
    to_ms: Annotated[Ms, Field(description="when they are due back, ms UTC")]
    reason: Annotated[Reason, Field(description="why")]
    covered_by: Annotated[
        Annotated[str, Field(max_length=64)] | None, Field(description="id of the counter that covers; null: none")
    ] = None
    approved_by: Annotated[Words | None, Field(description="who approved it; null: nobody")] = None


class Closing(Message):
    """A counter is closed for some hours, with approval."""

    kind: Annotated[Literal["closing"], Field(description=KIND)] = "closing"
    counter: CounterId
    from_ms: Annotated[Ms, Field(description=BEGINS)]
    to_ms: Annotated[Ms, Field(description=ENDS)]
    approved_by: Annotated[Words, Field(description="who approved it")]


class Opening(Message):
    """A counter is open for some hours beyond its schedule, with approval."""

    kind: Annotated[Literal["opening"], Field(description=KIND)] = "opening"
    counter: CounterId
    from_ms: Annotated[Ms, Field(description=BEGINS)]
    to_ms: Annotated[Ms, Field(description=ENDS)]
    approved_by: Annotated[Words, Field(description="who approved it")]


class Cover(Message):
    """A counter looks after another one (顶岗)."""

    kind: Annotated[Literal["cover"], Field(description=KIND)] = "cover"
    counter: CounterId
    covered_by: Annotated[str, Field(max_length=64, description="id of the counter that covers")]
    from_ms: Annotated[Ms, Field(description=BEGINS)]
    to_ms: Annotated[Ms, Field(description=ENDS)]


class HallMode(Message):
    """A hall is not run as it normally is."""

    kind: Annotated[Literal["mode"], Field(description=KIND)] = "mode"
    hall: HallId
    mode: Annotated[Mode, Field(description="how it is run")]
    from_ms: Annotated[Ms, Field(description=BEGINS)]
    to_ms: Annotated[Ms | None, Field(description=f"{ENDS}; null: until it is ended")] = None
    reason: Annotated[Words, Field(description="why")]


class SignFact(Message):
    """A display or queue system shows *service suspended* at a counter."""

    kind: Annotated[Literal["sign"], Field(description=KIND)] = "sign"
    counter: CounterId
    from_ms: Annotated[Ms, Field(description=BEGINS)]
    to_ms: Annotated[Ms | None, Field(description=f"{ENDS}; null: until it is ended")] = None


class Exemption(Message):
    """Rules that do not hold at some counters for a while."""

    kind: Annotated[Literal["exemption"], Field(description=KIND)] = "exemption"
    hall: HallId
    counters: Annotated[tuple[CounterId, ...], Field(min_length=1, max_length=1000, description="counters of the hall")]
    rules: Annotated[
        tuple[Annotated[str, Field(max_length=64)], ...],
        Field(min_length=1, max_length=100, description="ids of the rules that do not hold"),
    ]
    from_ms: Annotated[Ms, Field(description=BEGINS)]
    to_ms: Annotated[Ms | None, Field(description=f"{ENDS}: an exemption without is refused")] = None
    reason: Annotated[Words, Field(description="why")]


Entry = Annotated[
    Slip | Closing | Opening | Cover | HallMode | SignFact | Exemption,
    Field(discriminator="kind", description="what was entered"),
]

CORRECTION = "true: it changes what is past, and holds once a second person has confirmed it"


class EntryAsked(Message):
    """Something new to enter."""

    id: Annotated[EntryId, Field(description=ENTRY_ID)]
    entry: Entry
    correction: Annotated[bool, Field(description=CORRECTION)] = False


class EntryEdit(Message):
    """How an entry is to be from now on."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1, description="number of the revision that was edited")]
    entry: Annotated[Entry | None, Field(description="how it is to be; null: it is withdrawn")]
    correction: Annotated[bool, Field(description=CORRECTION)] = False


class Verdict(Message):
    """What a second person says of a correction."""

    revision: Annotated[int, Field(ge=1, le=2**31 - 1, description="number of the revision that was proposed")]
    confirmed: Annotated[bool, Field(description="true: it holds now; false: it is rejected")]


class SignShown(Message):
    """What a display or queue system shows at a counter."""

    suspended: Annotated[bool, Field(description="whether it shows *service suspended*")]
    at_ms: Annotated[Ms, Field(description="since when, ms UTC; up to 5 minutes ago")]


class EntryMessage(Message):
    """A revision of an entry."""

    id: Annotated[str, Field(description=ENTRY_ID)]
    revision: Annotated[int, Field(description=REVISION)]
    state: Annotated[EntryState, Field(description="whether it holds")]
    entry: Annotated[Entry | None, Field(description="what was entered; null: it was withdrawn")]
    since_ms: Annotated[int, Field(description="from which moment on it takes the place of the one before, ms UTC")]
    correction: Annotated[bool, Field(description="whether it changes what was past when it was entered")]
    author: Annotated[str | None, Field(description="who entered it; null: a machine, or unknown")]
    entered_ms: Annotated[int, Field(description="when, ms UTC")]
    settled_by: Annotated[str | None, Field(description="who confirmed or rejected it; null: nobody")] = None
    settled_ms: Annotated[int | None, Field(description="when, ms UTC")] = None


class EntryList(Message):
    """Revisions of entries."""

    entries: Annotated[tuple[EntryMessage, ...], Field(description="in the order they were entered")]
    next_after: Annotated[Count, Field(description="position to go on from, a count")]
