"""Reading a site file, telling all that is wrong with it, and writing a site back.

    document (lines) -> shape (pydantic) and contradictions (between the parts) -> Site, or problems

``load_site`` is what a program wants, ``read_site`` what ``onpost check`` wants.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.errors import SiteFileError
from api.palettes import palettes_of
from api.schedule import Interval, service_intervals
from api.site_checks import find_contradictions, find_hints
from api.site_context import schedule_of
from api.site_covers import find_closed_covers
from api.site_parts import REVEAL
from api.site_problems import Finding, Problem, describe, place, shown
from api.site_schema import CounterEntry, HallEntry, Site, ViewEntry
from api.site_shape import read_shape, site_json_schema, site_schema_text
from api.site_yaml import Document, document_text, parse_document, read_document
from api.zones_in_pixels import view_in_pixels
from vision.datatypes import View

__all__ = [
    "Site",
    "SiteReading",
    "check_site",
    "counters_of_camera",
    "describe",
    "load_site",
    "parse_site",
    "read_site",
    "schedule_of",
    "service_of",
    "site_json_schema",
    "site_schema_text",
    "site_source",
    "site_text",
    "views_of_camera",
]

UNREAD = ("yaml_tag", "yaml_value")
"""Where one of these stands the data holds None, of which nothing more is to be told."""


@dataclass(frozen=True, slots=True)
class SiteReading:
    """What came of reading a site file: the site, or None and problems; hints either way.

    Problems and hints are in the order of the file.
    """

    site: Site | None
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...]


def read_site(path: Path) -> SiteReading:
    """The site file at ``path`` and all that is wrong with it; never raises."""
    return _judge(read_document(path), str(path))


def parse_site(text: str, name: str) -> SiteReading:
    """As ``read_site``, for a text that problems call ``name``."""
    return _judge(parse_document(text), name)


def check_site(data: object, name: str) -> SiteReading:
    """As ``read_site``, for plain data that problems call ``name``: they have no line."""
    return _judge(Document(data), name)


def load_site(path: Path) -> Site:
    """The site in the file at ``path``; SiteFileError, holding all problems, when there is any."""
    reading = read_site(path)
    if reading.site is None:
        raise SiteFileError(reading.problems)
    return reading.site


def _judge(document: Document, file: str) -> SiteReading:
    data = document.data
    if data is None and document.findings:  # nothing was read: only that can be told
        return SiteReading(None, _placed(document.findings, document, file), ())
    if not isinstance(data, dict):
        wrong = Finding("not_mapping", values={"came": shown(data)})
        return SiteReading(None, _placed((*document.findings, wrong), document, file), ())
    site, shape = read_shape(data)
    unread = {finding.where for finding in document.findings if finding.code in UNREAD}
    told = (finding for finding in shape if finding.where not in unread)
    findings = (*document.findings, *told, *find_contradictions(data))
    problems = _placed(findings, document, file)
    if site is not None and not problems:  # hours are only worth comparing where all of them can be read
        problems = _placed(find_closed_covers(site), document, file)
    return SiteReading(None if problems else site, problems, _placed(find_hints(data), document, file))


def _placed(findings: Iterable[Finding], document: Document, file: str) -> tuple[Problem, ...]:
    problems = (place(finding, file, document.mark(finding)) for finding in findings)
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


def site_source(site: Site) -> dict[str, Any]:
    """``site`` as the plain data of a site file: what was given, with addresses and their credentials."""
    return site.model_dump(mode="json", by_alias=True, exclude_unset=True, context={REVEAL: True})


def site_text(site: Site) -> str:
    """``site`` as the YAML text of a site file, with addresses and their credentials."""
    return document_text(site_source(site))


def counters_of_camera(site: Site, camera_id: str) -> tuple[tuple[HallEntry, CounterEntry], ...]:
    """The counters that the camera has a view of, each with its hall, in the order of the file."""
    return tuple(
        (hall, counter)
        for hall in site.halls
        for counter in hall.counters
        if any(view.camera == camera_id for view in counter.views)
    )


def views_of_camera(site: Site, camera_id: str, size_wh: tuple[int, int]) -> tuple[View, ...]:
    """The camera's views, their zones in pixels of a picture of ``size_wh``; none for an unknown camera."""
    return tuple(
        _view(site, counter, view, size_wh)
        for _, counter in counters_of_camera(site, camera_id)
        for view in counter.views
        if view.camera == camera_id
    )


def _view(site: Site, counter: CounterEntry, view: ViewEntry, size_wh: tuple[int, int]) -> View:
    return view_in_pixels(
        counter.view_id(view),
        counter.id,
        view.zones,
        size_wh,
        covers=view.covers,
        zone_version=view.zone_version,
        uniforms=palettes_of(site, counter),
    )


def service_of(site: Site, counter_id: str, from_ms: int, to_ms: int) -> tuple[Interval, ...]:
    """When the counter is in service within ``[from_ms, to_ms)`` (ms UTC); KeyError for an unknown counter."""
    for hall in site.halls:
        for counter in hall.counters:
            if counter.id == counter_id:
                return service_intervals(schedule_of(site, counter), hall.time_zone, from_ms, to_ms)
    raise KeyError(counter_id)
