"""Tiny ONNX networks built on the spot: they answer with what they are told to, whatever they see."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper, save

THREE = "{0: 'cup', 1: 'person', 2: 'cell phone'}"
DYNAMIC = ("batch", 3, "height", "width")


def answering(
    path: Path,
    answer: NDArray[np.floating],
    *,
    names: str | None = THREE,
    shape: Sequence[int | str] = DYNAMIC,
    dtype: int = TensorProto.FLOAT,
    outputs: int = 1,
) -> Path:
    """A network at ``path`` that answers ``answer``, plus 0 times its whole input so that the input counts."""
    stored = numpy_helper.from_array(answer.astype(helper.tensor_dtype_to_np_dtype(dtype)), "stored")
    nought = numpy_helper.from_array(np.zeros(1, helper.tensor_dtype_to_np_dtype(dtype)), "nought")
    nodes = [
        helper.make_node("ReduceMax", ["images"], ["largest"], keepdims=0),
        helper.make_node("Mul", ["largest", "nought"], ["nothing"]),
        *(helper.make_node("Add", ["stored", "nothing"], [f"output{number}"]) for number in range(outputs)),
    ]
    declared = ["a", "b", "c"][: answer.ndim]
    graph = helper.make_graph(
        nodes,
        "answering",
        [helper.make_tensor_value_info("images", dtype, shape)],
        [helper.make_tensor_value_info(f"output{number}", dtype, declared) for number in range(outputs)],
        [stored, nought],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    if names is not None:
        helper.set_model_props(model, {"names": names})
    save(model, str(path))
    return path


def pointing(path: Path, answer: NDArray[np.float32], side: int = 32) -> Path:
    """A network with MoveNet's input and output that answers ``answer`` [17, 3] plus its picture's mean times 0."""
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["input"], ["real"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["real"], ["mean"], keepdims=0),
            helper.make_node("Mul", ["mean", "nought"], ["nothing"]),
            helper.make_node("Add", ["stored", "nothing"], ["points"]),
        ],
        "pointing",
        [helper.make_tensor_value_info("input", TensorProto.INT32, [1, side, side, 3])],
        [helper.make_tensor_value_info("points", TensorProto.FLOAT, [1, 1, 17, 3])],
        [
            numpy_helper.from_array(answer.astype(np.float32).reshape(1, 1, 17, 3), "stored"),
            numpy_helper.from_array(np.zeros(1, np.float32), "nought"),
        ],
    )
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), str(path))
    return path


def dense(*anchors: tuple[float, ...]) -> NDArray[np.float32]:
    """[1, 4 + 3, anchors]: centre x, centre y, width, height, cup, person, cell phone."""
    return np.array(anchors, np.float32).T[None]
