"""The product runs on the runtime lock alone: importing all of it asks for no extra and no tool of the developers."""

import json
import os
import subprocess
import sys
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.house.test_locks import RUNTIME, locked
from tests.house.tree import PACKAGES, ROOT

EXTRAS = ("torch", "ultralytics", "onnx", "sklearn", "openvino", "ray", "psycopg", "tensorflow")

IMPORT_ALL = """
import importlib, importlib.metadata, json, pkgutil, sys

at_start = set(sys.modules)  # what the interpreter's own start-up files bring

class Refuse:
    asked = []

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in EXTRAS:
            self.asked.append(name)
            raise ModuleNotFoundError(name)

EXTRAS, PACKAGES = json.loads(sys.argv[1])
sys.meta_path.insert(0, Refuse())
count = 0
for package in PACKAGES:
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, package + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            count += 1
owners = importlib.metadata.packages_distributions()
loaded = sorted({owner for name in sys.modules.keys() - at_start for owner in owners.get(name, [])})
print(json.dumps({"asked": Refuse.asked, "modules": count, "distributions": loaded}))
"""


def imported(packages: tuple[str, ...], folder: Path) -> dict[str, object]:
    """Imports every module of ``packages`` in a fresh interpreter, warnings being errors."""
    command = [sys.executable, "-W", "error", "-c", IMPORT_ALL, json.dumps([EXTRAS, packages])]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    answer: dict[str, object] = json.loads(result.stdout.splitlines()[-1])
    return answer


def test_importing_everything_asks_for_no_extra() -> None:
    answer = imported(PACKAGES, ROOT)
    assert answer["asked"] == []
    assert isinstance(answer["modules"], int)
    assert answer["modules"] > len(PACKAGES)


def test_everything_loaded_is_in_the_runtime_lock() -> None:
    runtime = {canonicalize_name(pin.requirement.name) for pin in locked(RUNTIME)}
    loaded = imported(PACKAGES, ROOT)["distributions"]
    assert isinstance(loaded, list)
    assert {canonicalize_name(name) for name in loaded} - runtime - {"onpost"} == set()
    assert "numpy" in loaded


def test_an_import_of_an_extra_would_be_noticed(tmp_path: Path) -> None:
    package = tmp_path / "hungry"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "deep.py").write_text("try:\n    import torch.nn\nexcept ImportError:\n    pass\n")
    assert imported(("hungry",), tmp_path)["asked"] == ["torch"]


def test_opening_a_network_writes_nothing_into_the_home(tmp_path: Path) -> None:
    program = "from models.detector import open_detector; open_detector('yolo11n')"
    environment = {**os.environ, "HOME": str(tmp_path)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
    assert list(tmp_path.rglob("*")) == []
