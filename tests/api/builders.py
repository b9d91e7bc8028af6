"""Small builders: a drawn counter that is staffed and left, a network that sees its clerk, sites, spans, commands."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper, save

from api.setups import CameraSetup
from api.watching import Listeners
from cameras.writer import VideoWriter
from tests.vision.builders import people, room
from vision.datatypes import BlindReason, Detections, Event, Frame, Severity, Span, View, Zone
from vision.fold import Change, CounterSetup
from vision.rules.context import Context
from vision.rules.presence import AbsenceLimits

ROOT = Path(__file__).parents[2]
SIZE_WH = (320, 240)
CLERK = (130, 60, 190, 160)
STAFF = ((0.3, 0.1), (0.7, 0.1), (0.7, 0.9), (0.3, 0.9))
ABSENT_S = ((8, 18), (30, 42))
"""When nobody is drawn at the counter, in a clip of ``LASTS_S``."""

LASTS_S = 52

# --- clips ------------------------------------------------------------------------------------------


def drawn(*, staffed: bool, number: int = 0, aside_px: int = 0) -> NDArray[np.uint8]:
    """A furnished room, its noise different by ``number``, with or without a red clerk at the counter or beside it."""
    image = ROOMS[number % len(ROOMS)].copy()
    if staffed:
        x1, y1, x2, y2 = CLERK
        image[y1:y2, x1 + aside_px : x2 + aside_px] = (230, 20, 20)
    return image


ROOMS = [room(seed, SIZE_WH) for seed in range(4)]


WALKS_S = 2
"""So long the clerk takes from the counter out of the picture, or back."""


SITS_S = 1
"""Whoever has stopped so long ago has arrived."""


def frames(
    absent_s: Sequence[tuple[float, float]] = ABSENT_S, lasts_s: float = LASTS_S, every_ms: int = 200
) -> list[Frame]:
    """The counter over ``lasts_s``, a picture every ``every_ms``; the clerk walks off to the right, and back."""
    return [
        Frame(at_ms, drawn(staffed=True, number=at_ms // every_ms, aside_px=_aside_px(at_ms / 1000, absent_s)))
        for at_ms in range(0, round(lasts_s * 1000), every_ms)
    ]


def _aside_px(at_s: float, absent_s: Sequence[tuple[float, float]]) -> int:
    """How far the clerk is from their place: all the way where the clip begins or ends without them."""
    for away_s, back_s in absent_s:
        if away_s <= at_s < back_s:
            walked_s = min(at_s - away_s if away_s > 0 else WALKS_S, max(0.0, back_s - SITS_S - at_s))
            return round(min(1.0, walked_s / WALKS_S) * (SIZE_WH[0] - CLERK[0]))
    return 0


def film(path: Path, pictures: Iterable[Frame]) -> Path:
    """``pictures`` as a video file."""
    with VideoWriter(path) as writer:
        for picture in pictures:
            writer.write(picture)
    return path


# --- who sees the clerk -----------------------------------------------------------------------------


def see_red(pixels: NDArray[np.uint8], _input_wh: tuple[int, int]) -> Detections:
    """The red clerk with score 0.9, nobody else: stands in for the network."""
    red = pixels[..., 0].astype(int) - pixels[..., 1] > 100
    if red.sum() < 50:
        return Detections.empty()
    y, x = np.nonzero(red)
    return people(((float(x.min()), float(y.min()), float(x.max() + 1), float(y.max() + 1)), 0.9))


def red_network(path: Path) -> Path:
    """A detection network that finds one person where its input is red: a rectangle as wide and as tall as the red."""
    nodes = [
        helper.make_node("Split", ["images"], ["red", "green", "blue"], axis=1),
        helper.make_node("Sub", ["red", "green"], ["redness"]),
        helper.make_node("Greater", ["redness", "half"], ["is_red"]),
        helper.make_node("Cast", ["is_red"], ["there"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["there", "area"], ["count"], keepdims=1),
        helper.make_node("Max", ["count", "one"], ["pixels"]),
        helper.make_node("Mul", ["there", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "one"], ["ones"]),
        *(node for side, axis in (("x", "3"), ("y", "2")) for node in _extent(side, axis)),
        helper.make_node("ReduceMean", ["there"], ["mean"], axes=[2, 3], keepdims=1),
        helper.make_node("Mul", ["mean", "gain"], ["sure"]),
        helper.make_node("Clip", ["sure", "zero", "most"], ["score"]),
        helper.make_node("Concat", ["x", "y", "x_long", "y_long", "score"], ["found"], axis=1),
        helper.make_node("Squeeze", ["found", "last"], ["output0"]),
    ]
    numbers = {"gain": 40, "zero": 0, "half": 0.5, "one": 1, "twelve": 12, "most": 0.9}
    stored = {
        **{name: np.float32(value) for name, value in numbers.items()},
        "last": np.array([3]),
        "area": np.array([2, 3]),
        "axis_3": np.array(3),
        "axis_2": np.array(2),
    }
    graph = helper.make_graph(
        nodes,
        "red",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ("batch", 3, "height", "width"))],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, ("a", "b", "c"))],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in stored.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, {"names": "{0: 'person'}"})
    save(model, str(path))
    return path


def _extent(side: str, axis: str) -> list[NodeProto]:
    """Middle and length of what is red along an axis: a uniform stretch is as long as the root of 12 variances."""
    return [
        helper.make_node("CumSum", ["ones", f"axis_{axis}"], [f"{side}_of"]),
        helper.make_node("Mul", ["there", f"{side}_of"], [f"{side}_red"]),
        helper.make_node("ReduceSum", [f"{side}_red", "area"], [f"{side}_sum"], keepdims=1),
        helper.make_node("Div", [f"{side}_sum", "pixels"], [side]),
        helper.make_node("Sub", [f"{side}_of", side], [f"{side}_off"]),
        helper.make_node("Mul", [f"{side}_off", f"{side}_off"], [f"{side}_square"]),
        helper.make_node("Mul", [f"{side}_square", "there"], [f"{side}_square_red"]),
        helper.make_node("ReduceSum", [f"{side}_square_red", "area"], [f"{side}_squares"], keepdims=1),
        helper.make_node("Div", [f"{side}_squares", "pixels"], [f"{side}_variance"]),
        helper.make_node("Mul", [f"{side}_variance", "twelve"], [f"{side}_twelve"]),
        helper.make_node("Max", [f"{side}_twelve", "one"], [f"{side}_least"]),
        helper.make_node("Sqrt", [f"{side}_least"], [f"{side}_long"]),
    ]


# --- what is watched --------------------------------------------------------------------------------


SITE = """\
version: 1
halls:
  - id: north
    name: {zh: 北厅, en: North hall}
    time_zone: Asia/Shanghai
    counters:
      - id: "7"
        name: {zh: 7号窗口, en: Window 7}
        views:
          - camera: cam-7
            zones:
              staff: [[0.3, 0.1], [0.7, 0.1], [0.7, 0.9], [0.3, 0.9]]
        limits:
          presence.absent: {notice_after_s: 5, warning_after_s: 8, clause: 第15条}
cameras:
  - {id: cam-7, main: "rtsp://viewer:hunter2@192.0.2.7/main"}
"""


def counter_setup(*steps_s: float, view: str = "desk", counter: str = "desk") -> CounterSetup:
    """One counter with one view; ``steps_s`` until a notice, a warning and a report, without: the defaults."""
    steps = tuple((round(s * 1000), severity) for s, severity in zip(steps_s, Severity, strict=False))
    absence = AbsenceLimits(steps) if steps else AbsenceLimits()
    return CounterSetup(counter, {view: View(view, counter, ZONE).covers}, Context("hall", ("窗口", "Desk")), absence)


ZONE = Zone.from_fractions(STAFF, SIZE_WH)


def camera(*steps_s: float) -> CameraSetup:
    """The drawn counter, seen whole."""
    return CameraSetup(SIZE_WH, (View("desk", "desk", ZONE),), (counter_setup(*steps_s),))


@dataclass(slots=True)
class Heard:
    """Everything a watch told."""

    spans: list[Span]
    changes: list[Change]
    events: list[Event]

    def listeners(self) -> Listeners:
        return Listeners(span=self.spans.append, change=self.changes.append, event=self.events.append)


def heard() -> Heard:
    return Heard([], [], [])


def spans_of(looks: Sequence[int | BlindReason | None], every_ms: int = 500, view: str = "desk") -> list[Span]:
    """A span each: evidence in quarter nats, None for a still one, or blind for a reason."""
    return [
        Span(view, n * every_ms, (n + 1) * every_ms, look)
        if isinstance(look, BlindReason)
        else Span(view, n * every_ms, (n + 1) * every_ms, staff_evidence=look)
        for n, look in enumerate(looks)
    ]


# --- the command line -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Onpost = Callable[..., Ended]
"""``onpost`` with these arguments."""


def as_process(*arguments: object, wrapped_by: tuple[str, ...] = (), **environment: str) -> Ended:
    """``onpost`` as a process of its own, started by the command ``wrapped_by`` if need be."""
    command = [*wrapped_by, sys.executable, "-m", "api.cli", *map(str, arguments)]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **environment}, timeout=120
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Everything below ``folder``, with the content of files."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}
