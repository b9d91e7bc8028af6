"""What is told where judging anew gave something else: a table of stories."""

from dataclasses import replace

import pytest

from api.server.retelling import retell, same
from tests.api.server.test_store import some_events
from vision.datatypes import Event, Phase

STARTED, GRAVER, ENDED = some_events()
LATER = replace(ENDED, end_ms=ENDED.end_ms and ENDED.end_ms + 5_000)
WITHDRAWN = replace(ENDED, phase=Phase.WITHDRAWN, revision=4)
AMENDED = replace(LATER, phase=Phase.AMENDED, revision=4)

STORIES: list[tuple[str, Event | None, Event | None, list[Event], list[tuple[Phase, int]]]] = [
    ("nothing was told, nothing is", None, None, [], []),
    ("it is new", None, None, [STARTED, GRAVER], [(Phase.STARTED, 1), (Phase.GRAVER, 2)]),
    ("it is as it was", None, ENDED, [STARTED, GRAVER, ENDED], []),
    ("it goes on", None, STARTED, [STARTED, GRAVER, ENDED], [(Phase.GRAVER, 2), (Phase.ENDED, 3)]),
    ("it goes on from before", GRAVER, GRAVER, [ENDED], [(Phase.ENDED, 3)]),
    ("it ended otherwise", None, ENDED, [STARTED, GRAVER, LATER], [(Phase.AMENDED, 4)]),
    ("it has not ended", GRAVER, ENDED, [], [(Phase.AMENDED, 4)]),
    ("it was never so", None, ENDED, [], [(Phase.WITHDRAWN, 4)]),
    ("it stays withdrawn", None, WITHDRAWN, [], []),
    ("it was so after all", None, WITHDRAWN, [STARTED, GRAVER, ENDED], [(Phase.AMENDED, 5)]),
    ("it was withdrawn before", WITHDRAWN, ENDED, [], [(Phase.WITHDRAWN, 4)]),
    ("it stays amended", None, AMENDED, [STARTED, GRAVER, LATER], []),
]


@pytest.mark.parametrize(("name", "base", "latest", "steps", "told"), STORIES, ids=[story[0] for story in STORIES])
def test_stories(
    name: str, base: Event | None, latest: Event | None, steps: list[Event], told: list[tuple[Phase, int]]
) -> None:
    revisions = retell(base, latest, steps)
    assert [(event.phase, event.revision) for event in revisions] == told, name
    assert retell(base, [latest, *revisions][-1], steps) == []


def test_what_is_the_same() -> None:
    assert same(ENDED, replace(ENDED, phase=Phase.AMENDED, revision=9, why={}))
    assert not same(ENDED, LATER)
