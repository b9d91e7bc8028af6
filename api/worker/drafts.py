"""Zones that are being drawn: a second watch over the same frames, of which nothing is kept."""

import logging
from collections.abc import Sequence

from api.contract import Polygon, WatchedCamera, WatchedView
from api.worker.watched import Networks, WatchedPictures
from vision.datatypes import Frame

LOG = logging.getLogger(__name__)


class Drafts:
    """One watch for each camera that is drawn on; for one thread."""

    def __init__(self, networks: Networks) -> None:
        """Watch nothing yet."""
        self._networks = networks
        self._watched: dict[str, WatchedPictures] = {}

    def look(
        self, camera: str, views: Sequence[WatchedView], private: Sequence[Polygon], frame: Frame
    ) -> WatchedPictures | None:
        """What ``views`` make of ``frame``; None where there is none, or nothing can be made of them.

        Where they differ from before, watching begins anew. ``private`` is not looked at whatever they say.
        """
        if not views:
            self._watched.pop(camera, None)
            return None
        hidden = tuple(view.model_copy(update={"privacy": (*view.privacy, *private)}) for view in views)
        drawn = WatchedCamera(id=camera, main="", views=hidden)
        watched = self._watched.get(camera)
        if watched is None or watched.camera != drawn:
            watched = self._watched[camera] = WatchedPictures(drawn, self._networks, frame.at_ms - 1)
        try:
            watched.look(frame)
        except Exception:  # whatever was drawn must not end what is shown
            LOG.exception("draft_failed camera=%s", camera)
            return None
        return watched

    def keep(self, cameras: set[str]) -> None:
        """Forget every camera but these."""
        self._watched = {name: watched for name, watched in self._watched.items() if name in cameras}
