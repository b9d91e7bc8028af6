"""The rules of cameras, each with its parts: one file, one line."""

from collections.abc import Mapping

from vision.rules import (
    camera_blocked,
    camera_blurred,
    camera_clock_skew,
    camera_dark,
    camera_frozen,
    camera_moved,
    camera_offline,
)
from vision.rules.camera_span import CameraSpan
from vision.rules.rule import Rule
from vision.sights import Sight

CAMERA_RULES: dict[str, Rule[CameraSpan]] = {
    camera_offline.TYPE: camera_offline.RULE,
    camera_frozen.TYPE: camera_frozen.RULE,
    camera_dark.TYPE: camera_dark.RULE,
    camera_blocked.TYPE: camera_blocked.RULE,
    camera_blurred.TYPE: camera_blurred.RULE,
    camera_moved.TYPE: camera_moved.RULE,
    camera_clock_skew.TYPE: camera_clock_skew.RULE,
}

BLINDED_BY: Mapping[str, Sight] = {
    camera_offline.TYPE: Sight.NO_PICTURE,
    camera_frozen.TYPE: Sight.FROZEN,
    camera_dark.TYPE: Sight.DARK,
    camera_blocked.TYPE: Sight.COVERED,
    camera_blurred.TYPE: Sight.BLURRED,
    camera_moved.TYPE: Sight.MOVED,
}
"""What a view shows that is blind for the rule's reason; a clock that is off blinds none."""

UNMEASURED = frozenset({camera_blurred.TYPE, camera_moved.TYPE, camera_clock_skew.TYPE})
"""Rules whose facts nothing measures yet, so that they find nothing."""
