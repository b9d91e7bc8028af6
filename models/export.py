"""Turns an ultralytics ``.pt`` file into ``.onnx``, once, in a process of its own.

A process of its own because ultralytics reads its switches from the environment while it is imported, and
because torch, once loaded, stays. It may neither use the network, install packages nor touch the user's
settings.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from models.errors import ExportFailed, WeightsMissing

SWITCHES = {"YOLO_OFFLINE": "True", "YOLO_AUTOINSTALL": "False", "YOLO_VERBOSE": "False"}
"""Environment under which ultralytics keeps to itself."""

EXPORT = """
import sys
from ultralytics import YOLO
YOLO(sys.argv[1], task="detect").export(format="onnx", dynamic=True, simplify=False, nms=False, device="cpu")
"""
"""Run by the child. Dynamic: looks come in two or three shapes. Unsimplified: that needs a further package."""

TIME_LIMIT_S = 600
"""Longest an export may take; the largest YOLO takes about a minute."""


def export_onnx(weights: Path, cache: Path | None = None) -> Path:
    """The ``.onnx`` made from ``weights`` (``.pt``) in ``cache`` (default: the folder ``weights`` lies in).

    Its name carries the hash of ``weights``, so one export serves until the file changes. Raises
    WeightsMissing, or ExportFailed when the extra ``train`` is missing or ultralytics refuses the file.
    """
    try:
        content = weights.read_bytes()
    except OSError as error:
        msg = f"the weights {weights} cannot be read ({error.strerror}): name a .pt file that exists"
        raise WeightsMissing(msg) from error
    folder = weights.parent if cache is None else cache
    target = folder / f"{weights.stem}-{hashlib.sha256(content).hexdigest()[:16]}.onnx"
    if not target.is_file():
        _export(content, weights, target)
    return target


def _export(content: bytes, weights: Path, target: Path) -> None:
    if importlib.util.find_spec("ultralytics") is None:
        msg = (
            f"{weights.name} needs ultralytics to be read: pip install 'onpost[train]', or export it to .onnx elsewhere"
        )
        raise ExportFailed(msg)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as scratch:
            (Path(scratch) / "network.pt").write_bytes(content)
            _run_child(weights, Path(scratch))
            (Path(scratch) / "network.onnx").replace(target)
    except OSError as error:
        msg = f"{weights.name} could not be exported into {target.parent} ({error.strerror}): name another cache folder"
        raise ExportFailed(msg) from error


def _run_child(weights: Path, scratch: Path) -> None:
    environment = {**os.environ, **SWITCHES, "YOLO_CONFIG_DIR": str(scratch)}
    command = [sys.executable, "-P", "-c", EXPORT, "network.pt"]
    try:
        subprocess.run(  # noqa: S603 - our own interpreter and our own text
            command, cwd=scratch, env=environment, check=True, capture_output=True, text=True, timeout=TIME_LIMIT_S
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        msg = f"{weights.name} should be a detection network of ultralytics but could not be exported: {reason}"
        raise ExportFailed(msg) from error
    except subprocess.TimeoutExpired as error:
        msg = f"{weights.name} was not exported within {TIME_LIMIT_S} s: export it to .onnx by hand"
        raise ExportFailed(msg) from error
    if not (scratch / "network.onnx").is_file():
        msg = f"{weights.name} was read by ultralytics but no .onnx came out: export it to .onnx by hand"
        raise ExportFailed(msg)
