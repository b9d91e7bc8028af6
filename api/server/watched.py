"""What a worker is told of the site: where to look, with the addresses, and nothing of how it is judged."""

from datetime import date

from api.contract import Configuration, WatchedCamera, WatchedView
from api.palettes import palettes_of, to_message
from api.server.sites import SiteHistory
from api.setups import cameras_with_views
from api.site_file import counters_of_camera
from api.site_schema import CameraEntry, CounterEntry, Site, ViewEntry
from api.times import day_of


def configuration(history: SiteHistory, now_ms: int) -> Configuration:
    """The latest site as a command, with the uniforms of the day that it is at ``now_ms`` (ms UTC).

    It holds the passwords of cameras: it is for the worker alone.
    """
    latest = history.versions[-1]
    seeing = set(cameras_with_views(latest.site))
    cameras = tuple(_camera(latest.site, camera, now_ms) for camera in latest.site.cameras if camera.id in seeing)
    return Configuration(version=latest.version, cameras=cameras)


def _camera(site: Site, camera: CameraEntry, now_ms: int) -> WatchedCamera:
    return WatchedCamera(
        id=camera.id,
        main=camera.main.get_secret_value(),
        sub=None if camera.sub is None else camera.sub.get_secret_value(),
        views=tuple(
            _view(site, counter, view, date.fromordinal(day_of(hall.time_zone)(now_ms)))
            for hall, counter in counters_of_camera(site, camera.id)
            for view in counter.views
            if view.camera == camera.id
        ),
    )


def _view(site: Site, counter: CounterEntry, view: ViewEntry, day: date) -> WatchedView:
    return WatchedView(
        id=counter.view_id(view),
        counter=counter.id,
        covers=view.covers,
        staff=view.zones.staff,
        customer=view.zones.customer,
        desk_phone=view.zones.desk_phone,
        sign=view.zones.sign,
        privacy=view.zones.privacy,
        uniforms=tuple(to_message(palette) for palette in palettes_of(site, counter, day)),
        zone_version=view.zone_version,
    )
