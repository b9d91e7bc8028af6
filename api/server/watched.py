"""What a worker is told of the site: where to look, with the addresses, and nothing of how it is judged."""

from api.contract import Configuration, WatchedCamera, WatchedView
from api.palettes import palettes_of, to_message
from api.server.sites import SiteHistory
from api.setups import cameras_with_views
from api.site_file import counters_of_camera
from api.site_schema import CameraEntry, CounterEntry, Site, ViewEntry


def configuration(history: SiteHistory) -> Configuration:
    """The latest site as a command. It holds the passwords of cameras: it is for the worker alone."""
    latest = history.versions[-1]
    seeing = set(cameras_with_views(latest.site))
    cameras = tuple(_camera(latest.site, camera) for camera in latest.site.cameras if camera.id in seeing)
    return Configuration(version=latest.version, cameras=cameras)


def _camera(site: Site, camera: CameraEntry) -> WatchedCamera:
    return WatchedCamera(
        id=camera.id,
        main=camera.main.get_secret_value(),
        sub=None if camera.sub is None else camera.sub.get_secret_value(),
        views=tuple(
            _view(site, counter, view)
            for _, counter in counters_of_camera(site, camera.id)
            for view in counter.views
            if view.camera == camera.id
        ),
    )


def _view(site: Site, counter: CounterEntry, view: ViewEntry) -> WatchedView:
    return WatchedView(
        id=counter.view_id(view),
        counter=counter.id,
        covers=view.covers,
        staff=view.zones.staff,
        customer=view.zones.customer,
        desk_phone=view.zones.desk_phone,
        sign=view.zones.sign,
        privacy=view.zones.privacy,
        uniforms=tuple(to_message(palette) for palette in palettes_of(site, counter)),
        zone_version=view.zone_version,
    )
