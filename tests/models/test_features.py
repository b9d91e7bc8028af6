from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from onnx import TensorProto, helper

from models.cards import WEIGHTS, find_card
from models.detector import open_detector
from models.features import COUNT, FEATURES, LAYERS, convert, with_features
from models.session import Session
from tests.models.networks import answering, dense
from tests.shared import shared

ORIGINAL = "models/yolo11n.onnx"


def layered(layers: tuple[int, ...] = LAYERS) -> onnx.ModelProto:
    """A network whose layer n answers with its picture times n, in two steps of one name each."""
    nodes: list[onnx.NodeProto] = []
    output = "images"
    for layer in layers:
        half = helper.make_node("Identity", ["images"], [f"half{layer}"], name=f"/model.{layer}/cv1")
        whole = helper.make_node("Mul", ["images", f"by{layer}"], [f"layer{layer}"], name=f"/model.{layer}/act")
        nodes, output = [*nodes, half, whole], f"layer{layer}"
    graph = helper.make_graph(
        [*nodes, helper.make_node("Identity", [output], ["output0"])],
        "layered",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", 3, "height", "width"])],
        [helper.make_tensor_value_info("output0", TensorProto.FLOAT, ["batch", 3, "height", "width"])],
        [helper.make_tensor(f"by{layer}", TensorProto.FLOAT, [1], [layer]) for layer in layers],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_features_are_mean_and_maximum_of_each_layer(tmp_path: Path) -> None:
    path = tmp_path / "layered.onnx"
    onnx.save(with_features(layered()), str(path))
    picture = np.random.default_rng(1).normal(size=(2, 3, 4, 5)).astype(np.float32)

    boxes, features = Session(path).run_all(picture)

    mean, largest = picture.mean(axis=(2, 3)), picture.max(axis=(2, 3))
    expected = [pooled * layer for layer in LAYERS for pooled in (mean, largest)]
    assert_allclose(features, np.concatenate(expected, axis=1), rtol=1e-5)
    assert_allclose(boxes, picture * LAYERS[-1])


@pytest.mark.parametrize(
    ("network", "says"),
    [(layered((4, 10)), r"layer /model\.6/ but has none"), (with_features(layered()), "output features already")],
    ids=["another network", "twice"],
)
def test_what_cannot_be_given_features(network: onnx.ModelProto, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        with_features(network)


def test_the_network_given_is_not_changed() -> None:
    network = layered()
    before = network.SerializeToString()
    with_features(network)
    assert network.SerializeToString() == before


def test_the_shipped_detector_is_made_from_the_original_byte_for_byte(tmp_path: Path) -> None:
    made = tmp_path / "made.onnx"
    convert(shared(ORIGINAL), made)
    assert made.read_bytes() == (WEIGHTS / "yolo11n.onnx").read_bytes()


@pytest.mark.thorough
@pytest.mark.parametrize("size_wh", [(320, 320), (640, 640), (640, 384)])
def test_its_detections_are_those_of_the_original_to_the_last_bit(size_wh: tuple[int, int]) -> None:
    width, height = size_wh
    picture = np.random.default_rng(2).random((1, 3, height, width), np.float32)
    shipped, original = Session(WEIGHTS / "yolo11n.onnx"), Session(shared(ORIGINAL))
    assert_array_equal(shipped.run(picture), original.run(picture))


def test_one_run_gives_detections_and_features() -> None:
    detector = open_detector("yolo11n")
    picture = np.random.default_rng(3).integers(0, 256, (200, 300, 3), np.uint8)
    examined = detector.examine(picture, (320, 320))
    assert_array_equal(examined.detections.xyxy, detector(picture, (320, 320)).xyxy)
    assert examined.features.shape == (COUNT,)
    assert detector.sha256 == find_card("yolo11n").sha256


def test_a_detector_without_features_has_none(tmp_path: Path) -> None:
    detector = open_detector(answering(tmp_path / "bare.onnx", dense((96, 96, 64, 64, 0, 0.9, 0))))
    examined = detector.examine(np.zeros((192, 192, 3), np.uint8), (192, 192))
    assert len(examined.detections) == 1
    assert examined.features.size == 0


def test_the_card_tells_of_the_features() -> None:
    card = find_card("yolo11n")
    assert card.features is not None
    assert card.features.name == FEATURES
    assert str(COUNT) in card.features.meaning
