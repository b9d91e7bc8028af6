from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.cards import WEIGHTS
from models.half import convert, halve
from models.session import Session
from tests.shared import shared

NAMES = ["movenet-lightning", "movenet-thunder"]


@pytest.mark.parametrize("name", NAMES)
def test_the_original_converted_answers_as_the_original(tmp_path: Path, name: str) -> None:
    source, target = shared(f"models/{name}.onnx"), tmp_path / "half.onnx"
    convert(source, target)

    original, halved, shipped = Session(source), Session(target), Session(WEIGHTS / f"{name}.onnx")
    side = original.inputs[0].shape[1] or 0
    picture = np.random.default_rng(4).integers(0, 256, (1, side, side, 3)).astype(np.int32)
    expected = original.run(picture)
    np.testing.assert_allclose(halved.run(picture), expected, atol=1e-6)
    np.testing.assert_allclose(shipped.run(picture), expected, atol=1e-6)
    assert target.stat().st_size < 0.55 * source.stat().st_size


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_file_computes_in_float32(name: str) -> None:
    network = onnx.load(str(WEIGHTS / f"{name}.onnx"))
    halves = {weights.name for weights in network.graph.initializer if weights.data_type == TensorProto.FLOAT16}
    users = [node for node in network.graph.node if halves & set(node.input)]
    assert len(users) == len(halves) > 50
    assert {node.op_type for node in users} == {"Cast"}


def matrix(values: np.ndarray) -> onnx.ModelProto:
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "matrix",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, values.shape[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, values.shape[1]])],
        [numpy_helper.from_array(values.astype(np.float32), "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def test_weights_too_large_for_float16_are_refused() -> None:
    with pytest.raises(ValueError, match="w holds 7e\\+04, more than float16 can"):
        halve(matrix(np.full((8, 8), 70_000.0)))


def test_a_handful_of_numbers_stays_float32() -> None:
    halved = halve(matrix(np.ones((3, 3))))
    assert [weights.data_type for weights in halved.graph.initializer] == [TensorProto.FLOAT]


def test_the_network_given_is_not_changed() -> None:
    network = matrix(np.ones((9, 9)))
    before = network.SerializeToString()
    assert halve(network).SerializeToString() != before
    assert network.SerializeToString() == before
