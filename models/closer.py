"""What a closer look is taken with: the detector itself, the pose network, and the heads taught on its features."""

from collections.abc import Sequence
from pathlib import Path

from models.detector import Detector
from models.heads import HEADS, Head, open_heads
from models.pose import LIGHTNING, open_pose_estimator
from models.session import ONE_THREAD, Runtime
from vision.conduct import Closer


def open_closer(
    detector: Detector, pose: str | Path = LIGHTNING, taught: Sequence[Path] = (), *, runtime: Runtime = ONE_THREAD
) -> Closer:
    """The closer look with ``detector``: the ``pose`` network and the heads that come along.

    A head in one of the folders ``taught`` is used in place of the one of its name that comes along. One that was
    taught for another detector or another way of cutting is left out: presence is judged without any. Raises what
    ``open_pose_estimator`` and ``open_heads`` do.
    """
    heads: dict[str, Head] = {}
    for folder in (HEADS, *taught):
        heads |= open_heads(folder, detector.sha256, runtime=runtime)
    return Closer(open_pose_estimator(pose, runtime=runtime), detector.examine, heads)
