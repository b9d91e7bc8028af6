"""Examples drawn on the spot: the demo's photographed person, some with a drawn phone in front of the chest."""

import csv
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

PERSON = Path(__file__).parents[2] / "cameras" / "scene_assets" / "person.png"
SIZE_WH = (300, 260)


def picture(rng: np.random.Generator, *, phone: bool) -> NDArray[np.uint8]:
    """The person somewhere on a plain wall, BGR; with ``phone`` a large bright telephone covers the mouth."""
    person = cv2.imread(str(PERSON), cv2.IMREAD_UNCHANGED)
    assert person is not None
    width, height = SIZE_WH
    scale = rng.uniform(0.8, 0.95) * height / person.shape[0]
    person = cv2.resize(person, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    scene = np.tile(rng.uniform(60, 200, 3), (height, width, 1))
    high, wide = person.shape[:2]
    left = int(rng.integers(0, width - wide))
    alpha = person[..., 3:] / 255
    spot = scene[height - high :, left : left + wide]
    spot[:] = spot * (1 - alpha) + person[..., :3] * alpha
    if phone:
        x, y = left + wide // 2, height - high + int(0.62 * high)
        cv2.rectangle(scene, (x - 16, y - 30), (x + 16, y + 30), (20, 20, 20), -1)
        cv2.rectangle(scene, (x - 12, y - 24), (x + 12, y + 22), (250, 220, 120), -1)
    return np.clip(scene + rng.normal(0, 3, scene.shape), 0, 255).astype(np.uint8)


def write_examples(folder: Path, answers: list[str], *, seed: int = 1) -> Path:
    """A folder with a picture for each of ``answers`` to the question of phones; anything but none shows one."""
    (folder / "images").mkdir(parents=True)
    rng = np.random.default_rng(seed)
    rows = [["file", "phone", "posture"]]
    for number, answer in enumerate(answers):
        name = f"{number:03}.png"
        cv2.imwrite(str(folder / "images" / name), picture(rng, phone=answer != "none"))
        rows.append([name, answer, ""])
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder
