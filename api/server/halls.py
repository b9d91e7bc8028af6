"""What readers are told of the site besides its counters: halls, and which camera a view is of."""

from collections.abc import Collection

from api.contract import GroupMessage, HallMessage
from api.site_context import names
from api.site_parts import Name
from api.site_schema import HallEntry, Site


def halls(site: Site, ids: Collection[str]) -> tuple[HallMessage, ...]:
    """The halls of ``site`` that are among ``ids``, in the order of the file."""
    told = (hall for hall in site.halls if hall.id in ids)
    return tuple(
        HallMessage(id=hall.id, name=_by_language(hall.name), time_zone=hall.time_zone, groups=_groups(hall))
        for hall in told
    )


def _groups(hall: HallEntry) -> tuple[GroupMessage, ...]:
    return tuple(GroupMessage(id=group.id, name=_by_language(group.name or group.id)) for group in hall.groups)


def camera_of_view(site: Site) -> dict[str, str]:
    """The camera of every view of ``site``."""
    counters = [counter for hall in site.halls for counter in hall.counters]
    return {counter.view_id(view): view.camera for counter in counters for view in counter.views}


def _by_language(name: Name) -> dict[str, str]:
    return dict(zip(("zh", "en"), names(name), strict=True))
