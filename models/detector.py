"""The detector: a crop in, people and phones in the crop's pixels out. Prepare, run, decode, remove duplicates."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.cards import open_card
from models.export import export_onnx
from models.layout import STRIDE, DetectorLayout, Layout, read_layout
from models.session import ONE_THREAD, Runtime, Session
from vision.datatypes import Detections, Examined
from vision.decode import clip, decode_yolo, decode_yolo_end_to_end
from vision.letterbox import Undo, letterbox, planes
from vision.nms import suppress

LOOK_SCORE = 0.003
"""Lowest score of a look: half-hidden people come at .1 and less, phones in hands at .01 and less, and evidence is
summed over many looks."""
LIMIT = 300
"""Most detections of a picture, as in ultralytics."""

_DECODE: Mapping[Layout, Callable[[NDArray[np.float32], Mapping[int, int], float, Undo], Detections]] = {
    Layout.DENSE: decode_yolo,
    Layout.END_TO_END: decode_yolo_end_to_end,
}


class Detector:
    """Callable: ``(image uint8 [H, W, 3] RGB, input size (width, height)) -> Detections`` in image pixels.

    ``class_id`` is ``vision.decode.PERSON`` or ``PHONE`` whatever the network's own numbers are.
    """

    def __init__(
        self, session: Session, layout: DetectorLayout, *, min_score: float = LOOK_SCORE, max_iou: float = 0.6
    ) -> None:
        """A detector on an opened network that drops scores below ``min_score`` and overlaps above ``max_iou``."""
        self.layout = layout
        self.sha256 = session.sha256
        self._session = session
        self._min_score = min_score
        self._max_iou = max_iou

    def __call__(self, image: NDArray[np.uint8], size_wh: tuple[int, int]) -> Detections:
        """Detections in ``image``, best first, cut at its borders.

        A network with a fixed input takes that instead of ``size_wh``. Raises ValueError when a side of
        ``size_wh`` is no multiple of 32 or ``image`` is no picture, RunFailed when onnxruntime fails.
        """
        return self.examine(image, size_wh).detections

    def examine(self, image: NDArray[np.uint8], size_wh: tuple[int, int]) -> Examined:
        """The same with the features of the picture as in ``models.features``, from one run. Raises as a call does."""
        canvas, undo = letterbox(image, self._input_wh(size_wh))
        answers = self._session.run_all(planes(canvas, self.layout.dtype))
        features = answers[1][0] if len(answers) > 1 else np.zeros(0, np.float32)
        return Examined(self._decode(answers[0][0], undo, image), features)

    def _decode(self, raw: NDArray[np.float32], undo: Undo, image: NDArray[np.uint8]) -> Detections:
        found = _DECODE[self.layout.layout](raw, self.layout.classes, self._min_score, undo)
        if self.layout.layout is Layout.DENSE:
            found = suppress(found, self._max_iou, LIMIT)
        height, width = image.shape[:2]
        return clip(found[:LIMIT], (width, height))

    def _input_wh(self, size_wh: tuple[int, int]) -> tuple[int, int]:
        if self.layout.fixed_wh is not None:
            return self.layout.fixed_wh
        if any(side <= 0 or side % STRIDE for side in size_wh):
            msg = f"both sides of the input size must be multiples of {STRIDE}, got {size_wh[0]}x{size_wh[1]}"
            raise ValueError(msg)
        return size_wh


def open_detector(
    name: str | Path,
    *,
    min_score: float = LOOK_SCORE,
    max_iou: float = 0.6,
    runtime: Runtime = ONE_THREAD,
    cache: Path | None = None,
) -> Detector:
    """The detector called ``name``: a card, an ``.onnx`` file, or a ``.pt`` file (extra ``train``).

    A ``.pt`` file is exported once into ``cache`` (default: beside it). Opening it runs code it holds: name
    only files you trust. Raises what ``Session`` does, NetworkUnsupported, CardInvalid or ExportFailed.
    """
    path = Path(name)
    if path.suffix not in (".onnx", ".pt"):
        card, session = open_card(str(name), "detect", runtime=runtime)
        layout = read_layout(session, card.classes)
    else:
        source = export_onnx(path, cache) if path.suffix == ".pt" else path
        session = Session(source, runtime=runtime)
        layout = read_layout(session)
    return Detector(session, layout, min_score=min_score, max_iou=max_iou)
