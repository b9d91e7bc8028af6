"""The demo scene as it happens inside a camera's decoding process: a camera that needs no camera."""

import math
import time
from collections.abc import Callable
from functools import partial

import cv2

from cameras.messages import LiveRequest
from cameras.newest import Image, Newest
from cameras.sampling import Sampler
from cameras.scene import FRAMES_PER_SECOND
from cameras.scene_demo import demo_script
from cameras.scene_hall import SIZE_WH
from cameras.scene_stage import Stage
from cameras.source import SourceInfo

STEP_S = 1 / FRAMES_PER_SECOND


def play_scene(
    request: LiveRequest,
    newest: Newest[Callable[[], Image]],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Play the demo script for ever; frame k is taken k / ``FRAMES_PER_SECOND`` after ``request.begins_s``.

    A frame arrives at the very moment it is of, however late it is drawn; only frames that are asked for
    are drawn: after the first one those of the script's own grid, whenever the camera was opened. Overdue
    ones are left out.
    """
    cv2.setNumThreads(request.threads)
    stage = _warm(Stage(demo_script()))
    sampler = Sampler(request.frames_per_second, STEP_S * 1000)
    number = math.ceil((clock() - request.begins_s) / STEP_S)
    round_ms = stage.script.duration_ms
    before_ms = min(0, round(number * STEP_S * 1000) // round_ms * round_ms)
    newest.opened(SourceInfo(SIZE_WH, None, FRAMES_PER_SECOND))
    while True:
        due_s = request.begins_s + number * STEP_S
        early_s = due_s - clock()
        if early_s > 0:
            sleep(early_s)
        newest.alive(due_s)
        if sampler.takes(round(number * STEP_S * 1000) - before_ms):
            newest.put(partial(stage.picture, round(number * STEP_S * 1000)), due_s)
        number = max(number + 1, math.floor((clock() - request.begins_s) / STEP_S))


def _warm(stage: Stage) -> Stage:
    """Draw everybody once: that takes as long as some hundred later pictures, and nobody waits for one yet."""
    acts, phones, signs = stage.script.acts, stage.script.phones, stage.script.signs
    for from_ms in (*(act.from_ms for act in acts), *(use.from_ms for use in phones), *(up.from_ms for up in signs)):
        stage.picture(from_ms)
    return stage
