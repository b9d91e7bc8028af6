"""From what a worker is told to watch to views in the pixels of a camera's picture."""

from api.contract import WatchedCamera
from api.palettes import of_message
from api.zones_in_pixels import view_in_pixels
from vision.datatypes import View


def views_of(camera: WatchedCamera, size_wh: tuple[int, int]) -> tuple[View, ...]:
    """The camera's views, their zones in pixels of a picture of ``size_wh``."""
    return tuple(
        view_in_pixels(
            view.id,
            view.counter,
            view,
            size_wh,
            covers=view.covers,
            zone_version=view.zone_version,
            uniforms=[of_message(uniform) for uniform in view.uniforms],
        )
        for view in camera.views
    )
