"""The site as the page shows and edits it: addresses without their secrets, and back again.

What comes back as it was shown is unchanged. Zones and limits that differ are given their next version here, so
that nobody has to count.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from api.contract import FieldProblem, WatchedView
from api.server.problems import Code, Refused, told
from api.site_file import check_site, site_source
from api.site_problems import path_text
from api.site_schema import Site
from cameras.redact import HIDDEN, redacted

Json = dict[str, Any]
Place = tuple[str, int, str]
"""List, number in it, key: where an address stands."""
SECRETS = (("cameras", "main"), ("cameras", "sub"), ("notify", "address"))
DRAWN = "halls[0].counters[0]."


def shown(site: Site) -> Json:
    """``site`` as the plain data of a site file, credentials hidden; lists that it leaves out are there, empty."""
    data = _with_lists(site_source(site))
    for (kind, number, key), address in _addresses(data):
        data[kind][number][key] = _shown_address(kind, address)
    return data


def _with_lists(data: Json) -> Json:
    data.setdefault("cameras", [])
    for hall in data["halls"]:
        for counter in hall.setdefault("counters", []):
            counter.setdefault("views", [])
    return data


def edited(data: Mapping[str, object], before: Site) -> Site:
    """The site that ``data`` means where ``before`` was shown. Raises Refused with all that is wrong with it."""
    meant: Json = copy.deepcopy(dict(data))
    hidden = _reveal(meant, site_source(before))
    reading = check_site(meant, "site")
    problems = [*hidden, *(told(problem, problem.path) for problem in reading.problems)]
    if problems or reading.site is None:
        raise Refused(Code.WRONG_SITE, f"a site was wanted, got {len(problems)} wrong in it", problems)
    return _next_versions(reading.site, before)


def zone_problems(views: Sequence[WatchedView]) -> list[FieldProblem]:
    """What a site with the zones of ``views`` would be refused for; ``path`` begins at ``views[…]``."""
    drawn = [view.model_dump(mode="json", include={"staff", "customer", "privacy"}) for view in views]
    of_site = [{"camera": "x", "id": view.id, "zones": zones} for view, zones in zip(views, drawn, strict=True)]
    counter = {"id": "x", "name": "x", "views": of_site}
    hall = {"id": "x", "name": "x", "time_zone": "UTC", "counters": [counter]}
    cameras = [{"id": "x", "main": "usb:0"}]
    reading = check_site({"version": 1, "halls": [hall], "cameras": cameras}, "drafts")
    return [told(problem, problem.path.removeprefix(DRAWN)) for problem in reading.problems]


def _addresses(data: object) -> Iterator[tuple[Place, str]]:
    """Every address in ``data`` that is a text, whatever else is wrong with it."""
    for kind, key in SECRETS:
        entries = data.get(kind) if isinstance(data, dict) else None
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get(key), str):
                yield (kind, number, key), entry[key]


def _shown_address(kind: str, address: str) -> str:
    """A camera's path may be seen, but for its credentials; that of whoever is told is often a secret by itself."""
    if kind == "cameras":
        return redacted(address)
    try:
        parts = urlsplit(address)
        host = f"{parts.hostname or ''}{'' if parts.port is None else f':{parts.port}'}"
    except ValueError:  # a port that is none: what is host and what is not cannot be told
        return HIDDEN
    whole = f"{parts.scheme}://{host}"
    return whole if whole == address else f"{whole}/{HIDDEN}"


def _reveal(data: Json, before: Json) -> list[FieldProblem]:
    """Put back what was hidden; what cannot be, is a problem.

    An entry that keeps its id keeps its address; one that was renamed is known by how its address was shown.
    """
    known: dict[str, dict[str, str]] = {}
    for (kind, number, key), address in _addresses(before):
        by_shown = known.setdefault(f"{kind} {key} {_shown_address(kind, address)}", {})
        by_shown[before[kind][number]["id"]] = address
    problems = []
    for (kind, number, key), address in _addresses(data):
        meant = known.get(f"{kind} {key} {address}", {})
        name = data[kind][number].get("id")
        found = {meant[name]} if isinstance(name, str) and name in meant else set(meant.values())
        if len(found) == 1:
            data[kind][number][key] = found.pop()
        elif HIDDEN in address:
            remedy = f"write the whole address, with what is hidden behind {HIDDEN}"
            message = f"wanted an address, got one with a hidden part that is not known here; {remedy}"
            problems.append(FieldProblem(path=path_text((kind, number, key)), message=message))
    return problems


def _next_versions(site: Site, before: Site) -> Site:
    """``site`` with the next version of all limits, and of the zones of each view, where they differ from before."""
    data, old = site_source(site), site_source(before)
    was_limited = _limits(before)
    differ = any(was_limited.get(name, limits) != limits for name, limits in _limits(site).items())
    if differ and site.limits_version <= before.limits_version:
        data["limits_version"] = before.limits_version + 1
    versions = {name: (entry, version) for name, entry, version in _views(before, old)}
    for name, entry, version in _views(site, data):
        was, old_version = versions.get(name, (entry, 0))
        if (entry["zones"], entry["camera"]) != (was["zones"], was["camera"]) and version <= old_version:
            entry["zone_version"] = old_version + 1
    reading = check_site(data, "site")
    assert reading.site is not None  # noqa: S101 - only two kinds of numbers were raised
    return reading.site


def _limits(site: Site) -> dict[tuple[str, str], object]:
    """All limits by what they are of; how many counters of a group must be open is one."""
    return {
        **{("hall", hall.id): hall.limits for hall in site.halls},
        **{("group", group.id): group.minimum_open for hall in site.halls for group in hall.groups},
        **{("counter", counter.id): counter.limits for hall in site.halls for counter in hall.counters},
    }


def _views(site: Site, data: Json) -> Iterator[tuple[str, Json, int]]:
    """Id, entry in ``data``, which is that of ``site``, and version of the zones, of every view."""
    for hall, hall_data in zip(site.halls, data["halls"], strict=True):
        for counter, counter_data in zip(hall.counters, hall_data.get("counters", ()), strict=True):
            for view, entry in zip(counter.views, counter_data.get("views", ()), strict=True):
                yield counter.view_id(view), entry, view.zone_version
