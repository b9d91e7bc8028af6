import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.letterbox import GREY, Undo, box_square, letterbox, planes

# (picture wh, canvas wh, scale, left and top, inner wh): as LetterBox(auto=False) of ultralytics 8.4 does it.
PLACED = [
    ((640, 480), (640, 640), 1.0, (0, 80), (640, 480)),
    ((1920, 1080), (640, 384), 1 / 3, (0, 12), (640, 360)),
    ((100, 50), (320, 320), 3.2, (0, 80), (320, 160)),
    ((3, 7), (320, 320), 320 / 7, (91, 0), (137, 320)),
    ((427, 640), (640, 640), 1.0, (106, 0), (427, 640)),
    ((641, 480), (640, 640), 640 / 641, (0, 80), (640, 479)),
    ((1, 3000), (320, 320), 320 / 3000, (159, 0), (1, 320)),
]


@pytest.mark.parametrize(("picture", "size", "scale", "corner", "inner"), PLACED)
def test_a_picture_is_scaled_evenly_and_centred_on_grey(
    picture: tuple[int, int], size: tuple[int, int], scale: float, corner: tuple[int, int], inner: tuple[int, int]
) -> None:
    canvas, undo = letterbox(np.full((picture[1], picture[0], 3), 255, np.uint8), size)

    assert canvas.shape == (size[1], size[0], 3)
    assert undo.scale == pytest.approx(scale)
    assert undo.pad_xy == corner
    shown = np.argwhere((canvas == 255).all(axis=2))
    assert tuple(shown.min(axis=0)[::-1]) == corner
    assert tuple(shown.max(axis=0)[::-1] - shown.min(axis=0)[::-1] + 1) == inner
    assert ((canvas == 255) | (canvas == GREY)).all()


def test_a_picture_of_the_right_size_is_not_copied() -> None:
    picture = np.zeros((64, 96, 3), np.uint8)
    canvas, undo = letterbox(picture, (96, 64))
    assert canvas is picture
    assert undo == Undo(1.0, (0.0, 0.0))


@given(
    wide=st.integers(1, 700),
    high=st.integers(1, 700),
    size=st.sampled_from([(320, 320), (640, 384), (480, 480)]),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
)
def test_undo_returns_where_a_point_came_from(wide: int, high: int, size: tuple[int, int], x: float, y: float) -> None:
    _, undo = letterbox(np.zeros((high, wide, 3), np.uint8), size)
    point = np.array([x * wide, y * high], np.float32)
    on_canvas = point * undo.scale + np.array(undo.pad_xy)

    np.testing.assert_allclose(undo.points(on_canvas.astype(np.float32)), point, atol=0.01 + 1e-3 / undo.scale)
    corners = np.concatenate([on_canvas, on_canvas]).astype(np.float32)[None]
    np.testing.assert_array_equal(undo.boxes(corners)[0, :2], undo.points(on_canvas.astype(np.float32)))


def test_undo_of_no_boxes_is_no_boxes() -> None:
    assert Undo(0.5, (1.0, 2.0)).boxes(np.zeros((0, 4), np.float32)).shape == (0, 4)


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 5, 3), np.uint8),
        np.zeros((5, 5), np.uint8),
        np.zeros((5, 5, 4), np.uint8),
        np.zeros((5, 5, 3), np.float32),
    ],
)
def test_what_is_no_picture_is_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="image must be uint8"):
        letterbox(image, (320, 320))
    with pytest.raises(ValueError, match="image must be uint8"):
        box_square(image, np.array([0, 0, 5, 5], np.float32), 192)


# (box, margin, side of the square): the square is as long as the longer side times the margin.
SQUARES = [
    ((40, 20, 80, 120), 1.0, 100),
    ((40, 20, 80, 120), 1.1, 110),
    ((10, 60, 190, 70), 1.2, 216),
    ((-50, -50, 50, 150), 1.0, 200),
]


@pytest.mark.parametrize(("box", "margin", "side"), SQUARES)
def test_a_box_is_centred_on_its_square(box: tuple[int, int, int, int], margin: float, side: int) -> None:
    _, undo = box_square(np.zeros((200, 200, 3), np.uint8), np.array(box, np.float32), 192, margin)

    assert undo.scale == pytest.approx(192 / side)
    middle = undo.points(np.array([96, 96], np.float32))
    np.testing.assert_allclose(middle, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], atol=0.51)


def test_only_what_the_grown_box_shows_is_shown() -> None:
    image = np.full((300, 300, 3), 200, np.uint8)
    box = np.array([100, 100, 140, 200], np.float32)  # 40 x 100, grown by 10 on each side at margin 1.2
    canvas, undo = box_square(image, box, 120, 1.2)

    shown = np.argwhere(canvas[..., 0] > 0)
    corners = undo.points(np.array([shown.min(axis=0)[::-1], shown.max(axis=0)[::-1] + 1], np.float32))
    np.testing.assert_allclose(corners, [[90, 90], [150, 210]], atol=0.01)
    assert canvas[0, 0].tolist() == [0, 0, 0]


def test_a_mark_is_found_again_where_it_was() -> None:
    image = np.zeros((400, 400, 3), np.uint8)
    image[150:160, 210:220] = 255
    canvas, undo = box_square(image, np.array([100, 100, 300, 350], np.float32), 192)
    mark = np.argwhere(canvas[..., 0] > 127)[:, ::-1].mean(axis=0) + 0.5
    np.testing.assert_allclose(undo.points(mark.astype(np.float32)), [215, 155], atol=1.5)


def test_a_box_outside_the_picture_shows_black() -> None:
    canvas, _ = box_square(np.full((50, 50, 3), 9, np.uint8), np.array([100, 100, 120, 140], np.float32), 64)
    assert not canvas.any()


@pytest.mark.parametrize("box", [(5, 5, 5, 9), (5, 5, 9, 5), (9, 5, 5, 9), (0, 0, np.inf, 9), (np.nan, 0, 4, 4)])
def test_a_box_without_area_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="a box needs an area"):
        box_square(np.zeros((50, 50, 3), np.uint8), np.array(box, np.float32), 64)


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_planes_are_contiguous_and_within_one(dtype: type[np.floating]) -> None:
    canvas = np.arange(32 * 64 * 3, dtype=np.uint32).astype(np.uint8).reshape(32, 64, 3)
    blob = planes(canvas, dtype)

    assert blob.shape == (1, 3, 32, 64)
    assert blob.dtype == dtype
    assert blob.flags.c_contiguous
    expected = canvas.astype(np.float64).transpose(2, 0, 1)[None] / 255
    np.testing.assert_allclose(blob, expected, atol=1e-3 if dtype is np.float16 else 1e-7)
