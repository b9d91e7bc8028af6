"""Batches that come together are taken in together: one transaction, one wait for the disk.

While a group is written the next one gathers; nothing waits for a timer.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.contract import Acknowledged, Batch
from api.server.problems import Refused
from api.server.store import StoreError

MOST_BATCHES = 64
"""More would make the first of a group wait for too long."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    batch: Batch
    answer: asyncio.Future[Acknowledged]


class Taking(Protocol):
    """What takes batches in; ``position`` is where the log of events ends."""

    @property
    def position(self) -> int:
        """The place of the last event."""

    def take(self, batches: Sequence[Batch]) -> list[Acknowledged | Refused]:
        """Take all of ``batches`` in, or raise and have taken none."""


class Queue:
    """Where requests leave their batches; ``run`` takes them in, in order, beside the event loop."""

    def __init__(self, intake: Taking, news: "News") -> None:
        """Take in by ``intake`` and tell of it by ``news``."""
        self._intake, self._news = intake, news
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()

    async def take(self, batch: Batch) -> Acknowledged:
        """Take ``batch`` in; on disk when this returns. Raises Refused and StoreError."""
        answer: asyncio.Future[Acknowledged] = asyncio.get_running_loop().create_future()
        await self._waiting.put(_Waiting(batch, answer))
        return await answer

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            group = [await self._waiting.get()]
            while len(group) < MOST_BATCHES and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            await self._take(group)

    async def _take(self, group: list[_Waiting]) -> None:
        try:
            results = await asyncio.to_thread(self._intake.take, [one.batch for one in group])
        except Exception as error:  # noqa: BLE001 - each sender is told; the queue goes on
            await self._failed(group, error)
            return
        for one, result in zip(group, results, strict=True):
            _settle(one.answer, result)
        self._news.tell(self._intake.position)

    async def _failed(self, group: list[_Waiting], error: Exception) -> None:
        """None of ``group`` was taken: for a fault that one of them hit on, the others are not to suffer."""
        if len(group) == 1 or isinstance(error, StoreError):
            for one in group:
                _settle(one.answer, error)
            return
        for one in group:
            await self._take([one])


def _settle(answer: asyncio.Future[Acknowledged], result: Acknowledged | Refused | Exception) -> None:
    """Answer, unless the sender has gone."""
    if answer.done():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)


class News:
    """Wakes those who wait for events, a configuration or wishes, and all of them when the app closes."""

    def __init__(self, position: int, version: int) -> None:
        """The log of events ends at ``position``, the site is at ``version``."""
        self.position, self.version, self.wishes, self.closed = position, version, 0, False
        self._changed = asyncio.Event()

    def tell(self, position: int, version: int = 0) -> None:
        """The log of events ends at ``position`` now, and the site is at ``version``; neither ever goes back."""
        if position > self.position or version > self.version:
            self.position, self.version = max(position, self.position), max(version, self.version)
            self._wake()

    def wish(self) -> None:
        """What people want of the workers has changed."""
        self.wishes += 1
        self._wake()

    def close(self) -> None:
        """Nothing more will come."""
        self.closed = True
        self._wake()

    async def beyond(self, position: int) -> bool:
        """Wait until the log of events reaches beyond ``position``; False when nothing more will come."""
        return await self._until(lambda: self.position > position)

    async def commanded_beyond(self, version: int, wishes: int) -> bool:
        """Wait until the site or the count of wishes is beyond what is given; False when nothing more will come."""
        return await self._until(lambda: self.version > version or self.wishes > wishes)

    async def _until(self, come: Callable[[], bool]) -> bool:
        while not come() and not self.closed:
            await self._changed.wait()
        return not self.closed

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
