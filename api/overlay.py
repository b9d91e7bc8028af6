"""The film that ``watch --save`` makes: zones, people and states drawn over the pictures."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from api.watching import Watching
from api.words import STATES, Language, state_text
from vision.datatypes import Frame, Poses, Presence, Tracks, Zone
from vision.fold import CounterSetup, CounterState
from vision.judgement import live_state
from vision.rules.context import elapsed

Colour = tuple[int, int, int]
Image = NDArray[np.uint8]

STATE_COLOURS: dict[Presence, Colour] = {
    Presence.PRESENT: (46, 160, 110),
    Presence.ABSENT: (214, 76, 52),
    Presence.BLIND: (132, 132, 140),
    Presence.UNSCHEDULED: (90, 110, 150),
}
STAFF, CUSTOMER, PRIVATE = (80, 200, 255), (255, 190, 80), (60, 60, 60)
PERSON, PAPER, INK = (255, 255, 255), (24, 26, 30), (240, 240, 240)
SURE_POINT = 0.3
FAINT = 0.1
"""Fainter boxes are evidence too, but would clutter the film."""

LONGEST = "00:00:00"

LIMBS = ((5, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (6, 12), (11, 12), (0, 5), (0, 6))
"""Pairs of COCO keypoints: arms, shoulders, trunk, neck."""


class Overlay:
    """Draws what a watch sees; remembers when each counter's live state last changed."""

    def __init__(self, names: dict[str, str], language: Language, clock: Callable[[int], str] = elapsed) -> None:
        """``names`` of the counters as they are to be shown; ``clock`` writes the time of a frame."""
        self._names = names
        self._language = language
        self._clock = clock
        self._flipped: dict[str, tuple[Presence, int]] = {}

    def draw(self, frame: Frame, watching: Watching) -> Frame:
        """A copy of ``frame`` with everything on it, and below it a band that tells time and states."""
        image = frame.image.copy()
        unit = max(1, round(min(frame.size_wh) / 360))
        for look in watching.camera.looks.values():
            _zone(image, look.view.staff, STAFF, unit)
            if look.view.customer is not None:
                _zone(image, look.view.customer, CUSTOMER, unit)
            for zone in look.view.privacy:
                cv2.fillPoly(image, [np.round(zone.xy).astype(np.int32)], PRIVATE)
        for look in watching.camera.looks.values():
            _people(image, look.tracks, unit)
            _skeletons(image, look.poses, unit)
            _label(image, look.view.staff, self._names.get(look.view.counter, look.view.counter), unit)
        return Frame(frame.at_ms, np.vstack([image, self._band(frame, watching, unit)]))

    def _band(self, frame: Frame, watching: Watching, unit: int) -> Image:
        """Time, then each counter: its state in colour, words and duration; as many in a row as fit."""
        size = 11 * unit
        cells = [(PAPER, self._clock(frame.at_ms))]
        for name, counter in watching.states.items():
            state = _now(counter, watching.setups[name], frame.at_ms)
            cells.append((STATE_COLOURS[state], self._line(name, state, counter, frame.at_ms)))
        # As wide as any state could ask for: the film's size must not change.
        widest = (self._text(name, state, LONGEST) for name in watching.states for state in STATES)
        width = max(_text_width(text, size) for text in (*widest, cells[0][1])) + 2 * size
        columns = max(1, frame.size_wh[0] // width)
        line = 2 * size
        band = np.full((line * -(-len(cells) // columns), frame.size_wh[0], 3), PAPER, np.uint8)
        for number, (colour, text) in enumerate(cells):
            left, top = number % columns * width, number // columns * line
            band[top + 1 : top + line - 1, left + 1 : left + width - 1] = colour
            cv2.putText(band, text, (left + size, top + round(line * 0.68)), INK, _face(), size, 600)
        return band

    def _line(self, name: str, state: Presence, counter: CounterState, at_ms: int) -> str:
        """Since when: as events tell it where that is settled already, else since the film shows it."""
        before = self._flipped.get(name)
        if before is None or before[0] is not state:
            self._flipped[name] = (state, at_ms)
        since_ms = self._flipped[name][1]
        if counter.last is not None and counter.last.state is state:
            since_ms = counter.since_ms
        return self._text(name, state, elapsed(at_ms - since_ms))

    def _text(self, name: str, state: Presence, lasting: str) -> str:
        return f"{self._names.get(name, name)}  {state_text(state, None, self._language)}  {lasting}"


def _now(counter: CounterState, setup: CounterSetup, at_ms: int) -> Presence:
    """What is believed of the counter this very moment; nothing out of service hours."""
    in_service = all(inside for _, _, inside in setup.context.service_pieces(at_ms, at_ms + 1))
    return live_state(counter.judgement) if in_service else Presence.UNSCHEDULED


def _face() -> cv2.FontFace:
    return cv2.FontFace("sans")


def _text_width(text: str, size: int) -> int:
    box = cv2.getTextSize((8192, size * 2), text, (0, size), _face(), size, 600)
    return int(box[0] + box[2])


def _zone(image: Image, zone: Zone, colour: Colour, unit: int) -> None:
    points = np.round(zone.xy).astype(np.int32)
    shade = cv2.fillPoly(image.copy(), [points], colour)
    cv2.addWeighted(shade, 0.14, image, 0.86, 0, image)
    cv2.polylines(image, [points], isClosed=True, color=colour, thickness=unit, lineType=cv2.LINE_AA)


def _label(image: Image, zone: Zone, name: str, unit: int) -> None:
    """The counter's name at the top of its staff zone, inside."""
    size = 9 * unit
    x, y = np.ceil(zone.xy.min(axis=0)).astype(int)
    place = (int(x) + size // 2, int(y) + size + size // 2)
    cv2.putText(image, name, (place[0] + 1, place[1] + 1), PAPER, _face(), size, 600)
    cv2.putText(image, name, place, INK, _face(), size, 600)


def _people(image: Image, tracks: Tracks, unit: int) -> None:
    shown = tracks[tracks.score >= FAINT]
    for box, score in zip(np.round(shown.xyxy).astype(int), shown.score, strict=True):
        thickness = unit if score >= SURE_POINT else 1
        cv2.rectangle(image, box[:2], box[2:], PERSON, thickness, cv2.LINE_AA)
        place = (int(box[0]) + 2 * unit, int(box[1]) - 2 * unit)
        cv2.putText(image, f"{score:.2f}", place, PERSON, _face(), 8 * unit, 600)


def _skeletons(image: Image, poses: Poses, unit: int) -> None:
    for xy, score in zip(np.round(poses.xy).astype(int), poses.score, strict=True):
        for a, b in LIMBS:
            if min(score[a], score[b]) >= SURE_POINT:
                cv2.line(image, xy[a], xy[b], STAFF, unit, cv2.LINE_AA)
