"""The newest of something, for any number of people who wait for a newer one. For one event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
TURN_S = 0.5
"""How often those who wait look up whether the app has closed."""


class Newest(Generic[T]):
    """Keeps one value; ``number`` counts how many there were."""

    def __init__(self) -> None:
        """Have none yet."""
        self.value: T | None = None
        self.number = 0
        self._changed = asyncio.Event()

    def put(self, value: T) -> None:
        """Replace the value and wake who waits."""
        self.value = value
        self.number += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def within(self, wait_s: float, beyond: int = 0) -> T | None:
        """The newest value once there were more than ``beyond``; None where that does not come in time."""
        try:
            async with asyncio.timeout(wait_s):
                while self.number <= beyond:
                    await self._changed.wait()
        except TimeoutError:
            return None
        return self.value

    async def each(self, closed: Callable[[], bool]) -> AsyncIterator[T | None]:
        """The newest value again and again; None where none came for ``TURN_S``. Who is slow misses some."""
        number = 0
        while not closed():
            value = await self.within(TURN_S, number)
            number = self.number if value is not None else number
            yield value
