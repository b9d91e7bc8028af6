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
from cameras.arrival import wall_ms
from cameras.backoff import Backoff, next_delay

LOG = logging.getLogger(__name__)
FUTURE = "future"
AHEAD_MS = 60_000
"""As far as the API takes what lies ahead of its clock; further ahead of ours no API will take it in time."""

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

    def __init__(
        self,
        api: Api,
        spool: Spool,
        worker: str,
        drawn: Callable[[], float] = random.random,
        *,
        now_ms: Callable[[], int] = wall_ms,
    ) -> None:
        """Know of no views yet: nothing is sent before ``watch``. ``now_ms`` is this machine's clock, ms UTC."""
        self.look_by_ms: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        self._api, self._spool, self._worker, self._drawn, self._now_ms = api, spool, worker, drawn, now_ms
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

    def _register(self, wanted: tuple[str, ...]) -> None:
        """Register what is watched and what the spool still tells of, as far as the API knows it: sites change."""
        views = tuple(dict.fromkeys([*wanted, *sorted(self._spool.views())]))
        try:
            registered = self._api.register(self._worker, views)
        except NotTaken as error:
            if error.code != "unknown_view" or views == wanted:
                raise
            registered = self._api.register(self._worker, wanted)
        self._first = self._spool.registered(registered.epoch, registered.previous)
        self._epoch, self._registered = registered.epoch, wanted
        LOG.info("registered epoch=%d views=%d waiting=%d", self._epoch, len(wanted), self._spool.waiting())

    def _send(self, waiting: Waiting) -> None:
        """Send it; views that the API refuses are left out, for the others' facts are good and its number is due."""
        place = {"worker": self._worker, "epoch": self._epoch, "sequence": waiting.number - self._first}
        batch = waiting.batch.model_copy(update=place)
        while True:
            try:
                acknowledged = self._api.send(batch)
            except (Fenced, Lost):
                raise
            except NotTaken as error:
                batch = self._less(batch, error)
                continue
            self.look_by_ms = acknowledged.look_by_ms
            self._spool.acknowledged(waiting.number)
            return

    def _less(self, batch: Batch, error: NotTaken) -> Batch:
        """What is left of ``batch`` without what was refused. Raises Unreachable where it is only too early for it."""
        if error.code == FUTURE and not _beyond(batch, self._now_ms() + AHEAD_MS):
            raise Unreachable(str(error)) from error  # the API's clock is behind: it will be taken
        self.refused[error.code] = self.refused.get(error.code, 0) + 1
        LOG.warning("batch_refused code=%s views=%d reason=%s", error.code, len(error.paths), error)
        if batch == batch.emptied():
            raise Lost(str(error), error.code)
        left = _without(batch, error.paths)
        return batch.emptied() if left == batch else left

    def _failed(self, error: LinkError) -> float:
        if not isinstance(error, Unreachable):
            self._registered = None  # whatever it was, a new epoch begins anew
        self._attempt += 1
        if self._attempt == 0:
            LOG.warning("link_lost reason=%s", error)
        return next_delay(self._attempt, self._drawn(), AGAIN)


def _without(batch: Batch, views: Sequence[str]) -> Batch:
    return batch.model_copy(
        update={
            "spans": tuple(span for span in batch.spans if span.view not in views),
            "watermark_ms": {view: at_ms for view, at_ms in batch.watermark_ms.items() if view not in views},
        }
    )


def _beyond(batch: Batch, at_ms: int) -> bool:
    """Whether anything in ``batch`` lies beyond ``at_ms``, which no clock explains."""
    return max([0, *batch.watermark_ms.values(), *(span.to_ms for span in batch.spans)]) > at_ms
