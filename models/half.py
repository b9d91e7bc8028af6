"""Stores a network's weights as fp16 and computes in f32: half the file, the same answers.

Every large float32 initialiser becomes a float16 one and a Cast in front of its users. Onnxruntime folds
the casts while it opens the session, so a run costs what it did. Needs the package ``onnx`` (extra
``train``). How the shipped weights were made::

    python -m models.half movenet-lightning.onnx models/weights/movenet-lightning.onnx
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnx import ModelProto, TensorProto

SMALLEST = 64
"""Initialisers with fewer elements stay float32: they are shapes, scales and constants, not weights."""


def halve(network: "ModelProto") -> "ModelProto":
    """A copy of ``network`` whose large float32 initialisers are stored as float16.

    Raises ValueError where a weight lies outside float16, which would make it infinite.
    """
    from onnx import ModelProto, TensorProto, helper  # noqa: PLC0415 - an extra

    halved = ModelProto()
    halved.CopyFrom(network)
    graph = halved.graph
    casts = []
    for index, weights in enumerate(graph.initializer):
        if weights.data_type == TensorProto.FLOAT and _count(weights) >= SMALLEST:
            name, stored = weights.name, f"{weights.name}.f16"
            graph.initializer[index].CopyFrom(_as_half(weights, stored))
            casts.append(helper.make_node("Cast", [stored], [name], name=f"{name}.f32", to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend([*casts, *nodes])
    return halved


def _count(weights: "TensorProto") -> int:
    return int(np.prod(weights.dims)) if weights.dims else 1


def _as_half(weights: "TensorProto", name: str) -> "TensorProto":
    from onnx import numpy_helper  # noqa: PLC0415 - an extra

    values = numpy_helper.to_array(weights)
    largest = float(np.abs(values).max())
    if not largest <= float(np.finfo(np.float16).max):
        msg = f"{weights.name} holds {largest:.3g}, more than float16 can: keep this network in float32"
        raise ValueError(msg)
    return numpy_helper.from_array(values.astype(np.float16), name)


def convert(source: Path, target: Path) -> None:
    """Write ``source`` to ``target`` with its weights halved. Raises what ``onnx`` and ``halve`` raise."""
    import onnx  # noqa: PLC0415 - an extra

    halved = halve(onnx.load(str(source)))
    onnx.checker.check_model(halved)
    target.write_bytes(halved.SerializeToString(deterministic=True))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
