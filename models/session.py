"""A network, opened: onnxruntime behind one small type, its errors translated once.

The file is read once, its hash is checked on those bytes, and the session is built from the same bytes:
nothing can change in between.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort

from models.errors import ModelError, ProviderMissing, RunFailed, WeightsCorrupted, WeightsMissing, WeightsUnreadable

DTYPES: Mapping[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int32)": np.int32,
    "tensor(uint8)": np.uint8,
}
"""The element types OnPost can feed a network, by onnxruntime's names for them."""

FAILURES: Mapping[str, type[ModelError]] = {
    "DeviceReset": RunFailed,
    "EPFail": RunFailed,
    "EngineError": RunFailed,
    "Fail": WeightsUnreadable,
    "InvalidArgument": WeightsUnreadable,
    "InvalidGraph": WeightsUnreadable,
    "InvalidProtobuf": WeightsUnreadable,
    "ModelLoadCanceled": WeightsUnreadable,
    "ModelLoaded": WeightsUnreadable,
    "ModelRequiresCompilation": WeightsUnreadable,
    "NoModel": WeightsUnreadable,
    "NoSuchFile": WeightsMissing,
    "NotFound": WeightsUnreadable,
    "NotImplemented": WeightsUnreadable,
    "RuntimeException": RunFailed,
}
"""Onnxruntime's errors while a session is opened, by name (releases differ), and ours; in a run all are RunFailed."""

_FOREIGN: tuple[type[Exception], ...] = tuple(getattr(ort, name) for name in FAILURES if hasattr(ort, name))


@dataclass(frozen=True, slots=True)
class Tensor:
    """An input or output of a network: ``shape`` has None where the size may vary."""

    name: str
    dtype: str
    shape: tuple[int | None, ...]

    def __str__(self) -> str:
        """Name, type and shape as people write them."""
        return f"{self.name} {self.dtype} [{', '.join('?' if size is None else str(size) for size in self.shape)}]"


@dataclass(frozen=True, slots=True)
class Runtime:
    """How a session runs: ``threads`` inside an operator, ``inter_threads`` beside each other, providers best first.

    One thread is the default because a worker runs one process for each core: it costs least per look.
    """

    threads: int = 1
    inter_threads: int = 1
    providers: tuple[str, ...] = ("CPUExecutionProvider",)


ONE_THREAD = Runtime()


class Session:
    """An opened network. Not for sharing between threads that resize it; one per worker is the idea."""

    def __init__(self, path: Path, *, sha256: str | None = None, runtime: Runtime = ONE_THREAD) -> None:
        """Open the ONNX file at ``path``; ``sha256`` (hex) is checked first where it is given.

        Raises WeightsMissing, WeightsCorrupted, WeightsUnreadable, ProviderMissing, or RunFailed when a
        device fails.
        """
        content = read_weights(path, sha256)
        self.path = path
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._session = _open(content, path, runtime)
        self.inputs = tuple(_tensor(node) for node in self._session.get_inputs())
        self.outputs = tuple(_tensor(node) for node in self._session.get_outputs())
        self.metadata: Mapping[str, str] = dict(self._session.get_modelmeta().custom_metadata_map)

    def run(self, feed: NDArray[np.generic]) -> NDArray[np.float32]:
        """The first output, as float32, for ``feed`` on the first input. Raises RunFailed."""
        return self.run_all(feed, 1)[0]

    def run_all(self, feed: NDArray[np.generic], count: int | None = None) -> tuple[NDArray[np.float32], ...]:
        """The first ``count`` outputs (None: all), as float32, for ``feed`` on the first input. Raises RunFailed."""
        wanted = [output.name for output in self.outputs[:count]]
        try:
            answers = self._session.run(wanted, {self.inputs[0].name: feed})
        except _FOREIGN as error:
            msg = f"{self.path.name} could not be run on {feed.dtype} {list(feed.shape)}: {_first_line(error)}"
            raise RunFailed(msg) from error
        return tuple(np.asarray(answer, np.float32) for answer in answers)


def read_weights(path: Path, sha256: str | None = None) -> bytes:
    """The bytes of ``path``; raises WeightsMissing, or WeightsCorrupted when ``sha256`` is another."""
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"the weights {path} cannot be read ({error.strerror}): name an .onnx file that exists"
        raise WeightsMissing(msg) from error
    came = hashlib.sha256(content).hexdigest()
    if sha256 is not None and came != sha256:
        msg = (
            f"the weights {path} should have sha256 {sha256[:12]}… but have {came[:12]}…: "
            "install them again, they are damaged or were exchanged"
        )
        raise WeightsCorrupted(msg)
    return content


def _options(runtime: Runtime) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = runtime.threads
    options.inter_op_num_threads = runtime.inter_threads
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4  # failures come as exceptions; onnxruntime need not print them as well
    return options


def _open(content: bytes, path: Path, runtime: Runtime) -> onnxruntime.InferenceSession:
    missing = [name for name in runtime.providers if name not in onnxruntime.get_available_providers()]
    if missing:
        have = ", ".join(onnxruntime.get_available_providers())
        msg = f"onnxruntime has no {', '.join(missing)} here, only {have}: choose one of these"
        raise ProviderMissing(msg)
    try:
        # Without fallback: a session on another provider than the one asked for would be a silent surprise.
        return onnxruntime.InferenceSession(
            content, _options(runtime), providers=list(runtime.providers), enable_fallback=False
        )
    except _FOREIGN as error:
        msg = f"{path} should be an ONNX network but onnxruntime refuses it: {_first_line(error)}"
        raise FAILURES[type(error).__name__](msg) from error


def _tensor(node: onnxruntime.NodeArg) -> Tensor:
    shape = tuple(size if isinstance(size, int) and size > 0 else None for size in node.shape)
    return Tensor(node.name, node.type, shape)


def _first_line(error: Exception) -> str:
    """What an error says, without its further lines and the runtime's own prefix."""
    line = (str(error).splitlines() or [type(error).__name__])[0]
    return line.rsplit(" : ", 1)[-1][:200]
