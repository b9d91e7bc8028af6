"""The import arrows hold, and each contract notices when one is broken."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.house.tree import PACKAGES, ROOT, files, pyproject

ARROWS = "api -> models | cameras -> vision"
PURE = "vision has no clock, no I/O, no threads, no log and nothing of ours"

VISION_NEEDS = {
    "__future__",
    "abc",
    "bisect",
    "collections",
    "dataclasses",
    "enum",
    "functools",
    "heapq",
    "itertools",
} | {
    *("hashlib", "json", "math", "operator", "struct", "types", "typing", "zlib"),
    *("cv2", "numpy", "scipy"),
}
"""All that vision may import from outside: values, arithmetic and arrays."""


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages without their weights, and the contracts, in a folder to break."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("weights", "web", "__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_known_here() -> None:
    assert [c["name"] for c in pyproject()["tool"]["importlinter"]["contracts"]] == [ARROWS, PURE]


def test_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout
    assert f"{ARROWS} KEPT" in result.stdout
    assert f"{PURE} KEPT" in result.stdout


@pytest.mark.parametrize(
    ("package", "line", "broken"),
    [
        ("vision", "import time", {PURE}),
        ("vision", "from concurrent.futures import ThreadPoolExecutor", {PURE}),
        ("vision", "import onnxruntime", {PURE}),
        ("vision", "import models", {PURE, ARROWS}),
        ("models", "import cameras", {ARROWS}),
        ("cameras", "import models", {ARROWS}),
        ("models", "import api", {ARROWS}),
        ("cameras", "import api", {ARROWS}),
    ],
)
def test_a_wrong_import_breaks_its_contract(copy: Path, package: str, line: str, broken: set[str]) -> None:
    (copy / package / "wrong.py").write_text(f"{line}\n")
    result = lint_imports(copy)
    assert result.returncode == 1, result.stdout + result.stderr
    assert {name for name in (ARROWS, PURE) if f"{name} BROKEN" in result.stdout} == broken


def test_vision_imports_nothing_unforeseen() -> None:
    graph = grimp.build_graph("vision", include_external_packages=True, cache_dir=None)
    outside = {m for m in graph.modules if m.partition(".")[0] != "vision"}
    assert outside - VISION_NEEDS == set()


SIDE_EFFECTS = {
    *("open", "print", "input", "exec", "eval", "breakpoint"),
    *("cv2.imread", "cv2.imwrite", "cv2.imshow", "cv2.waitKey", "cv2.VideoCapture", "cv2.VideoWriter"),
    *("cv2.getTickCount", "cv2.setNumThreads", "cv2.FileStorage", "cv2.randn", "cv2.randu"),
    *("np.load", "np.save", "np.savez", "np.savetxt", "np.loadtxt", "np.fromfile", "np.random", "np.memmap"),
}
"""What vision could do to the world without an import that gives it away."""


def side_effects(source: str) -> set[str]:
    """Which of ``SIDE_EFFECTS`` a module names."""
    names = {node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name | ast.Attribute)}
    return {ast.unparse(node) for node in names} & SIDE_EFFECTS


def test_vision_has_no_side_effects() -> None:
    found = {path: side_effects((ROOT / path).read_text()) for path in files(ROOT / "vision") if path.suffix == ".py"}
    assert found
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("source", ["x = open('f')", "cv2.imread(p)", "rng = np.random.default_rng()"])
def test_a_side_effect_would_be_noticed(source: str) -> None:
    assert side_effects(source)
