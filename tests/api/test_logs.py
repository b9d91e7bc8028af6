"""A line of the log: when, who, how grave, what; and never a password."""

import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest

from api.logs import set_up_logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs("worker", stream)
    yield stream
    root.handlers[:], root.level = handlers, level


AT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


@pytest.mark.parametrize(
    ("logger", "level", "text", "line"),
    [
        ("api.worker.link", logging.INFO, "link_back waiting=3", "worker info link_back waiting=3"),
        ("cameras.live", logging.WARNING, "camera_lost", "worker warning camera_lost"),
        ("api.x", logging.INFO, "camera url=rtsp://a:hunter2@h/1", "worker info camera url=rtsp://***@h/1"),
        ("api.x", logging.INFO, "two\nlines", r"worker info two\nlines"),
        ("uvicorn.error", logging.ERROR, "no way", "worker error library_said logger=uvicorn.error text=no way"),
    ],
)
def test_a_line(written: io.StringIO, logger: str, level: int, text: str, line: str) -> None:
    logging.getLogger(logger).log(level, text)
    assert re.fullmatch(f"{AT} {re.escape(line)}\n", written.getvalue())


@pytest.mark.parametrize(("logger", "level"), [("httpx", logging.INFO), ("api.x", logging.DEBUG)])
def test_what_is_not_told(written: io.StringIO, logger: str, level: int) -> None:
    logging.getLogger(logger).log(level, "GET http://h/")
    assert written.getvalue() == ""


def test_a_traceback_is_one_line_without_credentials(written: io.StringIO) -> None:
    try:
        int("rtsp://viewer:hunter2@h/1")
    except ValueError:
        logging.getLogger("api.x").exception("tick_failed")
    assert written.getvalue().count("\n") == 1
    assert "tick_failed traceback=Traceback" in written.getvalue()
    assert "hunter2" not in written.getvalue()


def test_it_goes_to_stderr(capsys: pytest.CaptureFixture[str], written: io.StringIO) -> None:
    set_up_logs("api")
    logging.getLogger("api.x").info("started")
    logging.getLogger().handlers[:] = [logging.StreamHandler(sys.stderr)]
    said = capsys.readouterr()
    assert (said.out, written.getvalue()) == ("", "")
    assert said.err.endswith("api info started\n")
