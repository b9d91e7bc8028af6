"""``.pt`` files. The networks themselves are tested where the extra ``train`` is installed, as DESIGN.md says."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from models.detector import open_detector
from models.errors import ExportFailed, WeightsMissing
from models.export import SWITCHES, export_onnx
from models.layout import Layout
from vision.decode import PERSON, PHONE

TRAIN = importlib.util.find_spec("ultralytics") is not None


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"nothing\.pt cannot be read"):
        export_onnx(tmp_path / "nothing.pt")


def test_an_export_is_made_once(tmp_path: Path) -> None:
    weights = tmp_path / "net.pt"
    weights.write_bytes(b"weights")
    (tmp_path / "net-9a129038d9a00aed.onnx").write_bytes(b"made before")
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "net-9a129038d9a00aed.onnx").write_bytes(b"made before")
    assert export_onnx(weights).read_bytes() == b"made before"
    assert export_onnx(weights, tmp_path / "cache").parent == tmp_path / "cache"


def test_what_cannot_be_exported_leaves_nothing_behind(tmp_path: Path) -> None:
    """Without the extra the error names it; with it ultralytics refuses the file."""
    weights = tmp_path / "net.pt"
    weights.write_bytes(b"not weights")
    says = "net.pt should be a detection network" if TRAIN else r"pip install 'onpost\[train\]'"
    with pytest.raises(ExportFailed, match=says) as caught:
        export_onnx(weights, tmp_path / "cache")
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.glob("cache/*"))


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's and ultralytics' own, on import
@pytest.mark.parametrize(
    ("yaml", "layout"),
    [
        ("yolov8n", Layout.DENSE),
        ("yolo11n", Layout.DENSE),
        ("yolov10n", Layout.END_TO_END),
        ("yolo26n", Layout.END_TO_END),
    ],
)
def test_networks_of_ultralytics(tmp_path: Path, yaml: str, layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SWITCHES, "YOLO_CONFIG_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    ultralytics = pytest.importorskip("ultralytics", reason="the extra train is not installed")
    network = ultralytics.YOLO(f"{yaml}.yaml", task="detect")
    detection = type(network.model)
    network.model = detection({**network.model.yaml, "nc": 3}, verbose=False)
    network.model.names = {0: "cup", 1: "person", 2: "cell phone"}
    network.model.args = dict(network.overrides)
    network.save(tmp_path / f"{yaml}.pt")

    detector = open_detector(tmp_path / f"{yaml}.pt", min_score=0.0, cache=tmp_path / "cache")
    found = detector(np.random.default_rng(1).integers(0, 255, (90, 160, 3)).astype(np.uint8), (192, 128))

    assert detector.layout.layout is layout
    assert detector.layout.classes == {1: PERSON, 2: PHONE}
    assert detector.layout.fixed_wh is None
    assert 0 < len(found) <= 300
    assert set(found.class_id.tolist()) <= {PERSON, PHONE}
    assert (found.xyxy >= 0).all()
    assert (found.xyxy[:, 2:] <= (160, 90)).all()
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".onnx"]
