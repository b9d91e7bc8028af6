"""The demo's site file fits the demo's scene."""

from api.demo_site import ADDRESS, CAMERA, demo_site_text
from api.site_file import load_site, views_of_camera
from cameras.scene_demo import demo_script
from cameras.scene_hall import SIZE_WH
from tests.house.tree import ROOT

FILE = ROOT / "examples" / "demo-site.yaml"


def test_the_example_is_what_the_demo_uses() -> None:
    assert FILE.read_text(encoding="utf-8") == demo_site_text(demo_script())


def test_it_is_a_valid_site_with_a_view_of_each_counter() -> None:
    site = load_site(FILE)
    assert [counter.id for counter in site.halls[0].counters] == list(demo_script().counters)
    assert [view.counter for view in views_of_camera(site, CAMERA, SIZE_WH)] == list(demo_script().counters)
    assert site.cameras[0].main.get_secret_value() == ADDRESS


def test_its_limits_can_be_watched() -> None:
    for counter in load_site(FILE).halls[0].counters:
        assert [limit_ms for limit_ms, _ in counter.limits.presence_absent.steps_ms()] == [20_000, 40_000]
