"""People who sign, hands near the face and no phone: three minutes of each clip, over and over, and no phone event."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from api.remembering import Remembering
from cameras.file import FileSource
from models.closer import open_closer
from models.detector import open_detector
from tests.shared import shared
from vision.conduct import Closer
from vision.datatypes import Covers, Detections, Event, Frame, Phone, Span, View, Zone
from vision.fold import CounterSetup, CounterState, end, fold
from vision.pipeline import CameraWatch
from vision.rules.context import Context

MINUTES = 3
LOOK_MS = 500
ACCUSING = (Phone.HANDLING, Phone.CALL)
CLIPS = sorted(shared("eval/negatives/intel_asl").glob("*.mkv"))[::2]
"""Those that nothing was set on: tests/by_hand/conduct_odds.py reads the others."""


def watched(clips: Sequence[Path]) -> tuple[list[Event], float, int]:
    """The phone events of ``clips``, looks a minute that take something for a phone, and minutes watched."""
    detector = open_detector("yolo11n")
    closer = open_closer(detector)
    remembering = Closer(Remembering(closer.estimate_poses), Remembering(closer.examine), closer.heads)
    events: list[Event] = []
    looks: Counter[Phone] = Counter()
    for clip in clips:
        spans, found = _three_minutes(clip, Remembering(detector), remembering)
        looks.update(span.phone.value for span in spans)
        events += [event for event in found if event.type.startswith("phone.")]
    minutes = MINUTES * len(clips)
    return events, sum(looks[value] for value in ACCUSING) / minutes, minutes


def _three_minutes(clip: Path, detect: Remembering[Detections], closer: Closer) -> tuple[list[Span], list[Event]]:
    with FileSource(clip, frames_per_second=1000 / LOOK_MS) as source:
        pictures = [frame.image for frame in source]
        everywhere = Zone.from_fractions([[0, 0], [1, 0], [1, 1], [0, 1]], source.info.size_wh)
    watch = CameraWatch([View("signer", "signer", everywhere)], detect, closer)
    setup = CounterSetup("signer", {"signer": Covers.FULL}, Context("hall", ("窗口", "Window")))
    state, spans, events = CounterState.at(setup, 0), [], []
    count = MINUTES * 60_000 // LOOK_MS
    for number in range(count):
        at_ms = number * LOOK_MS
        spans += watch.look(Frame(at_ms, pictures[number % len(pictures)]))
    spans += watch.close(count * LOOK_MS)
    for span in spans:
        state, (_, found) = fold(state, span, setup)
        events += found
    return spans, events + end(state, setup)[1][1]


@pytest.mark.parametrize(
    "clips",
    [
        pytest.param(CLIPS[:4], id="four", marks=pytest.mark.thorough),
        pytest.param(CLIPS, id="all", marks=pytest.mark.slow),
    ],
)
def test_signing_is_no_phone(clips: Sequence[Path], record_property: Callable[[str, object], None]) -> None:
    assert clips
    events, false_looks_per_minute, minutes = watched(clips)
    record_property("false_phone_looks_per_minute", round(false_looks_per_minute, 2))
    record_property("minutes", minutes)
    assert [(event.type, event.start_ms, event.why["en"]) for event in events] == []
