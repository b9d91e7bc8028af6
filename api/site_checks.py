"""What must hold between the parts of a site: ids of their own, references that lead somewhere.

All of it reads plain data and passes over what has the wrong shape, so that a file with a wrong shape
in one place still gets its other problems told.
"""

from collections.abc import Iterator, Sequence

from api.site_problems import Finding, Where, did_you_mean, path_text, plain
from api.site_schema import default_view_id

ANY = "*"
Placed = tuple[Where, object]
"""A value and where it is."""

COUNTERS: tuple[str, ...] = ("halls", ANY, "counters", ANY)
CAMERA_OF_VIEW = (*COUNTERS, "views", ANY, "camera")

UNIQUE: tuple[tuple[str, ...], ...] = (
    ("halls", ANY, "id"),
    (*COUNTERS, "id"),
    ("halls", ANY, "groups", ANY, "id"),
    ("halls", ANY, "breaks", ANY, "id"),
    ("halls", ANY, "covers", ANY, "id"),
    ("halls", ANY, "exemptions", ANY, "id"),
    ("halls", ANY, "permits", ANY, "id"),
    ("cameras", ANY, "id"),
    ("uniforms", ANY, "id"),
    ("seasons", ANY, "id"),
    ("roles", ANY, "id"),
    ("schedules", ANY, "id"),
    ("notify", ANY, "id"),
)
"""Ids of which no two may be the same within a site."""

REFERENCES: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (CAMERA_OF_VIEW, ("cameras", ANY, "id"), "camera of this site"),
    ((*COUNTERS, "schedule"), ("schedules", ANY, "id"), "schedule of this site"),
    ((*COUNTERS, "uniforms", ANY), ("uniforms", ANY, "id"), "uniform of this site"),
    (("roles", ANY, "uniforms", ANY), ("uniforms", ANY, "id"), "uniform of this site"),
    ((*COUNTERS, "roles", ANY), ("roles", ANY, "id"), "role of this site"),
    (("uniforms", ANY, "seasons", ANY), ("seasons", ANY, "id"), "season of this site"),
)
"""Where an id is named, where it must be, and what it is the id of."""


def select(data: object, pattern: Sequence[str], where: Where = ()) -> Iterator[Placed]:
    """Every value of ``data`` that ``pattern`` leads to; ``ANY`` is each member of a list."""
    if not pattern:
        yield where, data
    elif pattern[0] == ANY and isinstance(data, list):
        for i, member in enumerate(data):
            yield from select(member, pattern[1:], (*where, i))
    elif isinstance(data, dict) and pattern[0] in data:
        yield from select(data[pattern[0]], pattern[1:], (*where, pattern[0]))


def texts(placed: Iterator[Placed]) -> Iterator[tuple[Where, str]]:
    """Those that are a text; a number counts as the text that its quotes will make it."""
    return ((where, str(value)) for where, value in placed if isinstance(value, str) or type(value) is int)


def find_contradictions(data: object) -> Iterator[Finding]:
    """Everything between the parts of ``data`` that a site may not have."""
    for pattern in UNIQUE:
        yield from repeated(texts(select(data, pattern)), "duplicate_id")
    yield from repeated(view_ids(data), "duplicate_view")
    for pattern, targets, kind in REFERENCES:
        yield from unknown(texts(select(data, pattern)), {text for _, text in texts(select(data, targets))}, kind)
    for where, hall in select(data, ("halls", ANY)):
        yield from group_findings(hall, where)
        yield from arrangement_findings(hall, where)


def find_hints(data: object) -> Iterator[Finding]:
    """What a site may have, though it is hardly meant."""
    for where, counter in select(data, COUNTERS):
        views = list(select(counter, ("views", ANY)))
        parts = [covers for _, covers in select(counter, ("views", ANY, "covers")) if covers == "part"]
        if not views:
            yield Finding("hint_no_view", where)
        elif len(parts) == len(views):
            yield Finding("hint_only_part", (*where, "views"))
    used = {text for _, text in texts(select(data, CAMERA_OF_VIEW))}
    for where, camera in texts(select(data, ("cameras", ANY, "id"))):
        if camera not in used:
            yield Finding("hint_unused_camera", where)


def repeated(placed: Iterator[tuple[Where, str]], code: str) -> Iterator[Finding]:
    """A finding for each text that came before."""
    first: dict[str, Where] = {}
    for where, text in placed:
        if text in first:
            yield Finding(code, where, {"id": plain(text), "first": path_text(first[text])})
        first.setdefault(text, where)


def unknown(placed: Iterator[tuple[Where, str]], known: set[str], kind: str) -> Iterator[Finding]:
    """A finding for each text that is not among the ``known`` ids."""
    for where, text in placed:
        if text not in known:
            remedy = did_you_mean(text, sorted(known), "add it, or correct the id")
            yield Finding("unknown_reference", where, {"kind": kind, "id": plain(text), "remedy": remedy})


def view_ids(data: object) -> Iterator[tuple[Where, str]]:
    """The id of every view, given or default."""
    for where, counter in select(data, COUNTERS):
        for inside, view in select(counter, ("views", ANY), where):
            if not isinstance(counter, dict) or not isinstance(view, dict):
                continue
            given, ends = view.get("id"), (counter.get("id"), view.get("camera"))
            if isinstance(given, str):
                yield (*inside, "id"), given
            elif given is None and all(isinstance(end, str) for end in ends):
                yield inside, default_view_id(str(ends[0]), str(ends[1]))


def group_findings(hall: object, where: Where) -> Iterator[Finding]:
    """What is wrong with the groups of one hall: counters not its own or named twice, too large a minimum."""
    own = {text for _, text in texts(select(hall, ("counters", ANY, "id")))}
    for inside, group in select(hall, ("groups", ANY), where):
        members = list(texts(select(group, ("counters", ANY), inside)))
        yield from unknown(iter(members), own, "counter of this hall")
        yield from repeated(iter(members), "listed_twice")
        minimum = group.get("minimum_open") if isinstance(group, dict) else None
        count = len({text for _, text in members})
        if type(minimum) is int and 0 < count < minimum:
            yield Finding("group_minimum", (*inside, "minimum_open"), {"count": str(count), "came": str(minimum)})


LISTING = ("breaks", "exemptions", "permits")
"""The arrangements of a hall that list counters."""


def arrangement_findings(hall: object, where: Where) -> Iterator[Finding]:
    """Counters in the arrangements of one hall that are not its own or named twice, and a cover by itself."""
    own = {text for _, text in texts(select(hall, ("counters", ANY, "id")))}
    for kind in LISTING:
        for inside, entry in select(hall, (kind, ANY), where):
            members = list(texts(select(entry, ("counters", ANY), inside)))
            yield from unknown(iter(members), own, "counter of this hall")
            yield from repeated(iter(members), "listed_twice")
    for inside, cover in select(hall, ("covers", ANY), where):
        ends = [next(texts(select(cover, (key,), inside)), None) for key in ("counter", "covered_by")]
        yield from unknown((end for end in ends if end), own, "counter of this hall")
        covered, by = ends
        if covered and by and covered[1] == by[1]:
            yield Finding("cover_itself", by[0], {"came": plain(by[1])})
