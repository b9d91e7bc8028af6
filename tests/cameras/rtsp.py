"""The tests' RTSP server as a process: started, hung, killed, started again on the same port."""

import os
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.cameras.films import Film, make

USER = "guard"
RATE = 25
SIZE_WH = (320, 240)
SCRIPT = Path(__file__).with_name("rtsp_server.py")
DEBIAN_PYTHON = "/usr/bin/python3"

# One slice a picture: GStreamer would put parameter sets between the slices of a key frame.
CLIP = Film(
    rate=RATE,
    frames=100,
    size_wh=SIZE_WH,
    options=(("tune", "zerolatency"), ("x264-params", "aud=1:keyint=25:sliced-threads=0")),
)


def clip(folder: Path) -> Path:
    """Four seconds of H.264 with a key frame a second."""
    return make(folder / "clip.h264", CLIP)


class RtspServer:
    """A camera at ``rtsp://127.0.0.1:PORT/stream``; with a password by ``method`` (digest or basic)."""

    def __init__(self, film: Path, password: str = "", method: str = "digest") -> None:
        self._film = film
        self._environment = {**os.environ, "RTSP_AUTH": method if password else "", "RTSP_PASSWORD": password}
        self.port = 0
        self.start()

    def start(self) -> None:
        """Return when it answers."""
        command: list[str | Path] = [DEBIAN_PYTHON, SCRIPT, str(self.port), str(RATE), f"stream={self._film}"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self._environment)
        assert self._process.stdout is not None
        said = self._process.stdout.readline().split()
        assert said[:1] == ["ready"], "the RTSP server did not come up: run tools/setup"
        self.port = int(said[1])

    def url(self, credentials: str = "", name: str = "stream") -> str:
        return f"rtsp://{credentials}127.0.0.1:{self.port}/{name}"

    def hang(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
