"""The way to the API: what waits in the spool is sent in order, and sent again until it is acknowledged.

``step`` does one thing and tells when to go on, so that a thread or a test drives it alike.
"""

import logging
import random
from collections.abc import Callable, Sequence
from typing import Protocol

from api.client import Fenced, LinkError, Lost, NotTaken, Unreachable
from api.contract import Acknowledged, Batch, Registered
from api.worker.spool import Spool, Waiting
from cameras.backoff import Backoff, next_delay

LOG = logging.getLogger(__name__)
AGAIN = Backoff(first_s=0.2, cap_s=5.0)
NOTHING_S = 0.5
"""How long nothing is looked for after nothing was there; whoever adds something may wake earlier."""


class Api(Protocol):
    """The part of ``ApiClient`` that is used here."""

    def register(self, worker: str, views: Sequence[str]) -> Registered:
        """Give the worker its next epoch."""

    def send(self, batch: Batch) -> Acknowledged:
        """Send a batch."""


class Link:
    """Sends what is in ``spool`` as ``worker``. One thread steps; ``watch`` may come from another."""

    def __init__(self, api: Api, spool: Spool, worker: str, drawn: Callable[[], float] = random.random) -> None:
        """Know of no views yet: nothing is sent before ``watch``."""
        self.look_by_ms: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        self._api, self._spool, self._worker, self._drawn = api, spool, worker, drawn
        self._wanted: tuple[str, ...] | None = None
        self._registered: tuple[str, ...] | None = None
        self._epoch, self._first = 0, 0
        self._attempt = -1

    def watch(self, views: Sequence[str]) -> None:
        """From now on the worker reports on ``views``."""
        self._wanted = tuple(views)

    @property
    def is_up(self) -> bool:
        """Whether the last step got through."""
        return self._registered is not None and self._attempt < 0

    def step(self) -> float:
        """Register or send what is next; how long to wait before the next step, in seconds.

        Raises Fenced when another process has taken the worker's name, and SpoolError.
        """
        wanted = self._wanted
        if wanted is None:
            return NOTHING_S
        try:
            if wanted != self._registered:
                self._register(wanted)
            waiting = self._spool.oldest()
            if waiting is not None:
                self._send(waiting)
        except Fenced:
            raise
        except LinkError as error:
            return self._failed(error)
        if self._attempt >= 0:
            LOG.info("link_back waiting=%d", self._spool.waiting())
        self._attempt = -1
        return NOTHING_S if waiting is None else 0.0

    def _register(self, views: tuple[str, ...]) -> None:
        registered = self._api.register(self._worker, views)
        self._first = self._spool.registered(registered.epoch, registered.previous)
        self._epoch, self._registered = registered.epoch, views
        LOG.info("registered epoch=%d views=%d waiting=%d", self._epoch, len(views), self._spool.waiting())

    def _send(self, waiting: Waiting) -> None:
        """Send it; what the API refuses of it is left out, for its number must be used."""
        place = {"worker": self._worker, "epoch": self._epoch, "sequence": waiting.number - self._first}
        batch = waiting.batch.model_copy(update=place)
        for attempt in _ever_less(batch, self._registered or ()):
            try:
                acknowledged = self._api.send(attempt)
            except (Fenced, Lost):
                raise
            except NotTaken as error:
                self.refused[error.code] = self.refused.get(error.code, 0) + 1
                LOG.warning("batch_refused code=%s spans=%d reason=%s", error.code, len(attempt.spans), error)
                continue
            self.look_by_ms = acknowledged.look_by_ms
            self._spool.acknowledged(waiting.number)
            return
        msg = "an empty batch was refused"
        raise Lost(msg, "gap")

    def _failed(self, error: LinkError) -> float:
        if not isinstance(error, Unreachable):
            self._registered = None  # whatever it was, a new epoch begins anew
        self._attempt += 1
        if self._attempt == 0:
            LOG.warning("link_lost reason=%s", error)
        return next_delay(self._attempt, self._drawn(), AGAIN)


def _ever_less(batch: Batch, views: Sequence[str]) -> list[Batch]:
    """``batch``, what it tells of ``views`` (others were watched until the configuration changed), nothing."""
    known = batch.model_copy(
        update={
            "spans": tuple(span for span in batch.spans if span.view in views),
            "watermark_ms": {view: at_ms for view, at_ms in batch.watermark_ms.items() if view in views},
        }
    )
    return [batch, batch.emptied()] if known == batch else [batch, known, batch.emptied()]
