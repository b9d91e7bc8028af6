"""People cut out of labelled pictures by their outlines, to be put into generated rooms."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from models.errors import MeasuringDataInvalid
from vision.datatypes import KEYPOINTS

MEASURING = "person_masks.json"
"""People for measuring, with outlines and keypoints: nothing is ever fitted to them."""
TRAINING = "instances.json"
"""People for training and tuning; their keypoints are in ``person_keypoints.json`` beside it."""
MAY_TRAIN = frozenset({4, 5, 7, 8})
"""COCO's numbers of the licences that let what is trained on a picture be passed on."""

PERSON, TELEPHONE = 1, 77
"""COCO's numbers of these classes."""
PHONES = "person_and_phone_full.json"
"""Beside ``MEASURING``: where telephones are, for some of its pictures. ``TRAINING`` has its own."""
VISIBLE = 2
"""A keypoint that is labelled and seen; 1: labelled where it is hidden, as a face of which the back is shown."""
HEAD_OF_RISE = 0.8
"""A head's height over the way from its top to the shoulders' line; the rest is neck."""
SMALLEST_HEAD_PX = 14.0
SIT_HEADS = 2.9
"""Whoever sits behind a desk must be seen down to here, in heads from the top."""
STAND_HEADS = 5.5
"""Whoever stands free of any desk must be seen down to the knees at least."""

Polygons = list[list[float]]


class _Picture(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: int
    file_name: str = Field(min_length=1)
    license: int


class _Outlined(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: int
    image_id: int
    category_id: int
    iscrowd: int = 0
    segmentation: Polygons | dict[str, object] = []
    keypoints: tuple[float, ...] | None = Field(default=None, min_length=3 * KEYPOINTS, max_length=3 * KEYPOINTS)


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")
    images: tuple[_Picture, ...]
    annotations: tuple[_Outlined, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """One person: ``rgba`` uint8 [H, W, 4]; ``points`` float32 [17, 3] keypoints (x, y, labelled) in its pixels.

    ``person`` is the annotation's number: one person is in one data set only. ``top`` is the y of the head's
    top, ``head_px`` the head's height, ``heads`` how many heads of the body are seen below its top.
    """

    person: int
    rgba: NDArray[np.uint8]
    points: NDArray[np.float32]
    top: float
    head_px: float
    heads: float

    @property
    def neck(self) -> tuple[float, float]:
        """The middle between the shoulders."""
        x, y = self.points[5:7, :2].mean(axis=0)
        return float(x), float(y)


def read_cutouts(folder: Path) -> tuple[Cutout, ...]:
    """Everybody of ``folder`` who can sit behind a desk: face and shoulders seen, upright, arms down, large enough.

    Nobody of a picture that shows a telephone, as far as that is labelled: truth says that there is none.

    The folder is one for measuring (``MEASURING``) or for training (``TRAINING``: then only pictures whose
    licence is one of ``MAY_TRAIN``). Raises MeasuringDataInvalid for any other, or one with too few people.
    """
    measuring = (folder / MEASURING).exists()
    data = _read(folder / (MEASURING if measuring else TRAINING))
    points = {a.id: a.keypoints for a in (data if measuring else _read(folder / "person_keypoints.json")).annotations}
    phones = _telephones(folder / PHONES) if measuring else _pictures_with_telephones(data)
    pictures = {p.id: p for p in data.images if (measuring or p.license in MAY_TRAIN) and p.id not in phones}
    found = tuple(
        cutout
        for one in data.annotations
        if one.category_id == PERSON and not one.iscrowd and one.image_id in pictures
        for cutout in _cut(folder / "images" / pictures[one.image_id].file_name, one, points.get(one.id))
    )
    if len(found) < 2:  # noqa: PLR2004 - a clerk and a visitor
        msg = f"{folder}: outlines of at least two people with face and shoulders were wanted, got {len(found)}"
        raise MeasuringDataInvalid(msg)
    return found


def _pictures_with_telephones(data: _File) -> frozenset[int]:
    return frozenset(one.image_id for one in data.annotations if one.category_id == TELEPHONE)


def _telephones(path: Path) -> frozenset[int]:
    return _pictures_with_telephones(_read(path)) if path.exists() else frozenset()


def _read(path: Path) -> _File:
    try:
        return TypeAdapter(_File).validate_python(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError) as error:
        msg = f"{path} should be a COCO file with outlines of people, it cannot be read as one: name another folder"
        raise MeasuringDataInvalid(msg) from error


def _cut(path: Path, one: _Outlined, keypoints: tuple[float, ...] | None) -> Iterator[Cutout]:
    """The cutout of ``one``, or nothing where it would not do."""
    if keypoints is None or not isinstance(one.segmentation, list):
        return
    points = np.array(keypoints, np.float32).reshape(KEYPOINTS, 3)
    faces = (points[:5, 2] == VISIBLE).sum()
    if not (points[5:7, 2] > 0).all() or faces < 2:  # noqa: PLR2004 - an eye and the nose, or two eyes
        return
    bgr = cv2.imread(str(path))
    if bgr is None:
        msg = f"{path}: a picture was wanted, it cannot be read: name another folder"
        raise MeasuringDataInvalid(msg)
    mask = np.zeros(bgr.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(np.reshape(p, (-1, 2))).astype(np.int32) for p in one.segmentation], 255)
    yield from _measured(one.id, np.dstack([bgr[..., ::-1], mask]), points)


def _measured(person: int, rgba: NDArray[np.uint8], points: NDArray[np.float32]) -> Iterator[Cutout]:
    """The person cropped to their outline, if upright, uncut at the head, and large enough."""
    rows, columns = (np.flatnonzero(rgba[..., 3].any(axis=axis)) for axis in (1, 0))
    face = points[:5][points[:5, 2] > 0, :2].mean(axis=0)
    shoulders = points[5:7, :2]
    width = float(np.abs(shoulders[0, 0] - shoulders[1, 0]))
    near = rgba[:, max(0, int(face[0] - width / 3)) : int(face[0] + width / 3) + 1, 3]
    tops = np.flatnonzero(near.any(axis=1))
    if not len(rows) or not len(tops):
        return
    head_px = float(shoulders[:, 1].mean() - tops[0]) * HEAD_OF_RISE
    level = abs(float(shoulders[0, 1] - shoulders[1, 1])) < 0.5 * width + 0.2 * head_px
    fits = head_px >= SMALLEST_HEAD_PX and tops[0] > 1 and 0.7 * head_px < width < 3 * head_px
    if not (fits and level and (face[1] - tops[0]) < head_px):
        return
    low = np.array([columns[0], rows[0], 0], np.float32)
    cropped = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    heads = (rows[-1] - tops[0]) / head_px
    cutout = Cutout(person, _evened(cropped), points - low, float(tops[0] - rows[0]), head_px, float(heads))
    if heads >= SIT_HEADS and _arms_rest(cutout) and _colourful(cropped) and _whole(cutout):
        yield cutout


def _arms_rest(cutout: Cutout) -> bool:
    """Whether both arms hang down: truth says what hands do, and here are other ones than those that are painted.

    Somebody with a hand at the ear may have a telephone there, and a raised arm reaches over the desk.
    """
    wrists, elbows = (cutout.points[pair] for pair in ([9, 10], [7, 8]))
    height = cutout.neck[1]
    return all(
        point[1] > height + least * cutout.head_px
        for points, least in ((wrists, WRIST_HEADS), (elbows, ELBOW_HEADS))
        for point in points
        if point[2] > 0
    )


WRIST_HEADS, ELBOW_HEADS = 0.7, 0.3
"""So far below the shoulders, in heads, are the wrists and elbows of an arm that hangs or lies in the lap."""


def _whole(cutout: Cutout) -> bool:
    """Whether there is a chest: nothing large was held or stood before it."""
    x, y = cutout.neck
    reach = 0.4 * cutout.head_px
    rows = slice(max(0, round(y + reach)), round(y + 4 * reach))
    chest = cutout.rgba[rows, max(0, round(x - reach)) : round(x + reach), 3]
    return bool(chest.size and (chest > 0).mean() >= WHOLE)


WHOLE = 0.75
"""This share of the chest must be within the outline."""


def _colourful(rgba: NDArray[np.uint8]) -> bool:
    """Whether it is no black and white photograph."""
    rgb = rgba[rgba[..., 3] > 0, :3].astype(np.float32)
    return bool((rgb.max(axis=1) - rgb.min(axis=1)).mean() > GREY)


GREY = 10.0
"""Mean difference between the strongest and the weakest colour of a black and white photograph, at most."""
MIDDLE = 115.0
"""Everybody's mean brightness before the light of the hour falls on them."""


def _evened(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same person in the middle light, feathered a pixel inward."""
    inside = rgba[..., 3] > 0
    mean = float(rgba[inside, :3].mean())
    gain = np.clip(MIDDLE / max(mean, 1.0), 0.6, 1.7)
    rgb = np.clip(rgba[..., :3] * gain, 0, 255)
    alpha = cv2.blur(cv2.erode(rgba[..., 3], np.ones((3, 3), np.uint8)), (3, 3))
    return np.dstack([rgb, alpha]).astype(np.uint8)


def standing(cutouts: tuple[Cutout, ...]) -> tuple[Cutout, ...]:
    """Those who are seen down to the knees."""
    return tuple(c for c in cutouts if c.heads >= STAND_HEADS)
