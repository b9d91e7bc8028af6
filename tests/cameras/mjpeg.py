"""Web cameras: a small HTTP server whose paths send JPEG after JPEG, end, hang, or answer with an error."""

import base64
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import cv2

from tests.cameras.films import picture

BOUNDARY = "frame"
USER = "guard"


@dataclass(frozen=True, slots=True)
class WebCamera:
    """What a path does: after ``frames`` pictures (None: never) it ends, or hangs.

    ``status`` other than 200 is all it answers; ``sizes`` are its pictures', one after the other.
    """

    frames: int | None = None
    hangs: bool = False
    status: int = 200
    password: str = ""
    sizes: tuple[tuple[int, int], ...] = ((64, 48),)
    body: bytes = b""
    rate: float = 25.0


class WebCameras:
    """A server on a free port of 127.0.0.1; ``asked`` counts the connections of each path."""

    def __init__(self, **cameras: WebCamera) -> None:
        self.cameras = cameras
        self.asked = dict.fromkeys(cameras, 0)
        self.stopping = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def url(self, name: str, credentials: str = "") -> str:
        return f"http://{credentials}127.0.0.1:{self._server.server_port}/{name}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them

    def __init__(self, owner: WebCameras) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        owner, name = self.server.owner, self.path.strip("/")
        camera = owner.cameras.get(name, WebCamera(status=404))
        if name in owner.asked:
            owner.asked[name] += 1
        wanted = "Basic " + base64.b64encode(f"{USER}:{camera.password}".encode()).decode()
        if camera.password and self.headers["Authorization"] != wanted:
            camera = WebCamera(status=401)
        try:
            self._send(camera)
        except (BrokenPipeError, ConnectionResetError):  # whoever watched has gone
            return

    def _send(self, camera: WebCamera) -> None:
        self.send_response(camera.status)
        if camera.status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
        kind = "text/html" if camera.body else f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        self.send_header("Content-Type", kind)
        if camera.body:
            self.send_header("Content-Length", str(len(camera.body)))
        self.end_headers()
        if camera.status != 200 or camera.body:
            self.wfile.write(camera.body)
            return
        number = 0
        while camera.frames is None or number < camera.frames:
            self.wfile.write(_part(number, camera.sizes[number % len(camera.sizes)]))
            number += 1
            if self.server.owner.stopping.wait(1 / camera.rate):
                return
        if camera.hangs:
            self.server.owner.stopping.wait()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


def _part(number: int, size_wh: tuple[int, int]) -> bytes:
    content = cv2.imencode(".jpg", picture(number, size_wh))[1].tobytes()
    return (
        f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        + content
        + b"\r\n"
    )
