"""The newest of something, for any number of people who wait for a newer one. For one event loop."""

import asyncio
import contextlib
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

    async def within(self, wait_s: float, closed: Callable[[], bool]) -> T | None:
        """The newest value as soon as there is one; None where that does not come in time, or the app closes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                async for value in self.each(closed):
                    if value is not None:
                        return value
        return None

    async def each(self, closed: Callable[[], bool]) -> AsyncIterator[T | None]:
        """The newest value again and again; None where none came for ``TURN_S``. Who is slow misses some."""
        number = 0
        while not closed():
            if self.number <= number:
                await self._change()
            came, number = self.number > number, self.number
            yield self.value if came else None

    async def _change(self) -> None:
        """Return at the next value, or after ``TURN_S``."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TURN_S):
                await self._changed.wait()
