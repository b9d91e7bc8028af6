"""The real product on the demo scene: ``onpost serve`` without a worker, and ``onpost worker`` behind the proxy."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Bell
from typing import Any

import httpx

from api import demo_site
from api.demo_site import address_from, demo_site_text
from cameras.arrival import wall_ms
from cameras.scene_demo import demo_script
from tests.api.faults.killing import kill_api
from tests.api.faults.processes import Kept, answers, below, command_of, free_port, kill, until
from tests.api.faults.proxy import Proxy
from tests.api.server.serving import logged_in

READER = "cameras.decode_live"
JOBS = "api.jobs.running"
START_S = 60.0
FIRST_LOGIN = "first login: "
NOTICE_S = 4
"""Shorter than the demo's, so that absences are events that were not seen from their begin or last few seconds."""
DEMO_NOTICE = f"notice_after_s: {demo_site.NOTICE_S}"


class Product:
    """Its processes, and what may be done to them; the script began ``into_s`` before it is made."""

    def __init__(self, folder: Path, into_s: float) -> None:
        """Start nothing yet."""
        port = free_port()
        self.data = folder / "data"
        self.address = f"http://127.0.0.1:{port}"
        self.begins_ms = wall_ms() - round(into_s * 1000)
        site = folder / "site.yaml"
        text = demo_site_text(demo_script(), address_from(self.begins_ms))
        assert DEMO_NOTICE in text
        site.write_text(text.replace(DEMO_NOTICE, f"notice_after_s: {NOTICE_S}"), encoding="utf-8")
        serving = ("--data", str(self.data), "--site", str(site), "--port", str(port), "--no-worker")
        self.serve = Kept(("api.cli", "serve", *serving), folder / "serve.log")
        self.proxy = Proxy(port)
        key = ("--key-file", str(self.data / "worker.key"), "--name", "hall")
        watching = ("--api", self.proxy.address, "--data", str(folder / "worker"), *key)
        self._person = httpx.Client()
        self.worker = Kept(("api.cli", "worker", *watching), folder / "worker.log")

    @contextmanager
    def run(self) -> Iterator["Product"]:
        """Everything is up and the scene is watched when the block begins."""
        with self.serve.run(), self.proxy.run():
            until(lambda: FIRST_LOGIN in self.serve.said, f"a link to log in, it said: {self.serve.said}", START_S)
            token = self.serve.said.partition(FIRST_LOGIN)[2].split()[0].partition("=")[2]
            with logged_in(self.address, token) as self._person, self.worker.run():
                until(self._is_watched, "a worker that sees", START_S)
                yield self

    def end(self) -> None:
        """Everything is told, and both have ended in good order."""
        now_ms = wall_ms()
        until(lambda: self._told_until(now_ms), f"a worker that catches up, it said: {self.worker.said}", START_S)
        assert self.worker.end() == 0, self.worker.said
        until(lambda: answers(self.address), f"an API that answers, it said: {self.serve.said}", START_S)
        assert self.serve.end() == 0, self.serve.said

    def has_ended_event(self) -> bool:
        """Whether the API tells of an absence that is over."""
        events = self._asked("/api/v1/events").get("events", [])
        return any(event["end_ms"] is not None for event in events)

    def keep(self) -> None:
        """Start the worker again where it has ended."""
        self.worker.keep()

    def kill_api(self) -> bool:
        """Kill the API; the supervisor starts it again."""
        return kill_api(self.serve)

    def kill_jobs(self) -> bool:
        """Kill the jobs."""
        return _kill_all(below(self.serve.id, JOBS))

    def kill_reader(self) -> bool:
        """Kill the process that decodes."""
        return _kill_all(below(self.worker.id, READER))

    def stop_reader(self) -> bool:
        """Let the process that decodes hang for good: the watchdog is to end it."""
        found = below(self.worker.id, READER)
        for one in found:
            os.kill(one, signal.SIGSTOP)
        return bool(found)

    def kill_worker(self) -> bool:
        """Kill the worker and start it again at once; its readers must not outlive it."""
        readers = below(self.worker.id, READER)
        self.worker.kill()
        self.worker.keep()
        until(lambda: not any(READER in command_of(one) for one in readers), "an end of the dead worker's readers")
        return True

    def hold_api(self, lasts_s: float) -> bool:
        """The API hangs: it takes lines and answers nobody."""
        found = below(self.serve.id, "api.supervisor.child_api")
        for one in found:
            os.kill(one, signal.SIGSTOP)
        Bell().wait(lasts_s)
        for one in found:
            os.kill(one, signal.SIGCONT)
        return bool(found)

    def cut_line(self, lasts_s: float) -> bool:
        """The line is cut: the API goes on and hears nothing."""
        self.proxy.cut = True
        self.proxy.hang_up()
        Bell().wait(lasts_s)
        self.proxy.cut = False
        return True

    def _told_until(self, at_ms: int) -> bool:
        self.keep()
        return self._watermark_ms() >= at_ms

    def _is_watched(self) -> bool:
        """Whether the API has been told of something that was seen."""
        taken = (one for one in self.proxy.exchanges if one.acknowledged)
        return any(span.blind_reason is None for one in taken for span in one.batch.spans)

    def _watermark_ms(self) -> int:
        """Until when every view was told of; 0 where nobody answers."""
        counters = self._asked("/api/v1/counters").get("counters", [])
        return min((int(view["watermark_ms"]) for counter in counters for view in counter["views"]), default=0)

    def _asked(self, path: str) -> dict[str, Any]:
        """The API's answer; nothing where it does not answer."""
        try:
            found = self._person.get(path, timeout=5)
        except httpx.HTTPError:
            return {}
        answer: dict[str, Any] = found.json() if found.is_success else {}
        return answer


def _kill_all(found: list[int]) -> bool:
    for one in found:
        kill(one)
    return bool(found)
