from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from api.behaviour_eval import (
    CALL,
    HANDLING,
    NOT_SEEN,
    SLUMPED,
    SLUMPED_HARD,
    Behaviour,
    Judged,
    behaviour_json,
    evaluate_behaviour,
    judge,
    largest,
)
from api.behaviour_page import behaviour_page, mistakes
from models.errors import ExamplesInvalid
from tests.vision.builders import RedDetector, people, person_at
from vision.conduct import Closer
from vision.datatypes import KEYPOINTS, Detections, Examined, Poses
from vision.decode import PHONE
from vision.phone import PhoneSigns
from vision.posture import PostureSigns

WH = (320, 240)
FIGURE = np.zeros((KEYPOINTS, 2), np.float32)
FIGURE[:13] = [
    (0.5, 0.2), (0.54, 0.17), (0.46, 0.17), (0.6, 0.18), (0.4, 0.18), (0.75, 0.38), (0.25, 0.38),
    (0.8, 0.6), (0.2, 0.6), (0.7, 0.75), (0.3, 0.75), (0.65, 0.95), (0.35, 0.95),
]  # fmt: skip
"""Somebody upright in a box 1 wide and 1 high; left is to the right."""


def poses(_image: NDArray[np.uint8], xyxy: NDArray[np.float32]) -> Poses:
    sides = xyxy[:, None, 2:] - xyxy[:, None, :2]
    return Poses(xyxy[:, None, :2] + FIGURE * sides, np.full((len(xyxy), KEYPOINTS), 0.8, np.float32))


def green_phones(pixels: NDArray[np.uint8], _input_wh: tuple[int, int]) -> Examined:
    """Finds green as a phone in the upper body."""
    y, x = np.nonzero((pixels[..., 1] > 200) & (pixels[..., 0] < 60))
    if not len(x):
        return Examined(Detections.empty(), np.zeros(0, np.float32))
    box = np.array([[x.min(), y.min(), x.max() + 1, y.max() + 1]], np.float32)
    return Examined(Detections(box, np.array([0.9], np.float32), np.array([PHONE], np.int32)), np.zeros(0, np.float32))


CLOSER = Closer(poses, green_phones, {})


def drawn(phone_at: tuple[int, int] | None = None, *, size: float = 100) -> NDArray[np.uint8]:
    """A grey picture with a red person in its middle, who has a green phone where ``phone_at`` says."""
    image = np.full((WH[1], WH[0], 3), 120, np.uint8)
    if size:
        x1, y1, x2, y2 = (round(edge) for edge in person_at(160, 90, size))
        image[y1:y2, x1:x2] = (255, 0, 200)
    if phone_at is not None:
        x, y = phone_at
        image[y : y + 10, x : x + 6] = (0, 255, 0)
    return image


AT_EAR, IN_HAND = (172, 78), (178, 160)


def test_a_phone_at_the_ear_speaks_for_a_call_and_one_in_the_hand_for_handling() -> None:
    none, call, handling = (judge(drawn(where), RedDetector(), CLOSER) for where in (None, AT_EAR, IN_HAND))
    assert call.odds(CALL) > handling.odds(CALL) > none.odds(CALL) - 1e-6
    assert handling.odds(HANDLING) > none.odds(HANDLING) + 2
    assert none.odds(SLUMPED) < 0
    assert all(each.found and each.phone_judged and each.posture_judged for each in (none, call, handling))


def test_where_nobody_is_found_nothing_is_said() -> None:
    assert judge(drawn(IN_HAND, size=0), RedDetector(), CLOSER) == NOT_SEEN


def test_a_body_too_small_to_judge_is_scored_as_unseen() -> None:
    small = judge(drawn(size=12), RedDetector(), CLOSER)
    assert small == replace(NOT_SEEN, found=True)


@pytest.mark.parametrize(
    ("seen", "want"),
    [
        ([((0, 0, 10, 10), 0.9), ((0, 0, 90, 90), 0.3)], (0, 0, 90, 90)),
        ([((0, 0, 10, 10), 0.3), ((0, 0, 90, 90), 0.1)], (0, 0, 10, 10)),
        ([((0, 0, 10, 10), 0.1), ((0, 0, 90, 90), 0.1)], (0, 0, 90, 90)),
        ([((0, 0, 90, 90), 0.04)], None),
        ([], None),
    ],
)
def test_the_largest_who_is_surely_somebody(
    seen: list[tuple[tuple[float, float, float, float], float]], want: tuple[float, ...] | None
) -> None:
    box = largest(people(*seen))
    assert (None if box is None else tuple(box)) == want


def folder_of(folder: Path, pictures: Mapping[str, tuple[NDArray[np.uint8], str, str]]) -> Path:
    (folder / "images").mkdir()
    lines = ["file,phone,posture"]
    for name, (image, phone, posture) in pictures.items():
        cv2.imwrite(str(folder / "images" / name), np.ascontiguousarray(image[..., ::-1]))
        lines.append(f"{name},{phone},{posture}")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def small_folder(folder: Path) -> Path:
    return folder_of(
        folder,
        {
            "ear.png": (drawn(AT_EAR), "call", ""),
            "hand.png": (drawn(IN_HAND), "handling", ""),
            "plain.png": (drawn(), "none", "upright"),
            "cheek.png": (drawn(), "none", "upright_or_head_on_hand"),
            "desk.png": (drawn(size=0), "none", "desk_slump"),
            "back.png": (drawn(), "", "lean_back"),
        },
    )


def test_each_question_is_asked_of_the_pictures_that_answer_it(tmp_path: Path) -> None:
    shares: list[float] = []
    result = evaluate_behaviour(small_folder(tmp_path), RedDetector(), CLOSER, shares.append)
    asked = {name: {path.stem: yes for path, yes in truth.items()} for name, truth in result.truth.items()}
    assert asked == {
        CALL: {"ear": True, "plain": False, "cheek": False, "desk": False},
        HANDLING: {"hand": True, "plain": False, "cheek": False, "desk": False},
        SLUMPED: {"desk": True, "plain": False},
        SLUMPED_HARD: {"desk": True, "plain": False, "cheek": False},
    }
    assert shares == [pytest.approx(n / 5) for n in range(1, 6)]  # nobody asks about leaning back


def test_the_figures_are_nested_by_column_and_count_what_was_not_judged(tmp_path: Path) -> None:
    told = behaviour_json(evaluate_behaviour(small_folder(tmp_path), RedDetector(), CLOSER))
    assert told["pictures"] == 5
    assert told["nobody_found"] == 1
    phone, posture = told["phone"], told["posture"]
    assert isinstance(phone, dict)
    assert isinstance(posture, dict)
    assert phone["call"]["auc"] == {"value": None, "n": 1, "ci": None}  # below twenty positives
    assert (phone["call"]["negatives"], phone["call"]["cannot_judge"]) == (3, 1)
    assert (posture["slumped"]["cannot_judge"], posture["slumped"]["cannot_judge_positives"]) == (1, 1)
    assert list(posture) == ["slumped", "slumped_hard"]


def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    folder = small_folder(tmp_path)
    (folder / "images" / "hand.png").write_text("no picture", encoding="utf-8")
    with pytest.raises(ExamplesInvalid, match=r"hand\.png should be a picture"):
        evaluate_behaviour(folder, RedDetector(), CLOSER)


def behaviour_of(folder: Path, odds: Mapping[str, tuple[float, bool]]) -> Behaviour:
    """A behaviour whose calls have these odds and truths."""
    judged, truth = dict[Path, Judged](), dict[Path, bool]()
    for name, (call, yes) in odds.items():
        path = folder / name
        path.write_bytes(b"pixels of " + name.encode())
        truth[path] = yes
        judged[path] = replace(
            NOT_SEEN,
            found=True,
            phone_judged=True,
            phone=PhoneSigns(call, 0.0),
            posture=PostureSigns(0.0, 0.0, 0.0),
        )
    return Behaviour(judged, dict.fromkeys((CALL, HANDLING, SLUMPED, SLUMPED_HARD), truth))


def test_the_worst_mistakes_come_first(tmp_path: Path) -> None:
    odds = {f"yes{n}": (float(n), True) for n in range(20)} | {f"no{n}": (float(n), False) for n in range(20)}
    missed, false = mistakes(behaviour_of(tmp_path, odds), CALL)
    assert [path.name for path in missed] == [f"yes{n}" for n in range(12)]
    assert [path.name for path in false] == [f"no{n}" for n in range(19, 7, -1)]


def test_the_page_stands_alone_and_escapes_names(tmp_path: Path) -> None:
    page = behaviour_page(behaviour_of(tmp_path, {"a&b": (2.5, True), "c": (-1.0, False)}))
    assert page.startswith("<!doctype html>")
    assert "a&amp;b: +2.5 nats" in page
    assert "cannot judge" in page  # postures were not judged
    assert page.count("<img") == page.count("data:image;base64,") == 8
    assert "http" not in page
    assert "<script" not in page
