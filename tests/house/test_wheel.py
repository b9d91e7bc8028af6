"""The wheel holds the four packages with their weights, cards and the built page, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, files

WEB = Path("api/web")


@pytest.mark.thorough
def test_wheel_holds_the_packages_and_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("onpost-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        metadata = {Path(name).name: archive.read(name).decode() for name in set(archive.namelist()) - names}
    own = {path.as_posix() for package in PACKAGES for path in files(ROOT / package) if WEB not in path.parents}
    built = {path.relative_to(ROOT).as_posix() for path in (ROOT / WEB / "dist").rglob("*") if path.is_file()}
    assert built, "the page was not built: run tools/page"
    assert names == own | built
    assert "onpost = api.cli:main" in metadata["entry_points.txt"]
    assert {"LICENSE", "NOTICE"} <= metadata.keys()
    assert "Requires-Python: <3.14,>=3.11" in metadata["METADATA"]
