"""Batches that wait together are taken in together, and each is answered for itself."""

import asyncio
from collections.abc import Sequence

import pytest

from api.contract import Acknowledged, Batch
from api.server.problems import Code, Refused
from api.server.store import StoreError
from api.server.waiting import MOST_BATCHES, News, Queue

POISON, REFUSED, FULL = 1_001, 1_002, 1_003


class Counting:
    """Takes batches in by their number alone, and remembers its groups."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.position = 0

    def take(self, batches: Sequence[Batch]) -> list[Acknowledged | Refused]:
        numbers = [batch.sequence for batch in batches]
        self.groups.append(numbers)
        if POISON in numbers:
            raise ZeroDivisionError
        if FULL in numbers:
            sentence = "a working store was wanted"
            raise StoreError(sentence)
        self.position += len(batches)
        return [Refused(Code.GAP, "no") if n == REFUSED else Acknowledged(sequence=n) for n in numbers]


def taken(*numbers: int) -> tuple[list[object], list[list[int]], int]:
    """What each batch was answered, the groups they were taken in by, and how far the news have come."""

    async def run() -> tuple[list[object], list[list[int]], int]:
        intake = Counting()
        news = News(0, 1)
        queue = Queue(intake, news)
        waiting = [asyncio.create_task(queue.take(Batch(worker="w", epoch=1, sequence=n))) for n in numbers]
        await asyncio.sleep(0)  # all of them are in the queue
        work = asyncio.create_task(queue.run())
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        work.cancel()
        said: list[object] = [one.sequence if isinstance(one, Acknowledged) else type(one) for one in answers]
        return said, intake.groups, news.position

    return asyncio.run(run())


CASES: list[tuple[str, list[int], list[object], list[list[int]]]] = [
    ("together", [1, 2, 3], [1, 2, 3], [[1, 2, 3]]),
    ("one refused", [1, REFUSED, 3], [1, Refused, 3], [[1, REFUSED, 3]]),
    (
        "one that hits on a fault",
        [1, POISON, 3],
        [1, ZeroDivisionError, 3],
        [[1, POISON, 3], [1], [POISON], [3]],
    ),
    ("a store that fails", [1, FULL, 3], [StoreError, StoreError, StoreError], [[1, FULL, 3]]),
]


@pytest.mark.parametrize(("name", "numbers", "answers", "groups"), CASES, ids=[case[0] for case in CASES])
def test_each_is_answered_for_itself(
    name: str, numbers: list[int], answers: list[object], groups: list[list[int]]
) -> None:
    assert taken(*numbers)[:2] == (answers, groups), name


def test_a_group_is_not_too_large() -> None:
    answers, groups, position = taken(*range(MOST_BATCHES + 5))
    assert answers == list(range(MOST_BATCHES + 5))
    assert [len(group) for group in groups] == [MOST_BATCHES, 5]
    assert position == MOST_BATCHES + 5
