"""The worker's side of the line to the API: registering, sending batches and pictures, commands.

::

    LinkError
    ├── Unreachable       nothing was answered, or the API cannot write just now: send the same again, later
    └── NotTaken          the API says no; ``code`` tells why (see ``api.server.problems``)
        ├── Unauthorised  the worker key is missing or another one: give the right one
        ├── Fenced        another process has registered under this name: stop, or register
        └── Lost          the API wants another batch or another epoch: register, send what is unacknowledged again
"""

import contextlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from types import TracebackType
from typing import Protocol, Self, TypeVar, runtime_checkable
from urllib.parse import quote

import httpx
from httpx_sse import ServerSentEvent, connect_sse
from pydantic import ValidationError

from api.contract import (
    PREFIX,
    Acknowledged,
    Batch,
    Configuration,
    Message,
    PictureMessage,
    Problem,
    Registered,
    Registration,
)
from api.contract_drills import DrillAsked, DrillMessage
from api.contract_live import LookMessage, ProbeVerdict, Wishes, WorkerStatus
from api.errors import OnPostError

TIMEOUT_S = 10.0
COMMANDS_TIMEOUT = httpx.Timeout(3.0, read=30.0)
"""Seconds; of the commands' line something is heard every 10 s."""
CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")
SERVER_ERROR = 500


class LinkError(OnPostError):
    """A message did not get through."""


class Unreachable(LinkError):  # noqa: N818 - a state of the line
    """Nobody answers, or not in the way the API does: send the same again, later."""


class NotTaken(LinkError):  # noqa: N818 - an answer
    """The API has refused the message for ``code``; sending the same again is of no use."""

    def __init__(self, sentence: str, code: str, paths: Sequence[str] = ()) -> None:
        """Keep the reason; ``paths`` is where it is wrong, as far as the API says."""
        super().__init__(sentence)
        self.code, self.paths = code, tuple(paths)


class Unauthorised(NotTaken):
    """The worker key is missing, or it is not that of the API."""


class Fenced(NotTaken):
    """Another process has registered under this worker's name."""


class Lost(NotTaken):
    """The API does not know this epoch or wants another batch: register, and send again what is not acknowledged."""


BY_CODE: dict[str, type[NotTaken]] = {
    "fenced": Fenced,
    "gap": Lost,
    "unauthorised": Unauthorised,
    "unregistered": Lost,
}
"""Every other code speaks of what was sent."""

COMMANDS: dict[str, type[Configuration] | type[Wishes]] = {"configuration": Configuration, "wishes": Wishes}
"""What the API may tell, by the name of the event."""

JSON, JPEG = "application/json", "image/jpeg"

Answer = TypeVar("Answer", bound=Message)


@runtime_checkable
class _Stream(Protocol):
    """What httpx calls a network stream; "socket" gives what lies under it."""

    def get_extra_info(self, info: str) -> socket.socket | None: ...


class _Line:
    """The socket under a stream, which another thread may cut: whoever reads it then finds its end."""

    def __init__(self) -> None:
        """Nothing is connected yet."""
        self._lock, self.cut_off = Lock(), False
        self._socket: socket.socket | None = None

    def trace(self, name: str, info: Mapping[str, object]) -> None:
        """What httpx tells of a connection on its way; see its extension ``trace``."""
        stream = info.get("return_value")
        if name in CONNECTED and isinstance(stream, _Stream):
            with self._lock:
                self._socket = stream.get_extra_info("socket")
                self._cut()

    def cut(self) -> None:
        """End what is read now, and whatever would be read later."""
        with self._lock:
            self.cut_off = True
            self._cut()

    def _cut(self) -> None:
        if self.cut_off and self._socket is not None:
            with contextlib.suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)


class ApiClient:
    """A line to the API at ``base_url``; for one thread, but for ``end_commands``."""

    def __init__(
        self,
        base_url: str,
        worker_key: str | None = None,
        *,
        timeout_s: float = TIMEOUT_S,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Open nothing yet. ``worker_key`` goes with every request."""
        self._base_url, self._transport = base_url.rstrip("/") + PREFIX, transport
        self._headers = {} if worker_key is None else {"Authorization": f"Bearer {worker_key}"}
        self._http = self._client(httpx.Timeout(timeout_s))
        self._line = _Line()

    def _client(self, timeout: httpx.Timeout) -> httpx.Client:
        # The key, camera passwords and pictures are for the API alone, not for a proxy that the environment names.
        return httpx.Client(
            base_url=self._base_url,
            headers=self._headers,
            timeout=timeout,
            transport=self._transport,
            trust_env=False,
        )

    def register(self, worker: str, views: Sequence[str]) -> Registered:
        """Register; the epoch in the answer fences all earlier ones. Raises LinkError."""
        return self._post("/workers", Registration(worker=worker, views=tuple(views)), Registered)

    def send(self, batch: Batch) -> Acknowledged:
        """Send ``batch``; it is on the API's disk when this returns. Raises LinkError."""
        return self._post("/batches", batch, Acknowledged)

    def drill(self, hall: str) -> DrillMessage:
        """Try out the alarm path of ``hall``. Raises LinkError."""
        return self._post("/drills", DrillAsked(hall=hall), DrillMessage)

    def put_picture(self, view: str, at_ms: int, jpeg: bytes) -> None:
        """Send what ``view`` showed at ``at_ms`` (ms UTC), at most 2 MB; on the API's disk after. Raises LinkError."""
        path = f"/views/{quote(view, safe='')}/pictures/{at_ms}"
        self._send("PUT", path, jpeg, JPEG, PictureMessage)

    def put_live(self, camera: str, at_ms: int, jpeg: bytes) -> None:
        """Show what ``camera`` (or a probe) showed at ``at_ms`` (ms UTC), at most 2 MB. Raises LinkError."""
        self._put(f"/cameras/{quote(camera, safe='')}/live/{at_ms}", jpeg, JPEG)

    def put_look(self, look: LookMessage) -> None:
        """Tell what a look found. Raises LinkError."""
        self._put(f"/cameras/{quote(look.camera, safe='')}/look", look.model_dump_json().encode(), JSON)

    def put_status(self, status: WorkerStatus) -> None:
        """Tell how this worker is. Raises LinkError."""
        self._put("/workers/me/status", status.model_dump_json().encode(), JSON)

    def put_verdict(self, probe: str, verdict: ProbeVerdict) -> None:
        """Tell what came of ``probe``. Raises LinkError."""
        self._put(f"/probes/{quote(probe, safe='')}", verdict.model_dump_json().encode(), JSON)

    def put_probe_picture(self, probe: str, jpeg: bytes) -> None:
        """Show the first picture of ``probe``, at most 2 MB. Raises LinkError."""
        self._put(f"/probes/{quote(probe, safe='')}/picture", jpeg, JPEG)

    def commands(self, worker: str) -> Iterator[Configuration | Wishes | None]:
        """What the API tells ``worker`` to watch, and what people wish to see, as it becomes so.

        None: a sign of life, or a command not known here. Waits for the next one; ends when the API does and soon
        after ``end_commands``. Raises LinkError, also where nothing at all was heard for 30 s.
        """
        try:
            with self._client(COMMANDS_TIMEOUT) as http:
                yield from self._commands(http, worker)
        except (httpx.HTTPError, httpx.StreamError) as error:
            if not self._line.cut_off:
                raise Unreachable(self._sentence(type(error).__name__)) from error

    def end_commands(self) -> None:
        """End ``commands``, now and for good; may be called from any thread."""
        self._line.cut()

    def _commands(self, http: httpx.Client, worker: str) -> Iterator[Configuration | Wishes | None]:
        traced = {"trace": self._line.trace}
        with connect_sse(http, "GET", "/workers/me/commands", params={"worker": worker}, extensions=traced) as source:
            if not source.response.is_success:
                source.response.read()
                raise self._refusal(source.response)
            for command in source.iter_sse():
                if self._line.cut_off:
                    return
                yield self._command(command)

    def _command(self, command: ServerSentEvent) -> Configuration | Wishes | None:
        form = COMMANDS.get(command.event)
        if form is None:
            return None
        with contextlib.suppress(ValidationError):
            return form.model_validate_json(command.data)
        # not chained: the reason would quote the command, and with it the passwords of cameras
        raise Unreachable(self._sentence(f"a command ({command.event}) of another form"))

    def close(self) -> None:
        """Let go of the line."""
        self._http.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the line."""
        self.close()

    def _post(self, path: str, message: Message, answer: type[Answer]) -> Answer:
        content = message.model_dump_json(exclude_defaults=True).encode()
        return self._send("POST", path, content, JSON, answer)

    def _send(self, method: str, path: str, content: bytes, form: str, answer: type[Answer]) -> Answer:
        return self._read(self._answered(method, path, content, form), answer)

    def _put(self, path: str, content: bytes, form: str) -> None:
        self._answered("PUT", path, content, form)

    def _answered(self, method: str, path: str, content: bytes, form: str) -> httpx.Response:
        try:
            response = self._http.request(method, path, content=content, headers={"Content-Type": form})
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unreachable(self._sentence(type(error).__name__)) from error
        if response.is_success:
            return response
        raise self._refusal(response)

    def _refusal(self, response: httpx.Response) -> LinkError:
        """What the API said."""
        problem = self._read(response, Problem).error
        sentence = f"{problem.message}; {problem.remedy or 'nothing helps'}"
        if response.status_code >= SERVER_ERROR:
            return Unreachable(self._sentence(sentence))
        paths = [one.path for one in problem.problems or ()]
        return BY_CODE.get(problem.code, NotTaken)(sentence, problem.code, paths)

    def _read(self, response: httpx.Response, answer: type[Answer]) -> Answer:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise Unreachable(self._sentence(f"status {response.status_code} from something else")) from error

    def _sentence(self, came: str) -> str:
        return f"an answer of the API at {self._http.base_url.host} was wanted, got: {came}; it is tried again"
