"""``onpost worker``: its name, and its key."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.commands.worker import worker_name
from tests.api.builders import Onpost

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("hall-7.example", "hall-7.example"),
        ("大厅 7", "7"),
        ("-x", "x"),
        ("", "worker"),
        ("大厅", "worker"),
        ("h" * 99, "h" * 64),
    ],
)
def test_a_host_gives_its_worker_a_name(host: str, name: str) -> None:
    assert worker_name(host) == name


@given(st.text())
def test_every_host_gives_a_name_of_the_contract(host: str) -> None:
    assert NAME.fullmatch(worker_name(host))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("a worker's key was wanted", "--key-file", "ONPOST_WORKER_KEY")),
        (("--key-file", "none"), ("none: a worker's key was wanted", "No such file")),
        (("--key-file", "empty"), ("empty: a worker's key was wanted", "got none")),
        (("--key-file", "words"), ("words: a worker's key was wanted", "got none")),
        (("--name", "大厅"), ("--name: ", "大厅")),
        (("--name", ""), ("--name: ",)),
        (("--name", "../x"), ("--name: ",)),
    ],
)
def test_what_is_wanting_is_said(
    onpost: Onpost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONPOST_WORKER_KEY", raising=False)
    Path("empty").touch()
    Path("words").write_text("no key at all")
    ended = onpost("worker", "--api", "http://127.0.0.1:1", "--data", "data", *arguments)
    assert (ended.code, ended.err.count("\n")) == (2, 1), ended.err
    assert [word for word in words if word not in ended.err] == []
    assert not Path("data").exists()
