"""The proxy of the fault tests changes nothing, notes everything, and breaks where it is told to."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from api.client import ApiClient, Lost, Unreachable
from tests.api.faults.proxy import Proxy
from tests.api.server.builders import BEGIN_MS, KEY, SOMEBODY, Hall, batch_of, hall_in, spans
from tests.api.server.serving import served

SPANS = spans([(20_000, SOMEBODY)])
VIEWS = ("seven", "front", "side")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path)
    opened.clock.now_ms = BEGIN_MS + 20_000
    yield opened
    opened.parts.close()


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2])


def test_a_worker_does_not_notice_it(hall: Hall) -> None:
    with served(hall.parts) as address, Proxy(port_of(address)).run() as proxy, ApiClient(proxy.address, KEY) as client:
        with pytest.raises(Lost):
            client.send(batch_of("w1", 1, 0, SPANS))
        assert client.register("w1", VIEWS).epoch == 1
        assert client.send(batch_of("w1", 1, 0, SPANS)).sequence == 0
        refused, taken = proxy.exchanges
        assert (refused.acknowledged, refused.status, taken.acknowledged) == (False, 409, True)
        assert taken.spans == SPANS
        assert proxy.paths == {"/api/v1/workers": 1, "/api/v1/batches": 2}


def test_arguments_and_headers_reach_the_api_and_come_back(hall: Hall) -> None:
    with served(hall.parts) as address, Proxy(port_of(address)).run() as proxy:
        whole = httpx.get(f"{address}/api/v1/events?limit=0", timeout=20)
        passed = httpx.get(f"{proxy.address}/api/v1/events?limit=0", timeout=20)
        assert (passed.status_code, passed.content) == (whole.status_code, whole.content)
        assert passed.headers["content-type"] == whole.headers["content-type"]
        assert proxy.paths == {"/api/v1/events": 1}


def test_an_answer_that_gets_lost_is_acknowledged_all_the_same(hall: Hall) -> None:
    with (
        served(hall.parts) as address,
        Proxy(port_of(address), loses=lambda n: n == 0).run() as proxy,
        ApiClient(proxy.address, KEY) as client,
    ):
        client.register("w1", VIEWS)
        with pytest.raises(Unreachable):
            client.send(batch_of("w1", 1, 0, SPANS))
        assert client.send(batch_of("w1", 1, 0, SPANS)).sequence == 0
        assert [(one.acknowledged, one.passed_on) for one in proxy.exchanges] == [(True, False), (True, True)]
        assert proxy.lost_answers == 1


def test_an_api_that_is_not_there_and_a_line_that_is_cut_answer_nothing(hall: Hall) -> None:
    with served(hall.parts) as address:
        gone = port_of(address)
    with Proxy(gone).run() as proxy, ApiClient(proxy.address, KEY) as client:
        with pytest.raises(Unreachable):
            client.send(batch_of("w1", 1, 0, SPANS))
        proxy.cut = True
        with pytest.raises(Unreachable):
            client.send(batch_of("w1", 1, 0, SPANS))
        assert [one.status for one in proxy.exchanges] == [None]


def test_a_stream_comes_piece_by_piece_and_ends_when_it_is_hung_up(hall: Hall) -> None:
    absent = spans([(10_000, SOMEBODY), (10_000, -8)])
    heard: list[str] = []

    def listen(address: str) -> None:
        with httpx.stream("GET", f"{address}/api/v1/events/stream?after=0", timeout=20) as stream:
            try:
                for line in stream.iter_lines():
                    heard.append(line)
                    if line.startswith("data:"):
                        proxy.hang_up()
            except httpx.HTTPError as error:
                heard.append(type(error).__name__)

    with served(hall.parts) as address, Proxy(port_of(address)).run() as proxy, ApiClient(address, KEY) as client:
        listener = Thread(target=listen, args=(proxy.address,))
        listener.start()
        client.register("w1", VIEWS)
        client.send(batch_of("w1", 1, 0, absent))
        listener.join(20)
        assert not listener.is_alive()
    assert any("presence.absent" in line for line in heard)
    assert heard[-1].endswith("Error")
