import hashlib
from pathlib import Path

import numpy as np
import pytest
from onnxruntime.capi import onnxruntime_pybind11_state

from models.errors import ProviderMissing, RunFailed, WeightsCorrupted, WeightsMissing, WeightsUnreadable
from models.session import FAILURES, Runtime, Session, read_weights
from tests.models.networks import answering, dense


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return answering(tmp_path / "tiny.onnx", dense((1, 2, 3, 4, 5, 6, 7)))


def test_it_runs_and_tells_its_inputs_and_outputs(weights: Path) -> None:
    session = Session(weights)
    assert session.run(np.zeros((1, 3, 32, 32), np.float32)).ravel().tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert [str(tensor) for tensor in session.inputs] == ["images tensor(float) [?, 3, ?, ?]"]
    assert [tensor.name for tensor in session.outputs] == ["output0"]
    assert "person" in session.metadata["names"]


def test_the_right_hash_opens(weights: Path) -> None:
    Session(weights, sha256=hashlib.sha256(weights.read_bytes()).hexdigest(), runtime=Runtime(threads=2))


@pytest.mark.parametrize("change", ["one byte", "cut", "text"])
def test_a_changed_file_is_refused_before_it_is_parsed(weights: Path, change: str) -> None:
    content = weights.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    changed = {"one byte": content[:-1] + bytes([content[-1] ^ 1]), "cut": content[:-9], "text": b"hello"}[change]
    weights.write_bytes(changed)
    with pytest.raises(WeightsCorrupted, match=f"tiny.onnx should have sha256 {sha256[:12]}… but have .* install"):
        Session(weights, sha256=sha256)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="No such file"):
        Session(tmp_path / "nothing.onnx")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="directory"):
        read_weights(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello, I am a text\n" * 40, b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_a_file_that_is_no_network(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "text.onnx"
    path.write_bytes(content)
    with pytest.raises(WeightsUnreadable, match=r"text\.onnx should be an ONNX network but onnxruntime refuses it: ."):
        Session(path)


def test_half_a_network(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:150])
    with pytest.raises(WeightsUnreadable, match="should be an ONNX network"):
        Session(weights)


def test_a_provider_that_is_not_installed(weights: Path) -> None:
    with pytest.raises(ProviderMissing, match=r"has no NoSuchProvider here, only .*CPUExecutionProvider"):
        Session(weights, runtime=Runtime(providers=("NoSuchProvider",)))


@pytest.mark.parametrize("feed", [np.zeros((1, 3, 32, 32), np.float64), np.zeros((3, 32, 32), np.float32)])
def test_what_does_not_fit_the_input(weights: Path, feed: np.ndarray, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RunFailed, match=r"tiny\.onnx could not be run on float"):
        Session(weights).run(feed)
    assert capfd.readouterr().err == ""


def test_every_error_of_onnxruntime_is_translated() -> None:
    names = {
        name
        for name, kind in vars(onnxruntime_pybind11_state).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert names
    assert names <= set(FAILURES)
