"""The worker's side of the line to the API: registering, and sending batches.

::

    LinkError
    ├── Unreachable     nothing was answered, or the API cannot write just now: send the same again, later
    └── NotTaken        the API says no; ``code`` tells why (see ``api.server.problems``)
        ├── Fenced      another process has registered under this name: stop, or register
        └── Lost        the API wants another batch or another epoch: register, send what is unacknowledged again
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self, TypeVar

import httpx
from pydantic import ValidationError

from api.contract import PREFIX, Acknowledged, Batch, Message, Problem, Registered, Registration
from api.errors import OnPostError

TIMEOUT_S = 10.0
SERVER_ERROR = 500


class LinkError(OnPostError):
    """A message did not get through."""


class Unreachable(LinkError):  # noqa: N818 - a state of the line
    """Nobody answers, or not in the way the API does: send the same again, later."""


class NotTaken(LinkError):  # noqa: N818 - an answer
    """The API has refused the message for ``code``; sending the same again is of no use."""

    def __init__(self, sentence: str, code: str) -> None:
        """Keep the reason."""
        super().__init__(sentence)
        self.code = code


class Fenced(NotTaken):
    """Another process has registered under this worker's name."""


class Lost(NotTaken):
    """The API does not know this epoch or wants another batch: register, and send again what is not acknowledged."""


BY_CODE: dict[str, type[NotTaken]] = {"fenced": Fenced, "gap": Lost, "unregistered": Lost}
"""Every other code speaks of what was sent."""

Answer = TypeVar("Answer", bound=Message)


class ApiClient:
    """A line to the API at ``base_url``; for one thread."""

    def __init__(
        self, base_url: str, *, timeout_s: float = TIMEOUT_S, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Open nothing yet."""
        self._http = httpx.Client(base_url=base_url.rstrip("/") + PREFIX, timeout=timeout_s, transport=transport)

    def register(self, worker: str, views: Sequence[str]) -> Registered:
        """Register; the epoch in the answer fences all earlier ones. Raises LinkError."""
        return self._post("/workers", Registration(worker=worker, views=tuple(views)), Registered)

    def send(self, batch: Batch) -> Acknowledged:
        """Send ``batch``; it is on the API's disk when this returns. Raises LinkError."""
        return self._post("/batches", batch, Acknowledged)

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
        content = message.model_dump_json(exclude_defaults=True)
        try:
            response = self._http.post(path, content=content, headers={"Content-Type": "application/json"})
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unreachable(self._sentence(type(error).__name__)) from error
        if response.is_success:
            return self._read(response, answer)
        problem = self._read(response, Problem).error
        sentence = f"{problem.message}; {problem.remedy or 'nothing helps'}"
        if response.status_code >= SERVER_ERROR:
            raise Unreachable(self._sentence(sentence))
        raise BY_CODE.get(problem.code, NotTaken)(sentence, problem.code)

    def _read(self, response: httpx.Response, answer: type[Answer]) -> Answer:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise Unreachable(self._sentence(f"status {response.status_code} from something else")) from error

    def _sentence(self, came: str) -> str:
        return f"an answer of the API at {self._http.base_url.host} was wanted, got: {came}; it is tried again"
