"""Whether what somebody wears on their upper body is one of a counter's uniforms, by its colours.

    torso from the pose -> skin, hair, paper, badge left out -> white balance by the background
    -> clusters of colour with their areas -> CIEDE2000 to the uniforms' palettes -> how much of the garment fits

Lightness counts half (``K_LIGHTNESS``, as CIE recommends for textiles), and a garment may as a whole be somewhat
lighter or darker than in the palette: lamps hang where they hang, folds cast shadows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.body import Keypoint
from vision.colour import ciede2000, lab, linear
from vision.crops import PRIVATE_RGB
from vision.datatypes import Fact, Palette, Uniform
from vision.lighting import Background

Floats = NDArray[np.float64]

NOBODY = np.zeros((0, 4), np.float32)
NOBODY.setflags(write=False)

K_LIGHTNESS = 2.0
SHOULDER_SCORE = 0.25
"""MoveNet's score from which on a point of the body is where it says, more often than not."""

FACE_SCORE = 0.3
LENGTH = 1.25
"""How far down a garment is looked at where hips are hidden, in shoulder widths."""

NECK = 0.12
"""What is left out below the shoulders: collar, chin and long hair; a part of the torso's length."""

BOWED = 0.2
"""A nose this many shoulder widths below the shoulders hides the torso, or the pose is wrong."""

NARROWER = 0.78
"""The torso's width that is looked at: at its sides are arms and what is behind."""

PROFILE = 0.45
"""A torso seen from the side is at least this wide, as a part of its length."""

FEWEST_PX = 180
LOOKED_PX = 56
"""Torsos are brought down to this length: noise is averaged, and no look costs more than another."""

GREY_PICTURE = 5
"""Channels differ by less in nearly all of an infrared or black-and-white picture (0-255)."""

DARK = 30.0
"""Brightness (0-255) that the brighter part of a picture must reach for colours to be told."""

BURNT = 245
TOLD = 0.3
"""This share of a torso that is not burnt out speaks for all of it."""

FEWEST_CELLS_PX = 60
SKIN_DIFFERENCE = 6.0
SKIN_AT_MOST = 0.5
PAPER_L, PAPER_CHROMA, PAPER_AT_MOST = 88.0, 8.0, 0.25
CELL = 5.0
"""CIELAB units to a cluster's side: below what anybody calls another colour of cloth."""

SMALLEST = 0.01
"""Clusters below this share of the garment are buttons, seams, a badge's rim."""

BRIGHTNESSES = np.linspace(-0.6, 0.6, 7)
TINTS_RED, TINTS_BLUE = (-0.12, -0.06, 0.0, 0.06, 0.12), (-0.08, 0.0, 0.08)
BRIGHTNESS_SPREAD, RED_SPREAD, BLUE_SPREAD = 0.6, 0.16, 0.16
"""How far the light on a garment is tried away from what the background says, in logarithms: in brightness, of red
and of blue to green. The background's paint misleads by .08 and .05 (standard deviations over drawn rooms); what
is further away fits less."""

TOLERANCE, SOFTNESS = 9.0, 1.6
"""CIEDE2000 (lightness counting half) at which a patch is as likely of the palette's colour as not."""


SLOPE, MIXED_FROM, MATCH_FROM = 12.1, 0.35, 0.55
"""Ordinal logistic regression of what is worn on how much fits, fitted to 434 generated scenes of train/coco's people
with one garment in twenty mixed (P. McCullagh, Regression models for ordinal data, JRSS B 1980)."""

_TRIED = np.array([(one + red, one, one + blue) for one in BRIGHTNESSES for red in TINTS_RED for blue in TINTS_BLUE])
_AWAY = np.stack([_TRIED[:, 1], _TRIED[:, 0] - _TRIED[:, 1], _TRIED[:, 2] - _TRIED[:, 1]])
GAINS = np.exp(_TRIED)
TRUST = np.exp(-0.5 * ((_AWAY / np.array([[BRIGHTNESS_SPREAD], [RED_SPREAD], [BLUE_SPREAD]])) ** 2).sum(axis=0))
"""The lights that are tried, [L, 3], and how likely each is beside the likeliest, [L]."""

SOME = 0.06
"""A colour of a uniform is there when it takes this much of what is seen of the garment."""


@dataclass(frozen=True, slots=True, eq=False)
class UniformMemory:
    """What is remembered of a view between looks: its background, for the light."""

    background: Background

    @classmethod
    def empty(cls) -> "UniformMemory":
        """Before the first look."""
        return cls(Background.unseen())

    def after(self, image: NDArray[np.uint8], people_xyxy: NDArray[np.float32], at_ms: int) -> "UniformMemory":
        """With one more look, in which ``people_xyxy`` [N, 4] hide what is behind them."""
        return UniformMemory(self.background.after(image, people_xyxy, at_ms))


@dataclass(frozen=True, slots=True, eq=False)
class Garment:
    """The colours of an upper garment: ``light`` float64 [C, 3] linear sRGB in white light, ``area`` [C], sum 1."""

    light: Floats
    area: Floats


def read_uniform(  # noqa: PLR0913, PLR0917 - a look's picture, its person, what is worn here, what is remembered
    image: NDArray[np.uint8],
    xyxy: NDArray[np.float32],
    pose_xy: NDArray[np.float32],
    pose_score: NDArray[np.float32],
    palettes: Sequence[Palette],
    memory: UniformMemory,
    at_ms: int,
    others_xyxy: NDArray[np.float32] = NOBODY,
) -> tuple[Fact[Uniform], UniformMemory]:
    """Whether the person in box ``xyxy`` [4] of ``image`` uint8 [H, W, 3] RGB wears one of ``palettes``.

    ``pose_xy`` [17, 2] pixels and ``pose_score`` [17] are theirs; ``others_xyxy`` [N, 4] also hide background. The
    second value is the memory for the next look at this view. CANNOT_JUDGE without palettes, on grey or dark pictures,
    and of small or hidden torsos.
    """
    memory = memory.after(image, np.concatenate([xyxy[None], others_xyxy]), at_ms)
    garment = garment_of(image, xyxy, pose_xy, pose_score, memory.background)
    fact = Fact(Uniform.CANNOT_JUDGE) if garment is None or not palettes else judged(garment, palettes)
    return fact, memory


def garment_of(
    image: NDArray[np.uint8],
    xyxy: NDArray[np.float32],
    pose_xy: NDArray[np.float32],
    pose_score: NDArray[np.float32],
    background: Background,
) -> Garment | None:
    """The colours of the upper garment as ``read_uniform`` sees them; None where they cannot be told."""
    white, torso = background.white(), torso_of(xyxy, pose_xy, pose_score)
    if white is None or torso is None or colourless(image):
        return None
    cut = _cut(image, torso)
    if cut is None:
        return None
    pixels = _balanced(cut, white)
    kept = _without_skin_and_paper(pixels, _face(image, xyxy, pose_xy, pose_score, white))
    return None if len(kept) < FEWEST_CELLS_PX else clustered(kept)


def torso_of(
    xyxy: NDArray[np.float32], pose_xy: NDArray[np.float32], pose_score: NDArray[np.float32]
) -> NDArray[np.float32] | None:
    """The torso as a polygon float32 [4, 2] in pixels, below the collar; None where its shoulders are not seen."""
    if min(pose_score[Keypoint.LEFT_SHOULDER], pose_score[Keypoint.RIGHT_SHOULDER]) < SHOULDER_SCORE:
        return None
    left, right = sorted(
        (pose_xy[Keypoint.LEFT_SHOULDER], pose_xy[Keypoint.RIGHT_SHOULDER]), key=lambda point: float(point[0])
    )
    middle, width = (left + right) / 2, float(np.hypot(*(right - left)))
    hips = (pose_xy[Keypoint.LEFT_HIP] + pose_xy[Keypoint.RIGHT_HIP]) / 2
    seen = min(pose_score[Keypoint.LEFT_HIP], pose_score[Keypoint.RIGHT_HIP]) >= SHOULDER_SCORE and hips[1] > middle[1]
    bottom = hips if seen else middle + np.array([0, LENGTH * max(width, 0.2 * float(xyxy[3] - xyxy[1]))], np.float32)
    down = bottom - middle
    bowed = pose_score[Keypoint.NOSE] >= FACE_SCORE and pose_xy[Keypoint.NOSE][1] > middle[1] + BOWED * width
    if down[1] <= 0 or middle[1] >= xyxy[3] or bowed:
        return None
    down = down * min(1.0, (xyxy[3] - middle[1]) / down[1])
    half = np.array([NARROWER / 2 * max(width, PROFILE * float(np.hypot(*down))), 0], np.float32)
    top, low = middle + NECK * down, middle + down
    return np.array([top - half, top + half, low + half, low - half], np.float32)


def colourless(image: NDArray[np.uint8]) -> bool:
    """Whether colours cannot be told in the whole picture: infrared, black and white, or dark."""
    small = np.asarray(cv2.resize(image, (96, 54), interpolation=cv2.INTER_AREA), np.int16)
    spread = small.max(axis=2) - small.min(axis=2)
    return bool(np.percentile(spread, 95) < GREY_PICTURE or np.percentile(small.max(axis=2), 95) < DARK)


UNPAINTED = 0.6
"""Of a torso behind a privacy mask this much must be left to judge its colours."""


def _cut(image: NDArray[np.uint8], torso: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """The torso's pixels uint8 [N, 3], brought down; None of a small one, or one outside of the picture."""
    x1, y1 = np.maximum(np.floor(torso.min(axis=0)).astype(int), 0)
    x2, y2 = np.minimum(np.ceil(torso.max(axis=0)).astype(int), (image.shape[1], image.shape[0]))
    if x2 - x1 < 2 or y2 - y1 < 2:  # noqa: PLR2004 - nothing to see
        return None
    scale = min(1.0, LOOKED_PX / max(x2 - x1, y2 - y1))
    part = np.ascontiguousarray(image[y1:y2, x1:x2])
    small = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    mask = np.zeros(small.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round((torso - (x1, y1)) * scale).astype(np.int32)], 1)
    bare = mask * _unpainted(part, small.shape[:2])
    enough = bare.sum() / scale**2 >= FEWEST_PX and bare.sum() >= UNPAINTED * mask.sum()
    return small[bare > 0] if enough else None


def _unpainted(part: NDArray[np.uint8], size_hw: tuple[int, ...]) -> NDArray[np.uint8]:
    """1 where nothing private was painted over ``part``, at another size; its edges, which mix with it, are 0."""
    painted = (part == PRIVATE_RGB).all(axis=2).astype(np.uint8)
    shown = cv2.resize(painted, (size_hw[1], size_hw[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(1 - cv2.dilate(np.asarray(shown > 0, np.uint8), np.ones((3, 3), np.uint8)), np.uint8)


def _balanced(cut: NDArray[np.uint8], white: Floats) -> Floats:
    """The pixels uint8 [N, 3] under white light, linear sRGB; burnt-out ones are left out where others tell enough.

    Else a channel that is burnt out in one pixel is taken to be as bright as its others: cloth so bright is pale.
    """
    burnt = cut >= BURNT
    pixels = linear(cut) / white
    told = ~burnt.any(axis=1)
    if told.mean() >= TOLD:
        return np.asarray(pixels[told])
    palest = np.where(burnt, 0, pixels).max(axis=1, keepdims=True)
    return np.asarray(np.where(burnt, np.maximum(pixels, palest), pixels)[~burnt.all(axis=1)])


def _face(
    image: NDArray[np.uint8],
    xyxy: NDArray[np.float32],
    pose_xy: NDArray[np.float32],
    pose_score: NDArray[np.float32],
    white: Floats,
) -> Floats | None:
    """The colour of the skin around the nose, CIELAB [3]; None where no face is seen."""
    if pose_score[Keypoint.NOSE] < FACE_SCORE:
        return None
    reach = max(1.0, 0.1 * float(np.hypot(*(pose_xy[Keypoint.LEFT_SHOULDER] - pose_xy[Keypoint.RIGHT_SHOULDER]))))
    x1, y1 = np.maximum((pose_xy[Keypoint.NOSE] - reach).astype(int), np.maximum(xyxy[:2].astype(int), 0))
    x2, y2 = (pose_xy[Keypoint.NOSE] + reach + 1).astype(int)
    patch = image[y1:y2, x1:x2].reshape(-1, 3)
    if not len(patch):
        return None
    skin = lab(np.median(linear(patch), axis=0) / white)
    hue = np.degrees(np.arctan2(skin[2], skin[1]))
    return skin if 15 <= hue <= 85 and 6 <= np.hypot(skin[1], skin[2]) <= 50 else None  # noqa: PLR2004 - of skin


def _without_skin_and_paper(pixels: Floats, face: Floats | None) -> Floats:
    """``pixels`` of the garment alone; what makes up much of it is cloth, whatever its colour."""
    colours = lab(pixels)
    if face is not None:
        skin = ciede2000(colours, face, K_LIGHTNESS) < SKIN_DIFFERENCE
        if skin.mean() <= SKIN_AT_MOST:
            pixels, colours = pixels[~skin], colours[~skin]
    paper = (colours[:, 0] > PAPER_L) & (np.hypot(colours[:, 1], colours[:, 2]) < PAPER_CHROMA)
    return pixels[~paper] if paper.mean() <= PAPER_AT_MOST else pixels


def clustered(pixels: Floats) -> Garment:
    """The colours of ``pixels`` linear sRGB [N, 3]: cells of CIELAB with their mean and area, small ones left out."""
    cells = np.floor(lab(pixels) / CELL).astype(np.int64)
    _, where, count = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    total = np.stack([np.bincount(where.ravel(), pixels[:, channel]) for channel in range(3)], axis=1)
    large = count >= min(SMALLEST * len(pixels), count.max())
    return Garment(total[large] / count[large, None], count[large] / count[large].sum())


def judged(garment: Garment, palettes: Sequence[Palette]) -> Fact[Uniform]:
    """What the best fitting of ``palettes`` says, and how sure that is."""
    share = max(fitting(garment, palette) for palette in palettes)
    some, whole = (1 / (1 + np.exp(-SLOPE * (share - border))) for border in (MIXED_FROM, MATCH_FROM))
    likely = {Uniform.MISMATCH: 1 - some, Uniform.MIXED: some - whole, Uniform.MATCH: whole}
    value = max(likely, key=lambda each: float(likely[each]))
    return Fact(value, round(15 * float(likely[value])))


def fitting(garment: Garment, palette: Palette) -> float:
    """How much of ``garment`` has a colour of ``palette``, 0..1, at the light that suits it best.

    Where it is known how much each colour takes, a garment without some of them fits no better than what is left.
    """
    seen = lab(garment.light * GAINS[:, None])
    likely = 1 / (1 + np.exp((ciede2000(seen[:, :, None], palette.lab, K_LIGHTNESS) - TOLERANCE) / SOFTNESS))
    fits = likely.max(axis=2) @ garment.area
    present = np.minimum(1, np.einsum("gck,c->gk", likely, garment.area) / SOME)
    complete = 1 - (1 - present) @ palette.share
    return float((np.minimum(fits, complete) * TRUST).max())
