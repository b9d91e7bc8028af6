"""What is shown of a child's words."""

import pytest

from api.supervisor.sayings import LONGEST, Sayings


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([b"one\ntwo\n"], ["one", "two"]),
        ([b"o", b"ne\ntw", b"o"], ["one", "two"]),
        ([b"onpost: full\n", b"onpost: full\n"], ["onpost: full"]),
        ([b"onpost: full\nstarted\nonpost: full\n"], ["onpost: full", "started"]),
        ([b"onpost: full\nonpost: gone\nonpost: full\n"], ["onpost: full", "onpost: gone", "onpost: full"]),
        ([b"same\nsame\n"], ["same", "same"]),
        ([b"\xff\n"], ["\ufffd"]),
        ([b"x" * (LONGEST + 1), b"y\n"], ["x" * (LONGEST + 1), "y"]),
        ([], []),
    ],
)
def test_lines_come_whole_and_a_complaint_once(said: list[bytes], shown: list[str]) -> None:
    sayings = Sayings()
    assert [line for content in said for line in sayings.feed(content)] + sayings.end() == shown
    assert sayings.end() == []
