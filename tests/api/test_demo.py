"""``onpost demo``: told beforehand what will happen, and going on where it was."""

from datetime import UTC
from pathlib import Path

import httpx
import pytest

from api.commands.demo import LEAD_MS, demo_site
from api.commands.demo_folders import UNLOCKED_S, remove_left_behind
from api.demo_plan import Absence, absences, plan_text, round_begin_ms
from api.demo_site import NOTICE_S, WARNING_S
from api.errors import InputError
from api.server.store import FILE
from api.site_file import load_site
from api.supervisor.folder import LOCK_FILE, data_folder
from cameras.scene_demo import demo_script
from cameras.scene_hall import zone
from cameras.scene_script import Act, Role, Script, truth
from tests.api.serving import serving

BEGINS_MS = 1_772_330_400_000
"""2026-03-01T02:00:00Z."""

SCRIPT = Script(
    ("1", "2"),
    120_000,
    acts=(
        Act("1", Role.STAFF, 0, 10_000),
        Act("1", Role.STAFF, 60_000, 90_000),
        Act("1", Role.STAFF, 111_000, 120_000),
        Act("1", Role.VISITOR, 20_000, 30_000),
        Act("2", Role.STAFF, 0, 20_000),
        Act("2", Role.STAFF, 32_000, 120_000),
    ),
)


def test_what_a_killed_demo_left_is_removed_by_the_next(tmp_path: Path) -> None:
    def folder(name: str, *, locked: bool = True) -> Path:
        path = tmp_path / name
        (path / "worker").mkdir(parents=True)
        if locked:
            (path / LOCK_FILE).touch()
        return path

    now_s = folder("onpost-demo-new", locked=False).stat().st_mtime
    held, left, other = folder("onpost-demo-held"), folder("onpost-demo-left"), folder("else")
    (tmp_path / "onpost-demo-link").symlink_to(other)
    with data_folder(held):
        assert remove_left_behind(tmp_path, now_s + 1) == [left]
        assert {path.name for path in tmp_path.iterdir()} == {
            "onpost-demo-new", "onpost-demo-held", "onpost-demo-link", "else"
        }  # fmt: skip
    assert len(remove_left_behind(tmp_path, now_s + UNLOCKED_S)) == 2
    assert (other / LOCK_FILE).exists()


def test_the_plan_says_who_is_away_when_and_what_comes_of_it() -> None:
    assert (NOTICE_S, WARNING_S) == (20, 40)
    assert plan_text(SCRIPT, BEGINS_MS, UTC).splitlines() == [
        "window  left      back      away  becomes",
        "1       02:00:10  02:01:00  50 s  notice at 02:00:30, warning at 02:00:50",
        "2       02:00:20  02:00:32  12 s  no event (under 20 s)",
        "1       02:01:30  02:01:51  21 s  notice at 02:01:50",
    ]


def test_the_plan_is_the_truth_of_the_scene() -> None:
    script = demo_script()
    told = truth(script, lambda _: (zone(0, (0, 0, 1, 1)), zone(0, (0, 0, 1, 1))), "demo.mp4")
    away = {
        Absence(counter["id"], round(start * 1000), round(end * 1000))
        for counter in told["counters"]
        for start, end, state in counter["staff"]
        if state == "absent"
    }
    assert set(absences(script)) == away


@pytest.mark.parametrize(
    ("passed_ms", "round_ms"),
    [(-500, 0), (0, 0), (5_000, 0), (5_001, 120_000), (120_000, 120_000), (1_000_000, 1_080_000)],
)
def test_a_script_that_goes_on_is_told_from_the_round_that_will_be_seen_whole(passed_ms: int, round_ms: int) -> None:
    assert round_begin_ms(SCRIPT, BEGINS_MS, BEGINS_MS + passed_ms) == BEGINS_MS + round_ms


def test_a_folder_remembers_when_its_script_began(tmp_path: Path) -> None:
    site, begins_ms = demo_site(tmp_path / "demo", BEGINS_MS - LEAD_MS + 999)
    assert begins_ms == BEGINS_MS
    assert load_site(site).cameras[0].main.get_secret_value() == f"scene:demo?begins={BEGINS_MS}"
    assert demo_site(tmp_path / "demo", BEGINS_MS + 70_000) == (site, BEGINS_MS)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (FILE, "a store", "got one of another site"),
        ("demo-site.yaml", "version: 1", "got one without its begin"),
    ],
)
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, name: str, content: str, says: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=says):
        demo_site(tmp_path, BEGINS_MS)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, content)]


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="a folder for the demo was wanted"):
        demo_site(tmp_path / "file", BEGINS_MS)


@pytest.mark.thorough
@pytest.mark.parametrize("kept", [True, False])
def test_it_serves_the_hall_tells_its_plan_and_leaves_only_what_was_asked_for(tmp_path: Path, *, kept: bool) -> None:
    arguments = ("--data", tmp_path / "kept") if kept else ()
    with serving("demo", "--port", 0, *arguments, TMPDIR=str(tmp_path)) as served:
        counters = httpx.get(f"{served.address}/api/v1/counters", timeout=20).json()["counters"]
        assert [counter["id"] for counter in counters] == ["1", "2", "3", "4"]
        assert len(list(tmp_path.iterdir())) == 1
        change = f"{served.address}/api/v1/cameras/demo/drafts"
        assert httpx.put(change, json={"views": []}, timeout=20).status_code == 401
        with served.logged_in() as client:
            assert client.put(change, json={"views": []}).status_code == 204
    assert served.process.returncode == 0, served.err
    assert "window  left" in served.out
    assert f"{served.address}/api/v1/events" in served.out
    assert [path.name for path in tmp_path.iterdir()] == (["kept"] if kept else [])
