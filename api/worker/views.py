"""From what a worker is told to watch to views in the pixels of a camera's picture."""

from api.contract import WatchedCamera, WatchedView
from vision.datatypes import View, Zone


def views_of(camera: WatchedCamera, size_wh: tuple[int, int]) -> tuple[View, ...]:
    """The camera's views, their zones in pixels of a picture of ``size_wh``."""
    return tuple(_view(view, size_wh) for view in camera.views)


def _view(view: WatchedView, size_wh: tuple[int, int]) -> View:
    return View(
        id=view.id,
        counter=view.counter,
        staff=Zone.from_fractions(view.staff, size_wh),
        customer=None if view.customer is None else Zone.from_fractions(view.customer, size_wh),
        privacy=tuple(Zone.from_fractions(polygon, size_wh) for polygon in view.privacy),
        covers=view.covers,
        zone_version=view.zone_version,
    )
