"""Every zone that can be drawn reaches the looks, in pixels, by both ways: from the site, and by way of a worker."""

from dataclasses import fields

import numpy as np
import pytest

from api.server.sites import SiteHistory, SiteVersion
from api.server.watched import configuration
from api.site_file import load_site, views_of_camera
from api.worker.views import views_of
from tests.api.builders import ROOT
from vision.datatypes import View, Zone

SIZE_WH = (1000, 500)
SITE = load_site(ROOT / "examples" / "site.yaml")


BOTH_SEASONS_MS = 1_777_075_200_000
"""2026-04-25: summer and winter uniforms may be worn."""


def corners(view: View) -> dict[str, list[list[float]]]:
    """The zones of ``view`` that were drawn."""
    zones = {field.name: getattr(view, field.name) for field in fields(view)}
    return {name: np.round(zone.xy, 3).tolist() for name, zone in zones.items() if isinstance(zone, Zone)}


def test_every_kind_of_zone_is_in_pixels() -> None:
    (view,) = views_of_camera(SITE, "cam-7", SIZE_WH)
    assert set(corners(view)) == {"staff", "customer", "desk_phone", "sign"}
    assert corners(view)["desk_phone"] == [[620, 250], [700, 250], [700, 290], [620, 290]]
    assert corners(view)["sign"] == [[450, 275], [550, 275], [550, 310], [450, 310]]
    assert len(view.privacy) == 1


def colours(view: View) -> list[tuple[str, list[list[float]], list[float]]]:
    """The uniforms of ``view``."""
    return [(each.id, each.lab.tolist(), each.share.tolist()) for each in view.uniforms]


def test_a_view_knows_the_uniforms_of_its_counter() -> None:
    (view,) = views_of_camera(SITE, "cam-7", SIZE_WH)
    assert [name for name, _, _ in colours(view)] == ["summer", "winter"]
    assert colours(view)[1] == ("winter", [[22.5, 2.0, -14.0]], [0.0])
    assert view.uniforms[0].lab[1] == pytest.approx([100, 0, 0], abs=0.01)


def test_a_worker_is_told_of_every_zone() -> None:
    told = configuration(SiteHistory([SiteVersion(0, SITE)]), BOTH_SEASONS_MS)
    for camera in told.cameras:
        by_worker, from_site = views_of(camera, SIZE_WH), views_of_camera(SITE, camera.id, SIZE_WH)
        assert [corners(view) for view in by_worker] == [corners(view) for view in from_site]
        assert [colours(view) for view in by_worker] == [colours(view) for view in from_site]
        assert [len(view.privacy) for view in by_worker] == [len(view.privacy) for view in from_site]
