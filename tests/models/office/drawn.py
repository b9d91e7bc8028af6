"""A folder of drawn people in COCO's format: no photograph is needed to test the generator."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

HEAD_PX = 40
SHIRTS = ((200, 40, 40), (40, 160, 60), (230, 190, 40), (150, 60, 170), (30, 140, 190), (220, 120, 60))
SKIN = (205, 150, 120)


def person(shirt: tuple[int, int, int]) -> tuple[NDArray[np.uint8], list[float], list[float]]:
    """A picture 200x360 with a person in it, their outline and their keypoints (face, shoulders)."""
    picture = np.full((360, 200, 3), 128, np.uint8)
    cv2.rectangle(picture, (50, 70), (150, 330), shirt, -1)
    cv2.rectangle(picture, (80, 20), (120, 70), SKIN, -1)
    outline = [80, 20, 120, 20, 120, 70, 150, 70, 150, 330, 50, 330, 50, 70, 80, 70]
    points = np.zeros((17, 3))
    points[0], points[1], points[2] = (100, 45, 2), (108, 40, 2), (92, 40, 2)
    points[5], points[6] = (140, 70, 2), (60, 70, 2)
    return picture, [float(value) for value in outline], points.reshape(-1).tolist()


def people_folder(
    folder: Path,
    *,
    training: bool = False,
    licences: tuple[int, ...] = (4,) * len(SHIRTS),
    joints: Mapping[int, tuple[float, float, float]] = MappingProxyType({}),
    telephone_in: int | None = None,
) -> Path:
    """``folder`` with one picture a person; the first annotation's number is 1.

    ``joints`` by number of keypoint are those of person 2 besides face and shoulders; ``telephone_in`` is the number
    of the picture in which a telephone is labelled.
    """
    (folder / "images").mkdir(parents=True)
    images, outlined, pointed = [], [], []
    for number, (shirt, licence) in enumerate(zip(SHIRTS, licences, strict=False), 1):
        picture, outline, points = person(shirt)
        for joint, at in joints.items() if number == 2 else ():
            points[3 * joint : 3 * joint + 3] = at
        cv2.imwrite(str(folder / "images" / f"{number}.png"), picture[..., ::-1])
        images.append({"id": number, "file_name": f"{number}.png", "license": licence, "width": 200, "height": 360})
        one = {"id": number, "image_id": number, "category_id": 1, "iscrowd": 0}
        outlined.append({**one, "segmentation": [outline]} | ({} if training else {"keypoints": points}))
        pointed.append({**one, "keypoints": points})
    outlined.append({"id": 90, "image_id": 1, "category_id": 62, "segmentation": [[1, 1, 9, 1, 9, 9]]})
    outlined.append({"id": 91, "image_id": 1, "category_id": 1, "iscrowd": 1, "segmentation": {"counts": [1]}})
    phones: list[dict[str, object]] = [{"id": 92, "image_id": telephone_in, "category_id": 77}] if telephone_in else []
    outlined += phones if training else []
    if phones and not training:
        (folder / "person_and_phone_full.json").write_text(json.dumps({"images": images, "annotations": phones}))
    name = "instances.json" if training else "person_masks.json"
    (folder / name).write_text(json.dumps({"images": images, "annotations": outlined}))
    if training:
        (folder / "person_keypoints.json").write_text(json.dumps({"images": images, "annotations": pointed}))
    return folder
