"""The app over a real port: what is refused and how, what can be asked, and events as they happen."""

import gc
import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.contract import PREFIX, Batch
from api.errors import InputError
from api.server.body_limit import MOST_BYTES
from api.server.problems import KINDS, Code
from api.server.progress import AHEAD_MS
from api.server.running import listen, web_server
from tests.api.server.builders import BEGIN_MS, DARK, KEY, NOBODY, SOMEBODY, Hall, Run, batch_of, hall_in, spans
from tests.api.server.serving import Json, served
from vision.datatypes import Span

ABSENCE = spans([(10_000, SOMEBODY), (15_000, NOBODY), (10_000, SOMEBODY)])
END_MS = BEGIN_MS + 35_000
JSON = {"Content-Type": "application/json"}
WORKER = {"Authorization": f"Bearer {KEY}"}


@dataclass(slots=True)
class Api:
    """A hall whose worker speaks to a served app."""

    hall: Hall
    http: httpx.Client

    def get(self, path: str, **query: object) -> Json:
        response = self.http.get(path, params={key.rstrip("_"): str(value) for key, value in query.items()})
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    def post(self, batch: Batch) -> httpx.Response:
        self.hall.clock.now_ms = max([self.hall.clock.now_ms, *batch.watermark_ms.values()])
        return self.http.post(f"{PREFIX}/batches", content=batch.model_dump_json(), headers=JSON)

    def metric(self, name: str, **labels: str) -> float:
        return self.hall.parts.metrics.registry.get_sample_value(name, labels) or 0.0


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    hall = hall_in(tmp_path).register()
    with served(hall.parts) as address, httpx.Client(base_url=address, headers=WORKER, timeout=20) as client:
        yield Api(hall, client)
    hall.parts.close()


def code_of(response: httpx.Response) -> str:
    """The code of a problem; fails where an error has another shape."""
    body = response.json()
    assert body.keys() == {"error"}
    assert {"code", "message"} <= body["error"].keys() <= {"code", "message", "remedy", "problems"}
    assert all(value for value in body["error"].values())
    assert all(
        {"path", "message"} <= one.keys() <= {"path", "message", "code", "zh"}
        for one in body["error"].get("problems", [])
    )
    kind = KINDS[Code(body["error"]["code"])]
    assert response.status_code == kind.status
    return str(body["error"]["code"])


# --- taking in --------------------------------------------------------------------------------------


def test_a_batch_is_acknowledged_and_judged(api: Api) -> None:
    answer = api.post(api.hall.batch(ABSENCE[:3]))
    assert answer.json() == {"sequence": 0, "look_by_ms": {"7": BEGIN_MS + 19_000}}
    assert api.post(api.hall.batch(ABSENCE[3:])).json() == {"sequence": 1, "look_by_ms": {}}
    (event,) = api.get(f"{PREFIX}/events")["events"]
    assert (event["phase"], event["start_ms"], event["end_ms"]) == ("ended", BEGIN_MS + 10_000, BEGIN_MS + 25_000)
    assert api.metric("onpost_spans_total") == len(ABSENCE)


def test_a_batch_that_comes_again_is_acknowledged_again_and_not_doubled(api: Api) -> None:
    batch = api.hall.batch(ABSENCE)
    assert [api.post(batch).status_code for _ in range(3)] == [200, 200, 200]
    assert api.get(f"{PREFIX}/counters")["counters"][0]["coverage_s"]["absent"] == 15
    assert api.metric("onpost_batches_duplicate_total") == 2


FIRST = ABSENCE[0]


def wrong(change: Json, index: int = 0) -> Json:
    """A first batch with something of its span changed."""
    body: Json = json.loads(batch_of("w1", 1, 0, [FIRST]).model_dump_json())
    body["spans"][index] |= change
    return body


def whole(**change: object) -> Json:
    """A first batch with something of itself changed."""
    body: Json = json.loads(batch_of("w1", 1, 0, [FIRST]).model_dump_json())
    return body | change


NOW_MS = BEGIN_MS + 5_000
FAR_MS = NOW_MS + AHEAD_MS + 1
OVERLAPPING = json.loads(batch_of("w1", 1, 0, [FIRST, Span("seven", BEGIN_MS + 1, BEGIN_MS + 2)]).model_dump_json())

BAD: list[tuple[str, bytes | Json | list[Json], Code]] = [
    ("a gap", whole(sequence=1), Code.GAP),
    ("an epoch that is over", whole(epoch=0), Code.FENCED),
    ("an epoch that was never given", whole(epoch=2), Code.UNREGISTERED),
    ("nobody known", whole(worker="w2"), Code.UNREGISTERED),
    ("evidence that is no number", wrong({"staff_evidence": float("nan")}), Code.MALFORMED),
    ("a moment without end", wrong({"to_ms": float("inf")}), Code.MALFORMED),
    ("a span from the future", wrong({"from_ms": FAR_MS - 1, "to_ms": FAR_MS}), Code.FUTURE),
    ("a watermark from the future", whole(watermark_ms={"seven": FAR_MS}), Code.FUTURE),
    ("a view that nobody knows", wrong({"view": "nine"}), Code.UNKNOWN_VIEW),
    ("a watermark of such", whole(watermark_ms={"nine": NOW_MS}), Code.UNKNOWN_VIEW),
    ("overlapping spans", OVERLAPPING, Code.OVERLAP),
    ("a span that is too long", wrong({"to_ms": BEGIN_MS + 10_001}), Code.TOO_LONG),
    ("a span that ends before it begins", wrong({"to_ms": BEGIN_MS - 1}), Code.MALFORMED),
    ("a posture nobody has", wrong({"posture": ["lying", 3]}), Code.MALFORMED),
    ("a field nobody knows", whole(note="x"), Code.MALFORMED),
    ("another kind of thing", [], Code.MALFORMED),
    ("nothing", b"", Code.MALFORMED),
    ("half of it", json.dumps(whole()).encode()[:-20], Code.MALFORMED),
    ("no text", b"\xff\xfe\x00", Code.MALFORMED),
    ("too much", json.dumps(whole(worker="w" * MOST_BYTES)).encode(), Code.TOO_LARGE),
]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One app for all that must change nothing."""
    hall = hall_in(tmp_path_factory.mktemp("hall")).register()
    hall.clock.now_ms = NOW_MS
    with served(hall.parts) as address, httpx.Client(base_url=address, headers=WORKER, timeout=20) as client:
        yield Api(hall, client)
    hall.parts.close()


@pytest.mark.parametrize(("name", "body", "code"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_batch_is_refused_by_itself(
    standing: Api, name: str, body: bytes | Json | list[Json], code: Code
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    before = standing.metric("onpost_batches_refused_total", code=code)
    assert code_of(standing.http.post(f"{PREFIX}/batches", content=content, headers=JSON)) == code, name
    assert standing.metric("onpost_batches_refused_total", code=code) == before + 1
    assert standing.get("/readyz") == {"status": "ok"}
    assert standing.metric("onpost_spans_total") == 0
    assert standing.hall.parts.engine.folds["7"].at_ms == BEGIN_MS


def test_a_large_batch_without_a_length_is_refused_too(standing: Api) -> None:
    pieces = (b" " * 100_000 for _ in range(60))
    assert code_of(standing.http.post(f"{PREFIX}/batches", content=pieces, headers=JSON)) == Code.TOO_LARGE


def test_what_was_stored_before_is_not_told_twice(api: Api) -> None:
    api.post(api.hall.batch(ABSENCE[:3]))
    assert code_of(api.post(api.hall.batch(ABSENCE[1:2]))) == Code.OVERLAP
    api.hall.sequence -= 1
    assert api.post(api.hall.batch(ABSENCE[3:])).status_code == 200


def test_a_refusal_names_the_views_without_which_the_batch_would_be_taken(api: Api) -> None:
    known = spans([(5_000, SOMEBODY)], view="seven")
    api.post(api.hall.batch(known))
    long = spans([(20_000, SOMEBODY)], view="front", longest_ms=20_000)
    good = spans([(5_000, SOMEBODY)], view="side")
    for these, named in (([*known, *long, *good], ["seven", "front"]), ([*long, *good], ["front"]), (good, [])):
        batch = batch_of("w1", 1, 1, these)
        answer = api.post(batch)
        problems = answer.json().get("error", {}).get("problems")
        assert [one["path"] for one in problems or ()] == named
    assert answer.status_code == 200


def test_a_refused_batch_has_not_used_its_number(api: Api) -> None:
    bad = api.hall.batch([Span("nine", BEGIN_MS, BEGIN_MS + 1)])
    assert code_of(api.post(bad)) == Code.UNKNOWN_VIEW
    assert api.post(bad.emptied()).json()["sequence"] == 0
    assert api.post(api.hall.batch(ABSENCE)).json()["sequence"] == 1


def test_registering_again_fences_who_was_there_and_tells_how_far_it_got(api: Api) -> None:
    def register() -> Json:
        answer = api.http.post(f"{PREFIX}/workers", json={"worker": "w1", "views": ["seven"]})
        body: Json = answer.json()
        return body

    api.post(api.hall.batch(ABSENCE[:1]))
    assert register() == {"epoch": 2, "previous": {"epoch": 1, "sequence": 0}}
    assert register() == {"epoch": 3, "previous": {"epoch": 1, "sequence": 0}}
    assert code_of(api.post(api.hall.batch(ABSENCE[1:]))) == Code.FENCED
    other = {"worker": "w2", "views": ["nine"]}
    assert code_of(api.http.post(f"{PREFIX}/workers", json=other)) == Code.UNKNOWN_VIEW
    api.hall.epoch, api.hall.sequence = 3, 0
    assert code_of(api.post(api.hall.batch([], side=BEGIN_MS))) == Code.UNKNOWN_VIEW


# --- asking -----------------------------------------------------------------------------------------


def test_counters_tell_how_they_stand(api: Api) -> None:
    api.post(api.hall.batch(ABSENCE[:4]))
    seven, eight = api.get(f"{PREFIX}/counters")["counters"]
    assert seven == {
        "id": "7",
        "hall": "north",
        "name": {"zh": "7号窗口", "en": "Window 7"},
        "live": "absent",
        "checking": False,
        "settled": "absent",
        "unstaffed": True,
        "blind_reason": None,
        "customer": "blind",
        "since_ms": BEGIN_MS + 10_000,
        "blind_s": 0.0,
        "settled_until_ms": BEGIN_MS + 20_000,
        "coverage_s": {"present": 10.0, "absent": 10.0, "blind": 0.0, "unscheduled": 0.0},
        "views": [{"id": "seven", "camera": "cam-7", "watermark_ms": BEGIN_MS + 20_000, "silent_until_ms": BEGIN_MS}],
    }
    assert (eight["live"], eight["settled"], eight["blind_reason"]) == ("blind", "blind", "undecided")


@pytest.mark.parametrize(
    ("runs", "live", "checking", "unstaffed"),
    [
        ([(10_000, SOMEBODY)], "present", False, False),
        ([(10_000, SOMEBODY), (200, NOBODY)], "present", False, False),
        ([(10_000, SOMEBODY), (1_000, NOBODY)], "present", True, False),
        ([(10_000, SOMEBODY), (1_000, NOBODY), (1_000, SOMEBODY)], "present", False, False),
        ([(10_000, SOMEBODY), (1_000, NOBODY), (1_000, DARK)], "blind", False, False),
        ([(10_000, SOMEBODY), (3_900, NOBODY)], "absent", False, False),
        ([(10_000, SOMEBODY), (4_100, NOBODY)], "absent", False, True),
        ([(10_000, SOMEBODY), (4_100, NOBODY), (300, SOMEBODY)], "absent", True, True),
        ([(10_000, SOMEBODY), (4_100, NOBODY), (2_000, SOMEBODY)], "present", False, False),
    ],
)
def test_counters_tell_where_the_looks_have_begun_to_disagree(
    api: Api, runs: list[Run], live: str, *, checking: bool, unstaffed: bool
) -> None:
    api.post(api.hall.batch(spans(runs)))
    seven = api.get(f"{PREFIX}/counters")["counters"][0]
    assert (seven["live"], seven["checking"], seven["unstaffed"]) == (live, checking, unstaffed)


def test_a_blip_does_not_make_an_absence_begin_anew(api: Api) -> None:
    api.post(api.hall.batch(spans([(10_000, SOMEBODY), (6_000, NOBODY), (800, DARK), (2_000, NOBODY)])))
    seven = api.get(f"{PREFIX}/counters")["counters"][0]
    assert (seven["settled"], seven["since_ms"], seven["blind_s"]) == ("absent", BEGIN_MS + 10_000, 0.8)


def test_nobody_is_believed_there_of_whom_nothing_comes_be_it_by_a_clock_that_was_ahead(api: Api) -> None:
    api.post(api.hall.batch(ABSENCE[:4]))
    for wait_ms, live in ((-3_600_000, "absent"), (-3_590_000, "absent"), (-3_589_000, "blind")):
        api.hall.wait(NOW_MS + wait_ms)
        assert api.get(f"{PREFIX}/counters")["counters"][0]["live"] == live


def test_counters_come_with_their_halls_and_the_clock_of_the_api(api: Api) -> None:
    api.hall.clock.now_ms = BEGIN_MS + 7_000
    told = api.get(f"{PREFIX}/counters")
    name = {"zh": "北厅", "en": "North hall"}
    assert told["halls"] == [{"id": "north", "name": name, "time_zone": "Asia/Shanghai", "groups": []}]
    assert told["at_ms"] == BEGIN_MS + 7_000
    assert [(view["id"], view["camera"]) for view in told["counters"][1]["views"]] == [
        ("front", "cam-8"),
        ("side", "cam-7"),
    ]


def test_the_newest_events_come_without_reading_all(api: Api) -> None:
    api.post(api.hall.batch(ABSENCE))
    api.post(api.hall.batch(spans([(15_000, NOBODY), (10_000, SOMEBODY)], begin_ms=END_MS)))
    all_of_them = api.get(f"{PREFIX}/events")
    assert api.get(f"{PREFIX}/events/newest", limit=5) == all_of_them
    newest = api.get(f"{PREFIX}/events/newest", limit=1)
    assert newest["events"] == all_of_them["events"][-1:]
    assert api.get(f"{PREFIX}/events/newest", counter="8") == {"events": [], "next_after": newest["next_after"]}


def test_events_are_paged_by_their_place_in_the_log(api: Api) -> None:
    api.post(api.hall.batch(ABSENCE))
    first = api.get(f"{PREFIX}/events", revisions="all", limit=2)
    rest = api.get(f"{PREFIX}/events", revisions="all", after=first["next_after"])
    assert [event["revision"] for event in first["events"] + rest["events"]] == [1, 2, 3]
    assert [event["final"] for event in first["events"] + rest["events"]] == [False, False, True]
    assert api.get(f"{PREFIX}/events", after=rest["next_after"]) == {"events": [], "next_after": rest["next_after"]}
    assert api.get(f"{PREFIX}/events", counter="8")["events"] == []


def test_a_timeline_is_as_fine_as_asked_for(api: Api) -> None:
    api.post(api.hall.batch(ABSENCE))
    fine = api.get(f"{PREFIX}/counters/7/timeline", from_=BEGIN_MS, to=END_MS + 5_000, px=400)
    assert [(piece["state"], piece["to_ms"] - BEGIN_MS) for piece in fine["pieces"]] == [
        ("present", 10_000),
        ("absent", 25_000),
        ("present", 35_000),
    ]
    assert fine["settled_until_ms"] == END_MS
    (coarse,) = api.get(f"{PREFIX}/counters/7/timeline", from_=BEGIN_MS, to=END_MS, px=1)["pieces"]
    assert coarse["state_ms"] == {"present": 20_000, "absent": 15_000}
    assert api.get(f"{PREFIX}/counters/7/timeline", from_=0, to=1_000)["pieces"] == []


def routes_of(http: httpx.Client) -> list[tuple[str, str]]:
    described = http.get(f"{PREFIX}/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, item in described.items() for method in item]


def test_every_route_has_errors_of_the_one_shape(standing: Api) -> None:
    for method, path in routes_of(standing.http):
        wrong = standing.http.request("DELETE", re.sub(r"{\w+}", "7", path))
        assert code_of(wrong) == Code.NOT_ALLOWED, path
        described = standing.http.get(f"{PREFIX}/openapi.json").json()["paths"][path][method.lower()]["responses"]
        for status in ("4XX", "5XX"):
            assert "#/components/schemas/Problem" in json.dumps(described[status]), path


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/", Code.NOT_FOUND),
        ("/api/docs", Code.NOT_FOUND),
        (f"{PREFIX}/nothing", Code.NOT_FOUND),
        (f"{PREFIX}/events?after=-1", Code.MALFORMED),
        (f"{PREFIX}/events?limit=1001", Code.MALFORMED),
        (f"{PREFIX}/events?revisions=some", Code.MALFORMED),
        (f"{PREFIX}/events/stream?after=x", Code.MALFORMED),
        (f"{PREFIX}/counters/9/timeline?from=0&to=1", Code.NOT_FOUND),
        (f"{PREFIX}/counters/7/timeline?from=1&to=1", Code.MALFORMED),
        (f"{PREFIX}/counters/7/timeline?from=0", Code.MALFORMED),
        (f"{PREFIX}/counters/7/timeline?from=0&to=1&px=0", Code.MALFORMED),
        (f"{PREFIX}/counters/9/pictures?from=0&to=1", Code.NOT_FOUND),
        (f"{PREFIX}/counters/7/pictures?from=0", Code.MALFORMED),
        (f"{PREFIX}/views/seven/pictures/1", Code.NOT_FOUND),
        (f"{PREFIX}/views/seven/pictures/x", Code.MALFORMED),
        (f"{PREFIX}/views/..%2f..%2fonpost/pictures/1", Code.NOT_FOUND),
    ],
)
def test_wrong_questions_are_answered_in_the_one_shape(standing: Api, path: str, code: Code) -> None:
    assert code_of(standing.http.get(path)) == code


def test_a_store_that_fails_is_told_and_nothing_is_half_done(tmp_path: Path) -> None:
    hall = hall_in(tmp_path).register()
    with served(hall.parts) as address, httpx.Client(base_url=address, headers=WORKER, timeout=20) as client:
        api = Api(hall, client)
        with hall.parts.store._engine.begin() as connection:  # noqa: SLF001 - damage from outside
            connection.exec_driver_sql("ALTER TABLE spans RENAME TO lost")
        batch = hall.batch(ABSENCE)
        assert code_of(api.post(batch)) == Code.STORE_UNAVAILABLE
        assert code_of(client.get("/readyz")) in {Code.NOT_READY, Code.STORE_UNAVAILABLE}
        with hall.parts.store._engine.begin() as connection:  # noqa: SLF001 - and back
            connection.exec_driver_sql("ALTER TABLE lost RENAME TO spans")
        assert api.post(batch).status_code == 200
        assert client.get("/readyz").status_code == 200
        assert api.get(f"{PREFIX}/counters")["counters"][0]["coverage_s"]["absent"] == 15
    hall.parts.close()


def test_every_field_is_described(standing: Api) -> None:
    schemas = standing.http.get(f"{PREFIX}/openapi.json").json()["components"]["schemas"]
    ours = {name: schema for name, schema in schemas.items() if "properties" in schema}
    assert {"Batch", "SpanMessage", "EventMessage", "CounterMessage", "Timeline"} <= ours.keys()
    bare = [
        f"{name}.{field}"
        for name, schema in ours.items()
        for field, about in schema["properties"].items()
        if not about.get("description")
    ]
    assert bare == []
    times = {f: p for s in ours.values() for f, p in s["properties"].items() if f in {"from_ms", "to_ms", "at_ms"}}
    assert all("ms UTC" in about["description"] for about in times.values())


def test_only_this_machine_is_served_by_default(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    assert web_server(hall.parts).config.host == "127.0.0.1"
    hall.parts.close()


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        ("127.0.0.1", "a free port was wanted"),
        ("no.such.host.invalid", "an address of this machine was wanted"),
        ("192.0.2.1", "an address of this machine was wanted"),
    ],
)
def test_a_place_that_cannot_be_had_is_told_in_one_sentence(host: str, wanted: str) -> None:
    with listen(port=0) as taken, pytest.raises(InputError, match=wanted) as caught:
        listen(host, taken.getsockname()[1])
    assert "\n" not in str(caught.value)


def test_whoever_stays_and_does_not_read_is_let_go_at_the_end(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    with served(hall.parts) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        stays = socket.create_connection((host, int(port)))
        stays.sendall(f"GET {PREFIX}/events/stream HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert stays.recv(10).startswith(b"HTTP/1.1")
        asks = socket.create_connection((host, int(port)))
        asks.sendall(f"GET {PREFIX}/openapi.json HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() * 400)
    gc.collect()  # a transport that was left behind complains, and every warning is an error
    for client in (stays, asks):
        client.close()
    hall.parts.close()


def test_small_answers_are_sent_at_once() -> None:
    with listen(port=0) as listening:
        assert listening.proto == socket.IPPROTO_TCP  # what asyncio asks before it sets TCP_NODELAY


# --- as it happens ----------------------------------------------------------------------------------


def heard(response: httpx.Response, count: int) -> list[tuple[int, str]]:
    """The next ``count`` events of a stream: position and phase."""
    found: list[tuple[int, str]] = []
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        name, _, value = line.partition(": ")
        fields[name] = value
        if not line:
            if "data" in fields:
                assert fields["event"] == "event"
                found.append((int(fields["id"]), json.loads(fields["data"])["phase"]))
            fields = {}
        if len(found) == count:
            return found
    return found


def test_events_are_streamed_as_they_are_told(api: Api) -> None:
    with api.http.stream("GET", f"{PREFIX}/events/stream", params={"after": 0}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        api.hall.send(ABSENCE[:4])
        api.post(api.hall.batch(ABSENCE[4:]))
        told = heard(response, 3)
    assert [phase for _, phase in told] == ["started", "graver", "ended"]
    with api.http.stream("GET", f"{PREFIX}/events/stream", headers={"Last-Event-ID": str(told[0][0])}) as response:
        assert heard(response, 2) == told[1:]


def test_a_stream_ends_when_the_app_does(tmp_path: Path) -> None:
    hall = hall_in(tmp_path)
    with httpx.Client(timeout=20) as client:
        with served(hall.parts) as address:
            request = client.build_request("GET", f"{address}{PREFIX}/events/stream")
            response = client.send(request, stream=True)
        assert heard(response, 1) == []
        response.close()
    hall.parts.close()
