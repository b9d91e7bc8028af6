"""Draws the examples that the shipped head ``posture.slumped`` was taught on.

People cut out of COCO photographs by their outlines sit behind a drawn desk, upright or with the head sunk
onto it, arms drawn before them; people as they were photographed and people signing are further upright ones.
How the head was made (``train/coco`` and ``eval/negatives`` of the measuring data, see CONTRIBUTING.md)::

    python -m tests.by_hand.slumped COCO CLIPS FOLDER
    CREDIT="$(cat FOLDER/credits.txt)"
    onpost teach posture.slumped --from FOLDER --into models/weights/heads --licence AGPL-3.0 --credit "$CREDIT"
"""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from models.pose import PoseEstimator, open_pose_estimator

Image = NDArray[np.uint8]
Point = NDArray[np.float64]

LICENCES = (4, 5, 7, 8)
"""COCO's numbers of the licences that let a head be passed on: attribution, share alike, none known, US government."""
SEED = 7
SCENES = 14
"""Of each sitter and posture."""
PHOTOGRAPHS = 4
"""Of each sitter as they were photographed."""
FRAMES = 3
"""Of each clip of somebody signing."""
LEAST_WH = (40, 90)
"""Shorter and longer side of the smallest person that is cut out."""
NOSE, SHOULDERS = 0, (5, 6)
SURE = 0.3
SLEEVE_LIT = (0.65, 1.05)
"""Brightness of a drawn limb at its edge and in its middle: it looks round."""


@dataclass(frozen=True, slots=True, eq=False)
class Sitter:
    """Somebody in a photograph: outline uint8 [H, W], nose, neck, head height in pixels, colours of skin and sleeve."""

    photograph: int
    group: str
    image: Image
    mask: Image
    box: tuple[int, int, int, int]
    nose: Point
    neck: Point
    head_px: float
    skin: Point
    sleeve: Point


class Coco:
    """Photographs and outlines that may be used."""

    def __init__(self, folder: Path) -> None:
        """Read ``instances.json`` in ``folder``."""
        content: dict[str, Any] = json.loads((folder / "instances.json").read_bytes())
        self._folder = folder / "images"
        self.images = {image["id"]: image for image in content["images"] if image["license"] in LICENCES}
        person = next(c["id"] for c in content["categories"] if c["name"] == "person")
        self.people = [a for a in content["annotations"] if a["category_id"] == person and a["image_id"] in self.images]

    def read(self, number: int) -> Image:
        """A photograph, RGB."""
        bgr = cv2.imread(str(self._folder / self.images[number]["file_name"]))
        assert bgr is not None
        return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)

    def without_people(self) -> list[Image]:
        """Photographs to stand behind a desk."""
        peopled = {person["image_id"] for person in self.people}
        return [self.read(number) for number in sorted(self.images) if number not in peopled]

    def sitters(self, estimate: PoseEstimator) -> list[Sitter]:
        """Everybody whose nose and shoulders are seen, the nose above."""
        outlined = [a for a in self.people if not a["iscrowd"] and isinstance(a["segmentation"], list)]
        large = [a for a in outlined if min(a["bbox"][2:]) >= LEAST_WH[0] and max(a["bbox"][2:]) >= LEAST_WH[1]]
        found = [self._sitter(annotation, estimate) for annotation in large]
        return [sitter for sitter in found if sitter is not None]

    def _sitter(self, annotation: dict[str, Any], estimate: PoseEstimator) -> Sitter | None:
        image = self.read(annotation["image_id"])
        x, y, width, height = annotation["bbox"]
        poses = estimate(image, np.array([[x, y, x + width, y + height]], np.float32))
        xy, score = poses.xy[0].astype(np.float64), poses.score[0]
        neck = xy[list(SHOULDERS)].mean(axis=0)
        if score[[NOSE, *SHOULDERS]].min() < SURE or xy[NOSE, 1] > neck[1]:
            return None
        mask = np.zeros(image.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.array(part).reshape(-1, 2).astype(np.int32) for part in annotation["segmentation"]], 255)
        head_px = max(neck[1] - xy[NOSE, 1], 0.3 * float(np.linalg.norm(xy[5] - xy[6])))
        skin, sleeve = _colour(image, xy[NOSE] + [0, 0.2 * head_px]), _colour(image, xy[5] + [0, 0.5 * head_px])
        box = (int(x), int(y), int(x + width), int(y + height))
        photograph, group = annotation["image_id"], f"person {annotation['id']}"
        return Sitter(photograph, group, image, mask, box, xy[NOSE], neck, head_px, skin, sleeve)

    def credits(self) -> str:
        """Whose photographs they are, with the licence's number in COCO."""
        return "; ".join(f"{image['flickr_url']} ({image['license']})" for _, image in sorted(self.images.items()))


def _colour(image: Image, at: Point) -> Point:
    """The median colour around a point."""
    height, width = image.shape[:2]
    x, y = int(np.clip(at[0], 2, width - 3)), int(np.clip(at[1], 2, height - 3))
    return np.asarray(np.median(image[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3), axis=0), np.float64)


# --- drawing ----------------------------------------------------------------------------------------


def scene(rng: np.random.Generator, sitter: Sitter, backdrops: list[Image], *, slumped: bool) -> Image:
    """``sitter`` behind a desk, RGB, 240 to 330 pixels wide."""
    width, height = int(rng.integers(240, 330)), int(rng.integers(180, 260))
    picture = _backdrop(rng, backdrops, (width, height))
    head_px = rng.uniform(0.16, 0.26) * height
    edge = np.array([rng.uniform(0.35, 0.65) * width, rng.uniform(0.62, 0.8) * height])
    sideways = slumped and rng.random() < 0.7
    way = _way(rng, sitter, edge, head_px, slumped=slumped, sideways=sideways)
    picture = _over(picture, sitter.image, sitter.mask, way)
    desk_y = min(int(edge[1] + (rng.uniform(0, 0.5) * head_px if slumped else 0)), height - 2)
    picture[desk_y:] = np.clip(rng.uniform(60, 235) * rng.uniform(0.7, 1.1, 3), 0, 255)
    if rng.random() < 0.85:
        picture = _arms(rng, picture, sitter, edge, head_px)
    if sideways:  # the head lies on the arms
        head = sitter.mask.copy()
        head[int(sitter.neck[1] - 0.2 * sitter.head_px) :] = 0
        picture = _over(picture, sitter.image, head, way)
    return picture


def _way(
    rng: np.random.Generator, sitter: Sitter, edge: Point, head_px: float, *, slumped: bool, sideways: bool
) -> NDArray[np.float64]:
    """Photograph to scene, float64 [2, 3]: the nose to its place, turned, the head bowed by squeezing it."""
    turn = rng.choice([-1, 1]) * rng.uniform(55, 105) if sideways else rng.normal(0, 20 if slumped else 8)
    bowed = rng.uniform(0.45, 0.7) if slumped and not sideways else 1.0
    above = rng.uniform(-0.1, 0.5) if slumped else rng.uniform(1.4, 2.4)
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    matrix = np.array([[cos, -sin], [sin * bowed, cos * bowed]]) * head_px / sitter.head_px
    shift = edge - [0, above * head_px] - matrix @ sitter.nose
    return np.hstack([matrix, shift[:, None]])


def _backdrop(rng: np.random.Generator, backdrops: list[Image], size_wh: tuple[int, int]) -> Image:
    """A part of a photograph, out of focus, or a plain wall."""
    width, height = size_wh
    if rng.random() < 0.5:
        shade = 1 - 0.3 * np.linspace(0, 1, height)[:, None, None]
        return np.asarray(np.broadcast_to(rng.uniform(60, 245, 3) * shade, (height, width, 3)), np.uint8).copy()
    image = backdrops[rng.integers(len(backdrops))]
    scale = max(width / image.shape[1], height / image.shape[0]) * rng.uniform(1, 1.6)
    image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale), np.uint8)
    y, x = (
        int(rng.integers(0, max(have - want, 0) + 1)) for have, want in zip(image.shape, (height, width), strict=False)
    )
    part = cv2.resize(image[y : y + height, x : x + width], size_wh)
    return np.asarray(cv2.GaussianBlur(part, (0, 0), rng.uniform(0.5, 3)), np.uint8)


def _over(picture: Image, image: Image, mask: Image, way: NDArray[np.float64]) -> Image:
    """``picture`` with what ``mask`` shows of ``image`` on it, its edge as soft as a photograph's."""
    size_wh = (picture.shape[1], picture.shape[0])
    alpha = cv2.GaussianBlur(cv2.warpAffine(mask, way, size_wh), (0, 0), 0.8)[..., None] / 255
    return np.asarray(picture * (1 - alpha) + cv2.warpAffine(image, way, size_wh) * alpha, np.uint8)


def _arms(rng: np.random.Generator, picture: Image, sitter: Sitter, edge: Point, head_px: float) -> Image:
    """Two arms on the desk, sleeved or bare, each with a hand."""
    for side in (-1, 1):
        shoulder = edge + np.array([side * 1.1, 0.1]) * head_px
        elbow = edge + np.array([side * rng.uniform(1.2, 2), rng.uniform(0.5, 0.9)]) * head_px
        wrist = edge + np.array([-side * rng.uniform(-0.6, 0.8), rng.uniform(0.3, 0.9)]) * head_px
        clothed = rng.random() < 0.6
        radii = [0.33 * head_px, 0.28 * head_px, 0.2 * head_px]
        picture = _limb(rng, picture, [shoulder, elbow, wrist], radii, sitter.sleeve if clothed else sitter.skin)
        for finger in np.linspace(-0.14, 0.14, 4):
            knuckle = wrist + np.array([-side * 0.15, finger]) * head_px
            tip = knuckle + np.array([-side * 0.25, 0]) * head_px
            picture = _limb(rng, picture, [knuckle, tip], [0.05 * head_px, 0.04 * head_px], sitter.skin)
        picture = _limb(rng, picture, [wrist, wrist], [0.2 * head_px, 0.2 * head_px], sitter.skin)
    return picture


def _limb(rng: np.random.Generator, picture: Image, points: list[Point], radii: list[float], colour: Point) -> Image:
    """A rounded line through ``points`` that is ``radii`` thick there, lit in its middle."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    stretches = zip(points[:-1], points[1:], radii[:-1], radii[1:], strict=True)
    for start, end, thick, thin in stretches:
        for part in np.linspace(0, 1, 24):
            x, y = start * (1 - part) + end * part
            cv2.circle(mask, (int(x), int(y)), max(1, int(thick * (1 - part) + thin * part)), 255, -1)
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 3) / (max(radii) + 1e-3)
    lit = SLEEVE_LIT[0] + (SLEEVE_LIT[1] - SLEEVE_LIT[0]) * np.clip(depth, 0, 1)[..., None]
    drawn = np.clip(colour * lit + rng.normal(0, 4, picture.shape), 0, 255)
    alpha = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None] / 255
    return np.asarray(picture * (1 - alpha) + drawn * alpha, np.uint8)


def photographed(rng: np.random.Generator, picture: Image) -> bytes:
    """``picture`` as a camera would give it: light, colour cast, softness, noise, JPEG; half of them mirrored."""
    seen = picture[:, ::-1] if rng.random() < 0.5 else picture
    lit = np.clip(seen * (rng.uniform(0.75, 1.25) * rng.uniform(0.93, 1.07, 3)), 0, 255)
    if rng.random() < 0.5:
        lit = np.asarray(cv2.GaussianBlur(lit, (0, 0), rng.uniform(0.3, 0.9)))
    noisy = np.clip(lit + rng.normal(0, rng.uniform(0, 4), lit.shape), 0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 95))]
    return cv2.imencode(".jpg", cv2.cvtColor(noisy, cv2.COLOR_RGB2BGR), quality)[1].tobytes()


# --- the folder -------------------------------------------------------------------------------------


def around(rng: np.random.Generator, sitter: Sitter) -> Image:
    """The photograph around a person, half of the time cut off below the chest."""
    x1, y1, x2, y2 = sitter.box
    margin = int(rng.uniform(0.05, 0.4) * max(x2 - x1, y2 - y1))
    low = y2 if rng.random() < 0.5 else min(y2, int(sitter.neck[1] + 2 * sitter.head_px))
    return sitter.image[max(y1 - margin, 0) : low + margin, max(x1 - margin, 0) : x2 + margin]


def signing(clips: Path) -> Iterator[Image]:
    """Frames of people signing, evenly over each clip."""
    for path in sorted(clips.glob("*.mkv")):
        with av.open(str(path)) as container:
            frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        for place in np.linspace(0.1, 0.9, FRAMES):
            yield np.asarray(frames[int(place * (len(frames) - 1))], np.uint8)


def examples(coco: Coco, clips: Path) -> Iterator[tuple[str, str, bytes]]:
    """Posture, group and JPEG of every example."""
    rng = np.random.default_rng(SEED)
    backdrops = coco.without_people()
    for sitter in coco.sitters(open_pose_estimator()):
        for _ in range(SCENES):
            for slumped in (True, False):
                picture = scene(rng, sitter, backdrops, slumped=slumped)
                yield "desk_slump" if slumped else "upright", sitter.group, photographed(rng, picture)
        for _ in range(PHOTOGRAPHS):
            yield "upright", sitter.group, photographed(rng, around(rng, sitter))
    for frame in signing(clips):
        yield "upright", "signing", photographed(rng, frame)


def main(coco_folder: Path, clips: Path, folder: Path) -> None:
    """Write the examples into ``folder`` in the format that ``onpost teach`` reads."""
    coco, rows = Coco(coco_folder), [("file", "phone", "posture", "group")]
    (folder / "images").mkdir(parents=True)
    for number, (posture, group, content) in enumerate(examples(coco, clips)):
        name = f"{number:05}.jpg"
        (folder / "images" / name).write_bytes(content)
        rows.append((name, "", posture, group))
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    signers = "intel-iot-devkit/sample-videos (CC BY 4.0)"
    (folder / "credits.txt").write_text(f"{coco.credits()}; {signers}", "utf-8")
    print(f"{len(rows) - 1} examples")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
