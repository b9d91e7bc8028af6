"""Which detection network is this? Read from its input, its metadata and a trial run; anything unknown is refused."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from models.errors import NetworkUnsupported
from models.features import FEATURES
from models.session import DTYPES, Session
from vision.decode import PERSON, PHONE

NAMES: Mapping[str, int] = {"person": PERSON, "cell phone": PHONE, "mobile phone": PHONE, "phone": PHONE}
"""What networks call the things OnPost looks for, and the ``class_id`` our detections carry for them."""

STRIDE = 32
"""Sides of a variable input are multiples of this: the coarsest grid of a YOLO network."""

PROBE_WH = (320, 320)
"""Input of the trial run: end-to-end networks want more anchors than the 300 boxes they answer with."""


class Layout(StrEnum):
    """How a detection network answers."""

    DENSE = "dense"
    """[B, 4 + classes, anchors] with duplicates: YOLOv8, YOLO11."""
    END_TO_END = "end_to_end"
    """[B, N, 6] without: YOLOv10, YOLO26."""


@dataclass(frozen=True, slots=True)
class DetectorLayout:
    """All that is needed to feed a detection network and read its answer.

    ``fixed_wh`` is its input size or None where it varies; ``classes`` maps its class numbers to ours.
    """

    layout: Layout
    fixed_wh: tuple[int, int] | None
    dtype: type[np.floating]
    names: tuple[str, ...]
    classes: Mapping[int, int]


def read_layout(session: Session, names: Sequence[str] = ()) -> DetectorLayout:
    """The layout of an opened network; takes one run of it.

    ``names`` are its class names where its metadata has none. Raises NetworkUnsupported, or RunFailed.
    """
    names = _names(session, names)
    fixed_wh, dtype = _input(session)
    classes = {number: NAMES[name.casefold()] for number, name in enumerate(names) if name.casefold() in NAMES}
    if PERSON not in classes.values():
        raise _refused(session, f"a class called person, it has {', '.join(names[:5]) or 'none'}")
    layout = _output(session, fixed_wh or PROBE_WH, dtype, len(names))
    return DetectorLayout(layout, fixed_wh, dtype, names, classes)


def _names(session: Session, given: Sequence[str]) -> tuple[str, ...]:
    """Class names by number: the network's own, written by ultralytics as a Python dict, or those given."""
    text = session.metadata.get("names")
    if text is None:
        return tuple(given)
    try:
        written = ast.literal_eval(text)
        pairs = dict(written) if isinstance(written, dict) else dict(enumerate(written))
        return tuple(str(pairs[number]) for number in range(len(pairs)))
    except (ValueError, SyntaxError, TypeError, KeyError, MemoryError, RecursionError) as error:
        raise _refused(session, f"class names 0, 1, 2… in its metadata, got {text[:60]!r}") from error


def _input(session: Session) -> tuple[tuple[int, int] | None, type[np.floating]]:
    """Fixed width and height or None, and the element type."""
    tensor = session.inputs[0]
    dtype = DTYPES.get(tensor.dtype)
    match tensor.shape:
        case (None | 1, 3, height, width) if len(session.inputs) == 1 and dtype in (np.float32, np.float16):
            floating = np.float16 if dtype is np.float16 else np.float32
            return (None if height is None or width is None else (width, height)), floating
    raise _refused(session, f"one input of pictures, float [1, 3, height, width], got {_listed(session.inputs)}")


def _output(session: Session, input_wh: tuple[int, int], dtype: type[np.floating], classes: int) -> Layout:
    """Told by the shape of an answer: the declared one often leaves every size open."""
    width, height = input_wh
    boxes = [output for output in session.outputs if output.name != FEATURES]
    shape = session.run(np.zeros((1, 3, height, width), dtype)).shape if boxes == [session.outputs[0]] else ()
    match shape:
        case (1, _, 6):
            return Layout.END_TO_END
        case (1, rows, _) if rows == 4 + classes:
            return Layout.DENSE
    wanted = f"one output [1, {4 + classes}, anchors] (YOLOv8, YOLO11) or [1, boxes, 6] (YOLOv10, YOLO26)"
    came = list(shape) if shape else _listed(session.outputs)
    raise _refused(session, f"{wanted}, got {came}")


def _listed(tensors: Sequence[object]) -> str:
    return "; ".join(str(tensor) for tensor in tensors)


def _refused(session: Session, needs: str) -> NetworkUnsupported:
    return NetworkUnsupported(
        f"{session.path.name} cannot be used as a detector, which needs {needs}: "
        "export a detection network with nms=False"
    )
