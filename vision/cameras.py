"""The cameras of a hall as its judgement asks about them: what their views show, and whom they serve."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from vision.datatypes import Place
from vision.rules.camera_registry import BLINDED_BY, CAMERA_RULES
from vision.rules.camera_span import CameraSpan
from vision.rules.circumstances import ALWAYS, UNSCHEDULED, Circumstances
from vision.rules.hall_span import Post
from vision.rules.rule import Rule
from vision.sights import HARMLESS, Sight

PREFIX = f"{Place.CAMERA.value}:"
"""Before a camera's id where events name a counter."""


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of a hall: ``name`` is (zh, en), with the hall's; ``views``: view -> counter, of that hall alone."""

    id: str
    name: tuple[str, str]
    views: Mapping[str, str]

    @property
    def place(self) -> str:
        """What its events name."""
        return f"{PREFIX}{self.id}"


def span_of(camera: Camera, sights: Mapping[str, Sight], period_ms: tuple[int, int]) -> CameraSpan:
    """What the camera's views show over ``period_ms``, through which none of ``sights`` changes."""
    return CameraSpan(camera.place, *period_ms, frozenset(sights.get(view, Sight.SILENT) for view in camera.views))


def faulty(camera: Camera, sights: Mapping[str, Sight]) -> bool:
    """Whether any view shows what some rule of cameras waits for."""
    return any(sights.get(view, Sight.SILENT) not in HARMLESS for view in camera.views)


def hours(camera: Camera, rule: str, posts: Mapping[str, Post]) -> Circumstances:
    """It must work while any counter that it watches is in service and not exempt from ``rule``."""
    mine = (posts[counter] for counter in camera.views.values() if counter in posts)
    return ALWAYS if any(post.in_service and rule not in post.circumstances.exempt for post in mine) else UNSCHEDULED


def blinded(camera: Camera, rule: str, sights: Mapping[str, Sight]) -> Iterator[str]:
    """The counters with a view that is blind for what ``rule`` waits for."""
    wanted = BLINDED_BY.get(rule)
    return (counter for view, counter in camera.views.items() if wanted and sights.get(view) is wanted)


@lru_cache(maxsize=1024)
def rule_for(rule: str, counters: tuple[tuple[str, str], ...]) -> Rule[CameraSpan]:
    """``rule`` in the words for what it did to ``counters``: their names (zh, en)."""
    plain = CAMERA_RULES[rule]
    if not counters:
        return plain
    zh, en = "、".join(name for name, _ in counters), ", ".join(name for _, name in counters)
    return replace(plain, words=replace(plain.words, note_zh=f"受影响窗口:{zh}", note_en=f"affects {en}"))
