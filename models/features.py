"""Gives the detector a second output: its own features, pooled over the picture, for heads to be trained on.

One run then gives detections and features. The detections are the same to the last bit, and the run takes
no measurable time more, so the network with features serves all runs. Needs the package ``onnx`` (extra
``train``). How the shipped weights were made::

    python -m models.features yolo11n.onnx models/weights/yolo11n.onnx
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

FEATURES = "features"
"""The name of the output, float32 [batch, COUNT]."""
LAYERS = (4, 6, 10)
"""Whose answers are pooled, by ultralytics' numbering of YOLO11: the ends of the stages of stride 8 and 16, and of
the backbone, stride 32. Early layers know hands and edges, late ones people and things."""
POOLS = ("GlobalAveragePool", "GlobalMaxPool")
"""How: the mean says how much of something there is, the maximum whether there is any."""
COUNT = 1024
"""How many features: mean and maximum of 128, 128 and 256 channels."""


def with_features(network: "ModelProto") -> "ModelProto":
    """A copy of ``network``, a YOLO11n as ultralytics exports it, with FEATURES as its last output.

    The features are those of LAYERS in order, each the mean and then the maximum of every channel. Raises
    ValueError where a layer is missing or the output is there already.
    """
    from onnx import ModelProto, TensorProto, helper  # noqa: PLC0415 - an extra

    copy = ModelProto()
    copy.CopyFrom(network)
    if FEATURES in [output.name for output in copy.graph.output]:
        msg = f"the network has an output {FEATURES} already: take the one it was made from"
        raise ValueError(msg)
    pools = [_pool(copy, layer, kind) for layer in LAYERS for kind in POOLS]
    pooled = [node.output[0] for node in pools]
    join = helper.make_node("Concat", pooled, ["pooled"], name="pooled", axis=1)
    flat = helper.make_node("Flatten", ["pooled"], [FEATURES], name=FEATURES, axis=1)
    copy.graph.node.extend([*pools, join, flat])
    copy.graph.output.append(helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["batch", COUNT]))
    return copy


def _pool(network: "ModelProto", layer: int, kind: str) -> "NodeProto":
    """The node that pools the last answer of ``layer``."""
    from onnx import helper  # noqa: PLC0415 - an extra

    ends = [node.output[0] for node in network.graph.node if node.name.startswith(f"/model.{layer}/")]
    if not ends:
        msg = f"the network should have a layer /model.{layer}/ but has none: take a YOLO11n exported by ultralytics"
        raise ValueError(msg)
    name = f"{kind}.{layer}"
    return helper.make_node(kind, [ends[-1]], [name], name=name)


def convert(source: Path, target: Path) -> None:
    """Write ``source`` to ``target`` with its features as a further output. Raises what ``with_features`` raises."""
    import onnx  # noqa: PLC0415 - an extra

    network = with_features(onnx.load(str(source)))
    onnx.checker.check_model(network)
    target.write_bytes(network.SerializeToString(deterministic=True))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
