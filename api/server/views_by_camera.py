"""Which views are in each camera's picture."""

from collections.abc import Mapping

from api.site_schema import Site


def views_by_camera(site: Site) -> Mapping[str, tuple[str, ...]]:
    """The ids of each camera's views, in the order of the file; cameras without one are left out."""
    found: dict[str, list[str]] = {}
    for hall in site.halls:
        for counter in hall.counters:
            for view in counter.views:
                found.setdefault(view.camera, []).append(counter.view_id(view))
    return {camera: tuple(views) for camera, views in found.items()}
