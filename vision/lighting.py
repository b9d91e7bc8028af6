"""The light a view's colours are seen in: what a white sheet would look like there, told from the background.

Shades of grey (G. D. Finlayson and E. Trezzi, Shades of gray and colour constancy, Color Imaging Conference
2004) over a background that is remembered per view, so that whoever walks through does not tint it. When lamps go
on or off, the whole background changes at once: the remembered one is multiplied by that change.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.colour import lab, linear
from vision.crops import PRIVATE_RGB

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

THUMB_WH = (48, 27)
NORM = 6
"""Finlayson and Trezzi's best: between the mean (1) and the brightest (infinity) of the picture."""

CLIPPED = 245
"""From here on a channel of a small picture has lost what was brighter."""

DARKEST = 6
"""Below this a channel is mostly noise."""

MEMORY_S = 120.0
"""How fast the remembered background follows what stays: a coat put down becomes background in minutes."""

REFINED = 3
NEUTRAL = 14.0
"""CIELAB chroma below which a patch may be white, grey or black paint, and so tells the light."""

WHITE_SHARE = 0.62
"""How much of the light the bright surfaces of a room throw back, as white paint and paper in shade do."""

PAINT = np.array([1.035, 1.0, 0.97])
"""Rooms are painted and furnished a little warmer than grey: what that makes of an average of them."""

FEWEST_CELLS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """What a view looks like without people: ``light`` float64 [27, 48, 3] linear sRGB, nan where not seen yet.

    ``burnt`` bool [27, 48] is where only burnt-out colours have been seen: at least so bright, of unknown hue.
    """

    light: Floats
    burnt: Mask
    at_ms: int

    @classmethod
    def unseen(cls) -> "Background":
        """Before the first look."""
        shape = (THUMB_WH[1], THUMB_WH[0])
        return cls(np.full((*shape, 3), np.nan), np.zeros(shape, np.bool_), 0)

    def after(self, image: NDArray[np.uint8], people_xyxy: NDArray[np.float32], at_ms: int) -> "Background":
        """With one more look at ``image`` uint8 [H, W, 3], in which ``people_xyxy`` [N, 4] hide what is behind."""
        now, burnt = _patches(image, people_xyxy)
        known, seen = np.isfinite(self.light[..., 0]), np.isfinite(now[..., 0])
        both = known & seen & ~self.burnt & ~burnt
        change = np.median(now[both] / self.light[both], axis=0) if both.sum() >= FEWEST_CELLS else np.ones(3)
        followed = self.light * change
        step = 1 - np.exp(-max(at_ms - self.at_ms, 0) / 1000 / MEMORY_S)
        blended = np.where(both[..., None], followed + step * (now - followed), followed)
        fresh = seen & (~known | (self.burnt & ~burnt))
        return Background(np.where(fresh[..., None], now, blended), np.where(fresh, burnt, self.burnt), at_ms)

    def white(self) -> Floats | None:
        """What a white sheet gives there, linear sRGB float64 [3]; None where too little was seen to tell."""
        seen = np.isfinite(self.light[..., 0])
        patches = self.light[seen & ~self.burnt]
        if len(patches) < FEWEST_CELLS:
            return None
        hue = _norm(patches)
        for _ in range(REFINED):
            colours = lab(patches / hue)
            plain = np.hypot(colours[:, 1], colours[:, 2]) < NEUTRAL
            if plain.sum() < FEWEST_CELLS:
                break
            hue = _norm(patches[plain])
        return np.asarray(hue * (_norm(self.light[seen]).mean() / hue.mean()) / (WHITE_SHARE * PAINT))


def _norm(patches: Floats) -> Floats:
    return np.asarray(np.mean(patches**NORM, axis=0) ** (1 / NORM))


def _patches(image: NDArray[np.uint8], people_xyxy: NDArray[np.float32]) -> tuple[Floats, Mask]:
    """The picture in small, linear; nan where it is too dark, private or behind people; and where it is burnt out."""
    small = np.asarray(cv2.resize(image, THUMB_WH, interpolation=cv2.INTER_AREA), np.uint8)
    usable = (small.min(axis=2) >= DARKEST) & (small != PRIVATE_RGB).any(axis=2)
    scale = np.tile(np.array(THUMB_WH) / (image.shape[1], image.shape[0]), 2)
    for x1, y1, x2, y2 in people_xyxy * scale:
        usable[max(0, int(y1)) : max(0, int(np.ceil(y2))), max(0, int(x1)) : max(0, int(np.ceil(x2)))] = False
    return np.where(usable[..., None], linear(small), np.nan), small.max(axis=2) >= CLIPPED
