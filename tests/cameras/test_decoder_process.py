"""The decoding process: whatever becomes of it, the parent tells it from the file and leaves nothing behind."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cameras.child import DecoderSettings
from cameras.errors import (
    CameraError,
    DecoderCrashed,
    DecoderMisspoke,
    DecoderNotStarted,
    DecoderOutOfMemory,
    DecoderStalled,
)
from cameras.file import FileSource
from tests.cameras.films import LEVELS, Film, make, number_of
from tests.cameras.leaks import held

GOES_WRONG = [
    # what the process does, error, what the message tells
    ("import os; os.abort()", DecoderCrashed, "SIGABRT"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", DecoderCrashed, "SIGSEGV"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", DecoderOutOfMemory, "memory"),
    ("import sys; sys.exit(3)", DecoderNotStarted, "exit status 3"),
    ("import signal; signal.pause()", DecoderStalled, "no progress for 0.5 s"),
    ("import sys; sys.stdout.write('Segmentation fault, or so I say')", DecoderMisspoke, "something else"),
    ("import os; os.write(1, b'OPd1' + bytes([9]) + bytes(4))", DecoderMisspoke, "something else"),
    ("import os; os.write(1, b'OPd1' + bytes([5]) + b'\\xff' * 4)", DecoderMisspoke, "longer"),
    ("import os; os.write(1, b'OPd1' + bytes([4]) + (12).to_bytes(4, 'little') + bytes(12))", DecoderMisspoke, "first"),
    ("import os; os.write(1, b'OPd1' + bytes([3]) + bytes(4))", DecoderMisspoke, "in the middle"),
    (
        "import os; os.write(1, b'OPd1' + bytes([5]) + (4).to_bytes(4, 'little') + b'Ab\\ncd'[:4])",
        DecoderMisspoke,
        "Ab",
    ),
]


def settings(program: str, stall_s: float = 20.0) -> DecoderSettings:
    return DecoderSettings(command=(sys.executable, "-I", "-c", program), stall_s=stall_s)


@pytest.mark.parametrize(("program", "kind", "told"), GOES_WRONG)
def test_a_process_that_fails_is_told_by_type_and_leaves_nothing(
    tmp_path: Path, program: str, kind: type[CameraError], told: str
) -> None:
    film = make(tmp_path / "a.mp4", Film(frames=3))
    before = held()
    with pytest.raises(kind, match=told) as caught:
        FileSource(film, decoder=settings(program, stall_s=0.5 if "pause" in program else 20.0))
    assert type(caught.value) is kind
    assert held() == before


def test_a_command_that_does_not_exist_is_the_installations_fault(tmp_path: Path) -> None:
    before = held()
    with pytest.raises(DecoderNotStarted, match="does not start"):
        FileSource(make(tmp_path / "a.mp4"), decoder=DecoderSettings(command=(str(tmp_path / "nothing"),)))
    assert held() == before


def test_a_picture_of_another_size_than_announced_is_refused(tmp_path: Path) -> None:
    program = (
        "import os, struct; head = lambda kind, n: struct.pack('<4sBI', b'OPd1', kind, n); "
        "os.write(1, head(1, 24) + struct.pack('<IIqd', 4, 2, -1, 0.0)); "
        "os.write(1, head(2, 32) + struct.pack('<qIIIIII', 0, 0, 2, 2, 0, 0, 0))"
    )
    with (
        FileSource(make(tmp_path / "a.mp4"), decoder=settings(program)) as source,
        pytest.raises(DecoderMisspoke, match="Pictures of"),
    ):
        list(source)


@pytest.mark.parametrize(("slot", "width", "height"), [(2, 4, 2), (0, 4, 3), (0, 5, 2)])
def test_a_picture_that_lies_outside_the_shared_memory_is_refused(
    tmp_path: Path, slot: int, width: int, height: int
) -> None:
    program = (
        "import os, struct; head = lambda kind, n: struct.pack('<4sBI', b'OPd1', kind, n); "
        "os.write(1, head(1, 24) + struct.pack('<IIqd', 4, 2, -1, 0.0)); "
        f"os.write(1, head(2, 32) + struct.pack('<qIIIIII', 0, {slot}, {width}, {height}, 0, 0, 0))"
    )
    before = held()
    with (
        FileSource(make(tmp_path / "a.mp4"), decoder=settings(program)) as source,
        pytest.raises(DecoderMisspoke, match="must be named"),
    ):
        list(source)
    assert held() == before


def test_a_size_that_is_told_twice_is_refused(tmp_path: Path) -> None:
    program = (
        "import os, struct; head = lambda kind, n: struct.pack('<4sBI', b'OPd1', kind, n); "
        "os.write(1, 2 * (head(1, 24) + struct.pack('<IIqd', 4, 2, -1, 0.0)))"
    )
    with (
        FileSource(make(tmp_path / "a.mp4"), decoder=settings(program)) as source,
        pytest.raises(DecoderMisspoke, match="told once"),
    ):
        list(source)


def test_pictures_that_are_kept_stay_as_they_are(tmp_path: Path) -> None:
    """More of them than there are places in the shared memory."""
    with FileSource(make(tmp_path / "a.mp4")) as source:
        kept = [frame.image for frame in source]
    assert [number_of(image) for image in kept] == [number % LEVELS for number in range(30)]


def test_a_file_that_needs_more_memory_than_is_given_is_told_so(tmp_path: Path) -> None:
    """As much as a decoder needs to start: with less the system may end it where its stack has to grow."""
    film = make(tmp_path / "a.mp4", Film(frames=3, size_wh=(3840, 2160)))
    with (
        pytest.raises(DecoderOutOfMemory, match="memory"),
        FileSource(film, decoder=DecoderSettings(memory_bytes=384 << 20)) as source,
    ):
        list(source)


@pytest.mark.parametrize("taken", [0, 1, 5])
def test_stopping_early_leaves_nothing(tmp_path: Path, taken: int) -> None:
    film = make(tmp_path / "a.mp4", Film(frames=40, size_wh=(640, 480)))
    before = held()
    with FileSource(film) as source:
        assert held() != before
        for _, _ in zip(range(taken), source, strict=False):
            pass
    assert held() == before


def divide_times_of(film: Path) -> list[float]:
    with FileSource(film) as source:
        return [1 / frame.at_ms for frame in source]


def test_a_consumer_that_raises_leaves_nothing(tmp_path: Path) -> None:
    film = make(tmp_path / "a.mp4")
    before = held()
    with pytest.raises(ZeroDivisionError):
        divide_times_of(film)
    assert held() == before


def test_reaching_the_end_leaves_nothing_even_without_closing(tmp_path: Path) -> None:
    film = make(tmp_path / "a.mp4")
    before = held()
    assert len(list(FileSource(film))) == 30
    assert held() == before


def test_two_sources_at_once_do_not_mix(tmp_path: Path) -> None:
    first, second = make(tmp_path / "a.mp4"), make(tmp_path / "b.mp4", Film(rate=25))
    with FileSource(first) as one, FileSource(second) as other:
        pairs = [(a.at_ms, b.at_ms) for a, b in zip(one, other, strict=True)]
    assert pairs == [(i * 100, i * 40) for i in range(30)]


PARENT = """
import signal, sys
from pathlib import Path
from cameras.file import FileSource
source = FileSource(sys.argv[1])
next(iter(source))
print(source.process_id, flush=True)
signal.pause()
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_when_its_parent_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    # The process waits for a free place for its next picture.
    film = make(tmp_path / "a.mp4", Film(frames=40))
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", PARENT, film], stdout=subprocess.PIPE, cwd=root) as parent:
        assert parent.stdout is not None
        child = os.pidfd_open(int(parent.stdout.readline()))
        try:
            parent.send_signal(how)
            parent.wait()
            assert select.select([child], [], [], 10)[0], "the decoding process outlived its parent by 10 s"
        finally:
            os.close(child)


def test_the_working_folder_has_no_say_in_what_the_process_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = make(tmp_path / "a.mp4")
    folder = tmp_path / "hostile"
    folder.mkdir()
    for name in ("cameras", "av", "json", "numpy"):
        (folder / f"{name}.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(folder)
    with FileSource(film) as source:
        assert len(list(source)) == 30
