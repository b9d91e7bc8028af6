"""Generated scenes for measuring uniforms: real people, re-coloured, behind a drawn desk, in five lights.

People come from a COCO file with outlines and keypoints; their torso and upper arms get the colours of a uniform
or of other clothes, multiplied by the shading that the photograph has. The room is drawn, its paint of many hues.
What a person wears is exactly known; nothing else of the photograph is used.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from api.errors import InputError
from vision.colour import ciede2000, lab, light_of, linear, srgb
from vision.datatypes import Uniform

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]

SIZE_WH = (640, 360)
PEOPLE_FILE = "person_masks.json"


class Lamp(NamedTuple):
    """A light: ``name``, and what it multiplies linear red, green and blue by."""

    name: str
    rgb: tuple[float, float, float]


LAMPS = (
    Lamp("tungsten", (1.72, 0.86, 0.32)),
    Lamp("half_warm", (0.62, 0.49, 0.35)),
    Lamp("white", (1.0, 1.0, 1.0)),
    Lamp("double", (2.0, 2.0, 2.05)),
    Lamp("blue", (0.80, 1.0, 1.54)),
)
"""Black bodies of 3200 K and about 4000 K at half brightness, daylight, twice that, and 12000 K, before a camera
that keeps its balance at daylight."""

UNIFORMS: dict[str, tuple[str, ...]] = {
    "navy": ("#26304f",),
    "navy over light blue": ("#26304f", "#a8c4e4"),
    "white and black": ("#eceae6", "#25252a"),
    "green": ("#2d6a4a",),
    "wine": ("#7a2338",),
    "light blue": ("#9ec0e6",),
}
OTHERS = (
    "#151518", "#f0efec", "#7d7f83", "#b9babd", "#a8282c", "#d8573a", "#e0b23c", "#d9c7a2", "#6b4a34", "#3f7a3c",
    "#8fbf6a", "#2f8f8c", "#2b55b0", "#7fb2e0", "#6c3f8e", "#d27aa0", "#31406e", "#8d2a4a", "#53563a",
)  # fmt: skip
CLEARLY_OTHER = 12.0
"""CIEDE2000, lightness counting half, to every colour of the uniform: nearer ones no camera should be asked."""


class Worn(NamedTuple):
    """What is worn: ``truth`` MATCH, MISMATCH or MIXED, and the colours, torso first, then sleeves and collar."""

    uniform: str
    truth: Uniform
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A picture, the empty room under the same light, the person's visible box xyxy, and the truth."""

    image: Picture
    empty: Picture
    xyxy: NDArray[np.float32]
    lamp: str
    worn: Worn
    person: int


class _Outline(BaseModel):
    id: int
    image_id: int
    bbox: tuple[float, float, float, float]
    keypoints: tuple[float, ...]
    segmentation: list[list[float]]


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A person: ``rgb`` uint8 [H, W, 3], ``mask`` bool [H, W], ``points`` float64 [17, 3], in pixels of the cutout."""

    id: int
    rgb: Picture
    mask: NDArray[np.bool_]
    points: Floats

    @property
    def shoulders(self) -> float:
        """The distance between the shoulders, pixels."""
        return float(np.hypot(*(self.points[5, :2] - self.points[6, :2])))


LEAST_SHOULDERS_PX = 28
FILLED = 0.92
"""The share of the torso that is the person's own outline."""

LEANING = 1.2
"""A torso whose hips are further aside than this is no clerk's: athletes bend and fall."""


def read_people(folder: Path, file_name: str = PEOPLE_FILE) -> list[Cutout]:
    """Everybody in ``folder`` whose shoulders are labelled and far enough apart. Raises InputError."""
    path = folder / file_name
    try:
        stored = json.loads(path.read_bytes())
        names = {image["id"]: image["file_name"] for image in stored["images"]}
        outlines = [
            _Outline.model_validate(entry)
            for entry in stored["annotations"]
            if isinstance(entry.get("segmentation"), list) and "keypoints" in entry
        ]
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        msg = f"{path}: a COCO file of people with outlines and keypoints was wanted, got none: name another folder"
        raise InputError(msg) from error
    cutouts = (_cutout(folder / "images" / names[o.image_id], o) for o in outlines if _useful(o))
    found = [cutout for cutout in cutouts if _whole(cutout)]
    if not found:
        msg = f"{path}: people whose shoulders are labelled were wanted, none is there: name another folder"
        raise InputError(msg)
    return found


def _useful(outline: _Outline) -> bool:
    points = np.reshape(outline.keypoints, (17, 3))
    apart = np.hypot(*(points[5, :2] - points[6, :2]))
    torso = points[[11, 12], :2].mean(axis=0) - points[[5, 6], :2].mean(axis=0)
    upright = (points[[11, 12], 2] == 0).any() or torso[1] > LEANING * abs(torso[0])
    high = points[[5, 6], 1].mean() < outline.bbox[1] + 0.5 * outline.bbox[3]
    return bool((points[[5, 6], 2] > 0).all() and apart >= LEAST_SHOULDERS_PX and upright and high)


def _whole(person: Cutout) -> bool:
    """Whether head and torso are there: of who holds a horse or a banner the outline has a hole in the middle."""
    down, half = _down(person, person.shoulders), np.array([0.3 * person.shoulders, 0])
    middle = person.points[[5, 6], :2].mean(axis=0)
    torso = _polygon(person, [middle - half, middle + half, middle + half + down, middle - half + down])
    filled = bool(torso.any()) and float(person.mask[torso].mean()) >= FILLED
    return filled and bool((person.points[:5, 2] > 0).any())


def _cutout(picture: Path, outline: _Outline) -> Cutout:
    decoded = cv2.imread(str(picture), cv2.IMREAD_COLOR)
    if decoded is None:
        msg = f"{picture}: a picture was wanted, it cannot be read: restore it, or name another folder"
        raise InputError(msg)
    height, width = decoded.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    for ring in outline.segmentation:
        cv2.fillPoly(mask, [np.round(np.reshape(ring, (-1, 2))).astype(np.int32)], 1)
    x, y, w, h = outline.bbox
    x1, y1, x2, y2 = max(0, int(x)), max(0, int(y)), min(width, int(x + w) + 1), min(height, int(y + h) + 1)
    rgb = np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)[y1:y2, x1:x2]
    points = np.reshape(outline.keypoints, (17, 3)) - [x1, y1, 0]
    return Cutout(outline.id, np.ascontiguousarray(rgb), mask[y1:y2, x1:x2] > 0, points)


# --- clothes ----------------------------------------------------------------------------------------


def colour(hex_rgb: str) -> Floats:
    """Linear sRGB [3] of ``#rrggbb``."""
    return linear(np.array([int(hex_rgb[at : at + 2], 16) for at in (1, 3, 5)], np.uint8))


def others_than(uniform: str) -> list[str]:
    """The colours of ``OTHERS`` that are clearly none of ``uniform``'s."""
    own = lab(np.array([colour(each) for each in UNIFORMS[uniform]]))
    return [each for each in OTHERS if ciede2000(lab(colour(each)), own, 2.0).min() >= CLEARLY_OTHER]


def outfits(draw: np.random.Generator) -> tuple[Worn, Worn, Worn]:
    """One uniform: worn, not worn, and worn under somebody's own jacket."""
    uniform = str(draw.choice(sorted(UNIFORMS)))
    clothes = others_than(uniform)
    other = tuple(str(each) for each in draw.choice(clothes, 1 + int(draw.choice([0, 1], p=[0.6, 0.4])), replace=False))
    jacket = (str(draw.choice(clothes)),)
    return (
        Worn(uniform, Uniform.MATCH, UNIFORMS[uniform]),
        Worn(uniform, Uniform.MISMATCH, other),
        Worn(uniform, Uniform.MIXED, jacket),
    )


SHADING_POWER = 0.75
"""A photograph's prints are left in as shading, so it is taken a little flatter than it is."""


def dressed(person: Cutout, worn: Worn) -> Floats:
    """The person's linear colours [H, W, 3] in ``worn``; hands and face stay as they are."""
    light = linear(person.rgb)
    garment, waistcoat = _regions(person)
    if not garment.any():
        return light
    bright = light @ [0.2126, 0.7152, 0.0722]
    shading = np.clip(bright / max(float(np.median(bright[garment])), 1e-3), 0.15, 2.2) ** SHADING_POWER
    cloth = np.broadcast_to(colour(worn.colours[-1]), light.shape).copy()
    if len(worn.colours) > 1:
        cloth[waistcoat] = colour(worn.colours[0])
    if worn.truth is Uniform.MIXED:
        left = np.arange(light.shape[1]) < person.points[[5, 6], 0].mean()
        cloth[garment & left] = colour(UNIFORMS[worn.uniform][0])
    return np.where(garment[..., None], cloth * shading[..., None], light)


def _regions(person: Cutout) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the upper garment is, and where a waistcoat over it."""
    left, right = sorted(person.points[[5, 6], :2], key=lambda point: float(point[0]))
    width = person.shoulders
    middle, down = (left + right) / 2, _down(person, width)
    side = np.array([max(person.mask.shape), 0])
    up = np.array([0, -0.12 * width])
    whole = _polygon(person, [middle - side + up, middle + side + up, middle + side + down, middle - side + down])
    head = np.zeros(person.mask.shape, np.uint8)
    for x, y, seen in person.points[:5]:
        if seen > 0:
            cv2.circle(head, (round(x), round(y)), round(0.22 * width), 1, -1)
    inner = np.array([0.4 * max(width, 0.45 * float(np.hypot(*down))), 0])
    collar = middle + 0.3 * down
    shape = [middle - inner, middle - 0.4 * inner, collar, middle + 0.4 * inner, middle + inner]
    vest = _polygon(person, [*shape, middle + inner + down, middle - inner + down])
    garment = whole & person.mask & (head == 0)
    return garment, vest & garment


def _down(person: Cutout, width: float) -> Floats:
    hips = person.points[[11, 12]]
    if (hips[:, 2] > 0).all():
        return np.asarray(hips[:, :2].mean(axis=0) - person.points[[5, 6], :2].mean(axis=0))
    return np.array([0.0, 1.6 * width])


def _polygon(person: Cutout, corners: list[Floats]) -> NDArray[np.bool_]:
    mask = np.zeros(person.mask.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(corners)).astype(np.int32)], 1)
    return mask > 0


# --- the room ---------------------------------------------------------------------------------------


def _paint(draw: np.random.Generator, lightness: tuple[float, float], chroma: float) -> Floats:
    warm, any_hue = draw.normal(1.3, 0.8), draw.uniform(0, 2 * np.pi)
    hue = float(draw.choice([warm, any_hue], p=[0.75, 0.25]))
    strength = draw.uniform(0, chroma)
    return np.clip(light_of(np.array([draw.uniform(*lightness), strength * np.cos(hue), strength * np.sin(hue)])), 0, 1)


def room(draw: np.random.Generator) -> Floats:
    """A drawn room's linear colours [360, 640, 3]: walls, floor, boards, screens, papers, uneven light."""
    width, height = SIZE_WH
    canvas = np.empty((height, width, 3))
    canvas[:] = _paint(draw, (68, 92), 9)
    canvas[: int(draw.uniform(20, 70))] = _paint(draw, (80, 95), 4)
    for _ in range(int(draw.integers(3, 9))):
        x, y = int(draw.uniform(0, width)), int(draw.uniform(20, 200))
        patch = canvas[y : y + int(draw.uniform(20, 110)), x : x + int(draw.uniform(20, 150))]
        patch[:] = _paint(draw, (15, 90), 45)
    for _ in range(int(draw.integers(1, 4))):
        x = int(draw.uniform(0, width))
        canvas[120:260, x : x + int(draw.uniform(20, 60))] = _paint(draw, (12, 45), 8)
    return canvas * _unevenness(draw)


def _unevenness(draw: np.random.Generator) -> Floats:
    coarse = np.exp(draw.normal(0, 0.14, (4, 5))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, SIZE_WH, interpolation=cv2.INTER_CUBIC), np.float64)[..., None]


def _desk(draw: np.random.Generator, canvas: Floats, top_y: int) -> None:
    wood = light_of(np.array([draw.uniform(35, 75), draw.uniform(3, 14), draw.uniform(8, 28)]))
    painted = _paint(draw, (45, 90), 5)
    canvas[top_y:] = [wood, painted][int(draw.choice([0, 1], p=[0.6, 0.4]))]
    canvas[top_y : top_y + 8] *= 1.15
    x = int(draw.uniform(0, SIZE_WH[0]))
    canvas[top_y : top_y + 12, x : x + 50] = _paint(draw, (85, 95), 3)


NOISE = 2.5
EXPOSURE = 0.8
"""A white sheet under the white lamp: bright, not burnt out."""


def scenes(person: Cutout, seed: int) -> Iterator[Scene]:
    """``person`` in and out of a uniform in every light, 15 pictures; the same for the same seed."""
    for number, lamp in enumerate(LAMPS):
        draw = np.random.default_rng([seed, person.id, number])
        place = _placed(person, draw)
        empty = _exposed(place.empty, lamp, draw)
        for worn in outfits(draw):
            picture = _exposed(_with_person(place, person, worn), lamp, draw)
            yield Scene(picture, empty, place.xyxy, lamp.name, worn, person.id)


def _with_person(place: "_Place", person: Cutout, worn: Worn) -> Floats:
    picture = place.empty.copy()
    small = cv2.resize(dressed(person, worn), place.size_wh, interpolation=cv2.INTER_AREA)[place.mine]
    alpha = place.alpha[..., None]
    picture[place.there] = picture[place.there] * (1 - alpha) + small * place.lit * alpha
    picture[place.desk_y :] = place.empty[place.desk_y :]
    return picture


class _Place(NamedTuple):
    empty: Floats
    size_wh: tuple[int, int]
    there: tuple[slice, slice]
    mine: tuple[slice, slice]
    alpha: Floats
    lit: float
    desk_y: int
    xyxy: NDArray[np.float32]


def _placed(person: Cutout, draw: np.random.Generator) -> _Place:
    """Where the person is in the room, how large, how lit, and from where on the desk hides them."""
    scale = draw.uniform(34, 90) / person.shoulders
    size_wh = (max(2, round(person.rgb.shape[1] * scale)), max(2, round(person.rgb.shape[0] * scale)))
    shoulder_y = person.points[[5, 6], 1].mean() * scale
    x = round(draw.uniform(0, max(1, SIZE_WH[0] - size_wh[0])))
    y = round(draw.uniform(60, 150) - shoulder_y)
    torso = _down(person, person.shoulders)[1] * scale
    desk_y = int(np.clip(y + shoulder_y + draw.uniform(0.55, 1.1) * torso, 150, SIZE_WH[1] - 20))
    rows = slice(max(0, y), min(SIZE_WH[1], y + size_wh[1]))
    columns = slice(max(0, x), min(SIZE_WH[0], x + size_wh[0]))
    mine = (slice(rows.start - y, rows.stop - y), slice(columns.start - x, columns.stop - x))
    mask = cv2.resize(person.mask.astype(np.float32), size_wh, interpolation=cv2.INTER_AREA)
    alpha = np.asarray(mask[mine], np.float64)
    empty = room(draw)
    _desk(draw, empty, desk_y)
    seen = np.argwhere(np.round(alpha[: max(1, desk_y - rows.start)]))
    low, high = seen.min(axis=0), seen.max(axis=0) + 1
    box = [columns.start + low[1], rows.start + low[0], columns.start + high[1], rows.start + high[0]]
    lit = float(np.exp(draw.normal(0, 0.15)))
    return _Place(empty, size_wh, (rows, columns), mine, alpha, lit, desk_y, np.array(box, np.float32))


_CODED = srgb(np.linspace(0, 1, 4096)).astype(np.float32)


def _exposed(light: Floats, lamp: Lamp, draw: np.random.Generator) -> Picture:
    """What the camera makes of it: burnt out above white, a little soft, noisy."""
    seen = light.astype(np.float32) * np.array(lamp.rgb, np.float32) * EXPOSURE
    coded = _CODED[np.clip(seen * 4095, 0, 4095).astype(np.int32)]
    noise = draw.standard_normal(coded.shape, np.float32) * NOISE
    return np.asarray(np.clip(cv2.GaussianBlur(coded, (0, 0), 0.6) + noise, 0, 255), np.uint8)
