"""The link over a line that loses requests and answers, to an API and from a worker that are both killed."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.client import Fenced, Lost, NotTaken, Unreachable
from api.contract import Acknowledged, Batch, Registered, Registration, SpanMessage
from api.server.problems import Refused
from api.worker.link import NOTHING_S, Link
from api.worker.spool import Spool
from tests.api.server.builders import BEGIN_MS, SOMEBODY, Hall, hall_in_memory, spans
from vision.datatypes import Span


@dataclass(slots=True)
class Line:
    """An API in this process; what is said over it is lost as ``weather`` says: before it arrives, or its answer."""

    hall: Hall
    weather: list[str] = field(default_factory=list)
    sent: list[Batch] = field(default_factory=list)

    def register(self, worker: str, views: Sequence[str]) -> Registered:
        lost = self._next()
        self._lose(lost == "request")
        try:
            registered = self.hall.parts.intake.register(Registration(worker=worker, views=tuple(views)))
        except Refused as refused:
            raise NotTaken(refused.message, refused.code) from refused
        self._lose(lost == "answer")
        return registered

    def send(self, batch: Batch) -> Acknowledged:
        lost = self._next()
        self._lose(lost == "request")
        self.sent.append(batch)
        self.hall.clock.now_ms = max([self.hall.clock.now_ms, *batch.watermark_ms.values()])
        (result,) = self.hall.parts.intake.take([batch])
        self._lose(lost == "answer")
        if isinstance(result, Refused):
            kinds = {"fenced": Fenced, "gap": Lost, "unregistered": Lost}
            paths = [problem.path for problem in result.problems]
            raise kinds.get(result.code, NotTaken)(result.message, result.code, paths)
        return result

    def _next(self) -> str:
        return self.weather.pop(0) if self.weather else "fine"

    @staticmethod
    def _lose(lost: bool) -> None:
        if lost:
            msg = "the line is down"
            raise Unreachable(msg)


def add(spool: Spool, these: Sequence[Span]) -> None:
    marks = {span.view: span.to_ms for span in these}
    messages = tuple(SpanMessage.of(span) for span in these)
    spool.add(Batch(worker="w1", epoch=0, sequence=0, spans=messages, watermark_ms=marks))


def stored(hall: Hall, view: str = "seven") -> list[Span]:
    with hall.parts.store.read() as log:
        return log.spans([view], 0, 2**60)[view]


def run_down(link: Link) -> None:
    """Step until nothing is left to send; the line is fine by then."""
    for _ in range(1000):
        if link.step() == NOTHING_S:
            return
    pytest.fail("there was no end of it")


STEPS = st.lists(st.sampled_from(["add", "step", "step", "step", "kill worker", "kill api"]), max_size=40)
WEATHER = st.lists(st.sampled_from(["fine", "fine", "request", "answer"]), max_size=30)


@settings(max_examples=60)
@given(steps=STEPS, weather=WEATHER)
def test_everything_arrives_once_and_in_order_whatever_happens(steps: list[str], weather: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hall = hall_in_memory()
        line, spool = Line(hall, list(weather)), Spool(Path(folder), "w1")
        link = Link(line, spool, "w1", lambda: 0.0)
        link.watch(["seven"])
        told = spans([(500 * (steps.count("add") + 1), SOMEBODY)], longest_ms=500)
        left = iter(told)
        for step in steps:
            if step == "add":
                add(spool, [next(left)])
            elif step == "step":
                link.step()
            elif step == "kill worker":
                spool.close()
                spool = Spool(Path(folder), "w1")
                link = Link(line, spool, "w1", lambda: 0.0)
                link.watch(["seven"])
            else:  # an API that starts again knows its epochs: nobody needs to register
                hall.parts.engine.folds.clear()
                with hall.parts.store.write() as log:
                    hall.parts.engine.load(log, hall.clock())
        add(spool, [next(left)])
        line.weather.clear()
        run_down(link)
        assert stored(hall) == told
        assert spool.waiting() == 0
        spool.close()
        hall.parts.close()


def test_what_the_api_refuses_is_left_out_and_the_rest_arrives(tmp_path: Path) -> None:
    hall = hall_in_memory()
    line, spool = Line(hall), Spool(tmp_path, "w1")
    link = Link(line, spool, "w1", now_ms=hall.clock)
    link.watch(["seven", "side"])
    first, second, third = spans([(1500, SOMEBODY)], longest_ms=500)
    side, *more = spans([(1500, SOMEBODY)], view="side", longest_ms=500)
    stranger = spans([(500, SOMEBODY)], view="nowhere")[0]
    far = spans([(500, SOMEBODY)], begin_ms=BEGIN_MS + 10**12)[0]
    add(spool, [first, stranger])  # a view that the site never had
    spool.add(Batch(worker="w1", epoch=0, sequence=0, spans=(SpanMessage.of(far), SpanMessage.of(side))))
    add(spool, [second])
    add(spool, [second, *more])  # one view's time was told of already
    add(spool, [third])
    run_down(link)
    assert stored(hall) == [first, second, third]
    assert stored(hall, "side") == [side, *more], "one view's fault was another's loss"
    assert link.refused == {"unknown_view": 1, "future": 1, "overlap": 1}
    spool.close()
    hall.parts.close()


def test_what_an_api_whose_clock_is_behind_does_not_take_yet_waits(tmp_path: Path) -> None:
    hall = hall_in_memory()
    line, spool = Line(hall), Spool(tmp_path, "w1")
    link = Link(line, spool, "w1", now_ms=lambda: BEGIN_MS + 3_600_000)
    link.watch(["seven"])
    ahead = spans([(500, SOMEBODY)], begin_ms=BEGIN_MS + 3_600_000)[0]
    spool.add(Batch(worker="w1", epoch=0, sequence=0, spans=(SpanMessage.of(ahead),)))
    assert link.step() < NOTHING_S
    assert (link.is_up, spool.waiting(), stored(hall)) == (False, 1, [])
    hall.clock.now_ms = BEGIN_MS + 3_600_000
    run_down(link)
    assert stored(hall) == [ahead]
    spool.close()
    hall.parts.close()


def test_a_backlog_of_a_view_that_is_watched_no_more_still_arrives(tmp_path: Path) -> None:
    hall = hall_in_memory()
    line, spool = Line(hall), Spool(tmp_path, "w1")
    link = Link(line, spool, "w1")
    link.watch(["seven", "side"])
    seven, side = spans([(500, SOMEBODY)])[0], spans([(500, SOMEBODY)], view="side")[0]
    add(spool, [seven, side])
    link.watch(["seven"])
    run_down(link)
    assert (stored(hall), stored(hall, "side")) == ([seven], [side])
    spool.close()
    hall.parts.close()


def test_other_views_are_registered_before_anything_is_sent_of_them(tmp_path: Path) -> None:
    hall = hall_in_memory()
    line, spool = Line(hall), Spool(tmp_path, "w1")
    link = Link(line, spool, "w1")
    assert link.step() == NOTHING_S, "nothing is sent before it is known what is watched"
    link.watch(["seven"])
    one, two = spans([(1000, SOMEBODY)], longest_ms=500)
    add(spool, [one])
    run_down(link)
    link.watch(["seven", "side"])
    side = spans([(500, SOMEBODY)], view="side")[0]
    add(spool, [two, side])
    run_down(link)
    assert (stored(hall), stored(hall, "side")) == ([one, two], [side])
    assert [(batch.epoch, batch.sequence) for batch in line.sent] == [(1, 0), (2, 0)]
    spool.close()
    hall.parts.close()


def test_a_worker_whose_name_was_taken_stops(tmp_path: Path) -> None:
    hall = hall_in_memory()
    line, spool = Line(hall), Spool(tmp_path, "w1")
    link = Link(line, spool, "w1")
    link.watch(["seven"])
    run_down(link)
    line.register("w1", ["seven"])
    add(spool, spans([(500, SOMEBODY)]))
    with pytest.raises(Fenced):
        link.step()
    assert spool.waiting() == 1, "what was not acknowledged was forgotten"
    spool.close()
    hall.parts.close()


def test_a_line_that_is_down_is_asked_less_and_less_often(tmp_path: Path) -> None:
    hall = hall_in_memory()
    line, spool = Line(hall, ["request"] * 8), Spool(tmp_path, "w1")
    link = Link(line, spool, "w1", lambda: 1.0)
    link.watch(["seven"])
    assert [round(link.step(), 1) for _ in range(8)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]
    assert not link.is_up
    assert link.step() == NOTHING_S
    assert link.is_up
    spool.close()
    hall.parts.close()
