"""Work that fails is logged and taken up again until it returns or is over."""

import threading

import pytest

from api.worker.guarding import guarded, start_guarded


def test_it_goes_on_after_a_fault_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    left = [ValueError("once"), RuntimeError("twice")]

    def work() -> None:
        if left:
            raise left.pop(0)

    guarded(work, threading.Event(), again_s=0)
    assert not left
    assert [record.exc_info is not None for record in caplog.records] == [True, True]


def test_it_ends_when_it_is_over() -> None:
    ended = threading.Event()

    def work() -> None:
        ended.set()
        msg = "too late"
        raise ValueError(msg)

    thread = start_guarded("work", work, ended)
    thread.join(10)
    assert not thread.is_alive()
