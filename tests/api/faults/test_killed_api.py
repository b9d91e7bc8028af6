"""kill -9 of the API and of its sender: every acknowledged span is kept once, and judged as if nothing had happened.

A worker without cameras, in a process of its own, sends minutes of spans as fast as they are taken, by the real spool
and link, through a proxy that notes every batch and now and then loses an acknowledgement. Kills come after a drawn
number of batches, so they fall into the middle of the work, some of them into a start. Once the sender is stopped for
longer than the API waits, so that what it had not told of is given up as blind, and judged anew when it comes.
"""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event as Bell

import pytest

from api.server.parts import open_parts
from api.server.progress import LATENESS_MS
from api.site_file import parse_site
from api.supervisor.folder import KEY_FILE
from api.supervisor.product import KEY_VARIABLE
from cameras.arrival import wall_ms
from tests.api.faults.checks import all_faults, blind_s
from tests.api.faults.judged import judged_in, undisturbed
from tests.api.faults.killing import Killer, api_is_started, kill_api
from tests.api.faults.processes import Kept, free_port, until
from tests.api.faults.proxy import Proxy
from tests.api.faults.scripted import Played
from tests.api.faults.sender import REFUSED
from tests.api.server.builders import KEY
from vision.datatypes import Phase

pytestmark = pytest.mark.thorough

WEIGHTS = {"api": 3, "api_before_it_answers": 4, "api_as_it_starts": 2, "sender": 3}
LOST_EVERY = 40
START_S = 1.5
BACK_S = 120.0
"""The supervisor waits for up to 10 s before it starts again what dies again and again."""
LATENESS_S = LATENESS_MS / 1000


@pytest.mark.parametrize(
    ("seed", "minutes", "kills", "stopped_s"),
    [(1, 10, 5, LATENESS_S + 2), pytest.param(2, 60, 12, LATENESS_S + 50, marks=pytest.mark.slow)],
)
def test_nothing_is_lost_or_doubled_and_events_are_as_if_nothing_had_happened(
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    seed: int,
    minutes: int,
    kills: int,
    stopped_s: float,
) -> None:
    lasts_ms = minutes * 60_000
    played = Played(wall_ms() - lasts_ms, lasts_ms, counters=6, seed=seed)
    site = parse_site(played.site(), "site.yaml").site
    open_parts(tmp_path / "data", site, lambda: played.begin_ms).close()  # the store is as old as the first span
    told = Round(tmp_path, played)
    told.play(kills, stopped_s)
    killer, proxy = told.killer, told.proxy

    judged, versions = judged_in(tmp_path / "data", wall_ms())
    quiet = undisturbed(judged, versions)
    assert all_faults(proxy.exchanges, judged, quiet) == []
    made = {span for chunk in played.spans() for span in chunk}
    assert {span for these in judged.spans.values() for span in these} == made
    assert all(one.settled_ms > played.end_ms - 30_000 for one in judged.counters.values())
    corrections = sum(step.phase in {Phase.AMENDED, Phase.WITHDRAWN} for step in judged.steps)
    figures = {
        **{f"kills_{name}": count for name, count in sorted(killer.done.items())},
        "answers_lost": proxy.lost_answers,
        "batches_sent": len(proxy.exchanges),
        "spans_acknowledged": len({s for one in proxy.exchanges if one.acknowledged for s in one.spans}),
        "events_compared": len(quiet.final),
        "corrections_told": corrections,
        "blind_s": round(blind_s(judged), 1),
    }
    for name, value in figures.items():
        record_property(name, value)
    assert killer.done.keys() >= {"api_before_it_answers", "sender"}
    assert len(quiet.final) > 20


class Round:
    """A serving API, a sender, and what happens to them."""

    def __init__(self, folder: Path, played: Played) -> None:
        port = free_port()
        self.played = played
        command = ("api.cli", "serve", "--data", str(folder / "data"), "--port", str(port), "--no-worker")
        self.serve = Kept(command, folder / "serve.log")
        self.losing = False
        deeds = {
            "api": self._kill_api,
            "api_as_it_starts": self._kill_start,
            "api_before_it_answers": self._kill_before_answer,
            "sender": self._kill_sender,
        }
        self.killer = Killer(played.seed, deeds, WEIGHTS)
        self.proxy = Proxy(port, loses=self._loses)
        numbers = map(str, (played.begin_ms, played.lasts_ms, played.counters, played.seed))
        arguments = ("tests.api.faults.sender", self.proxy.address, str(folder / "spool"), *numbers)
        (folder / "data" / KEY_FILE).write_text(KEY)
        self.sender = Kept(arguments, folder / "sender.log", {KEY_VARIABLE: KEY})

    def play(self, kills: int, stopped_s: float) -> None:
        """Everything is sent, and has ended in good order, when this returns."""
        with self.serve.run(), self.proxy.run(), self.sender.run():
            for number in range(kills):
                goal = (number + self.killer.chance.random()) * self.played.chunks / kills
                until(partial(self._further_than, goal), f"a sender that gets to batch {goal:.0f}", BACK_S)
                if number == kills // 2:
                    self._stop_sender(stopped_s)
                self.killer.strike()
            until(
                lambda: self._further_than(self.played.chunks) and self.sender.code == 0,
                "a sender that is done",
                BACK_S,
            )
            assert "Traceback" not in self.sender.said, self.sender.said
            assert self.serve.end() == 0, self.serve.said
        assert "Traceback" not in self.serve.said, self.serve.said

    def _further_than(self, batches: float) -> bool:
        """Whether so many batches are acknowledged, or all are; whoever was killed is there again."""
        assert self.sender.code != REFUSED, self.sender.said
        if self.sender.code:
            self.sender.keep()
        done = sum(one.acknowledged for one in self.proxy.exchanges)
        return self.sender.code == 0 or done >= batches

    def _kill_api(self) -> bool:
        return kill_api(self.serve)

    def _kill_start(self) -> bool:
        """Kill the API, and again some moments after it was started again, most often before it answers."""
        self._kill_api()
        until(lambda: api_is_started(self.serve), "an API that is started again", BACK_S)
        Bell().wait(self.killer.chance.uniform(0, START_S))
        return self._kill_api()

    def _kill_before_answer(self) -> bool:
        """Kill the API when it has stored a batch of which the sender will not hear."""
        self.losing = True
        until(lambda: self.proxy.cut or self.sender.code is not None, "an answer that gets lost", BACK_S)
        self.losing = False
        killed = self._kill_api()
        self.proxy.cut = False
        return killed

    def _loses(self, number: int) -> bool:
        self.proxy.cut = self.losing
        return self.losing or number % LOST_EVERY == LOST_EVERY - 1

    def _kill_sender(self) -> bool:
        alive = self.sender.code is None
        self.sender.kill()
        return alive

    def _stop_sender(self, stopped_s: float) -> None:
        """Nothing is heard for longer than the API waits."""
        os.kill(self.sender.id, signal.SIGSTOP)
        Bell().wait(stopped_s)
        os.kill(self.sender.id, signal.SIGCONT)
