"""A drill goes through the log as anything that is found, and nothing takes it back."""

import json
from pathlib import Path

import httpx
import pytest

from api.client import ApiClient, NotTaken
from api.contract import PREFIX
from tests.api.builders import Onpost
from tests.api.server.builders import BEGIN_MS, KEY, NOBODY, SITE, Hall, guarded, hall_in, site, spans
from tests.api.server.serving import served
from vision.datatypes import Event, Phase, Place, Status
from vision.rules.system_drill import TYPE

ID = f"north/north/{TYPE}/{BEGIN_MS}"


def drills(hall: Hall) -> list[Event]:
    return [event for event in hall.events() if event.type == TYPE]


def test_a_drill_is_told_with_the_workers_key_and_without_it_to_nobody(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    with served(guarded(hall)) as address:
        with ApiClient(address, KEY) as client:
            assert client.drill("north").event == ID
            with pytest.raises(NotTaken, match='a hall of the site was wanted, got "south"'):
                client.drill("south")
        with httpx.Client(base_url=address, trust_env=False) as stranger:
            assert stranger.post(f"{PREFIX}/drills", json={"hall": "north"}).status_code == 401
    (event,) = drills(hall)
    assert (event.phase, event.place, event.status, event.counter) == (Phase.ENDED, Place.HALL, Status.PROMPT, "north")
    assert event.why["zh"] == "北厅10:00:00告警演练:仅检验告警通路,不涉及任何人员,不计入统计。"
    assert event.why["en"].startswith("North hall: alarm drill at 10:00:00;")
    hall.parts.close()


def test_another_in_the_same_moment_is_another_revision(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    assert hall.parts.intake.drill("north") == hall.parts.intake.drill("north") == ID
    assert [event.revision for event in drills(hall)] == [1, 2]
    hall.parts.close()


def test_judging_anew_takes_no_drill_back(tmp_path: Path) -> None:
    """Neither of the hall nor of a counter that has the hall's name."""
    given = site(SITE.replace('id: "7"', "id: north"))
    hall = hall_in(tmp_path, given=given).register()
    hall.parts.intake.drill("north")
    hall.send(spans([(60_000, NOBODY)]), front=BEGIN_MS + 60_000, side=BEGIN_MS + 60_000)
    hall.parts.engine.folds["north"].late_since_ms = hall.clock.now_ms
    with hall.parts.store.write() as log:
        hall.parts.engine.halls.changed(log, ["north"], BEGIN_MS)
    hall.finish("north")
    assert [event.phase for event in drills(hall)] == [Phase.ENDED]
    hall.parts.close()
    hall = hall_in(tmp_path, hall.clock, given)
    assert [event.phase for event in drills(hall)] == [Phase.ENDED]
    hall.parts.close()


def test_the_command_tells_the_event_and_what_was_wrong(onpost: Onpost, tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    key, other = tmp_path / "key", tmp_path / "other"
    key.write_text(KEY)
    other.write_text("of-somebody-else")
    with served(guarded(hall)) as address:
        told = onpost("drill", "north", "--api", address, "--key-file", key)
        as_json = onpost("drill", "north", "--api", address, "--key-file", key, "--json")
        nowhere = onpost("drill", "south", "--api", address, "--key-file", key)
        stranger = onpost("drill", "north", "--api", address, "--key-file", other)
    gone = onpost("drill", "north", "--api", address, "--key-file", key)
    assert (told.code, told.out) == (0, f"told as {ID}\n")
    assert json.loads(as_json.out) == {"event": ID}
    for ended, words in ((nowhere, '"south"'), (stranger, "key"), (gone, "127.0.0.1")):
        assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1), ended.err
        assert words in ended.err
    assert "of-somebody-else" not in stranger.err
    hall.parts.close()
