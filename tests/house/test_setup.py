"""tools/setup on machines where something is missing: one line that says what to run, nothing half-made."""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.house.tree import ROOT

NEEDED = ("sh", "dirname", "cat", "sha256sum", "sed", "mkdir", "rm")
"""The commands of the script; anything else found in PATH is the case's own."""

BROKEN_SHIM = "exit 127"
TOO_OLD = "exit 1"  # what the range check answers for a Python 3.9
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *"%d.%d"*) echo 3.12;; esac'


class Machine:
    """A folder with the files that set-up reads, and a PATH of only ``commands``."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.bin = folder / "tree", folder / "bin"
        (self.tree / "tools").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("tools/setup", "pyproject.toml", "requirements-dev.lock"):
            shutil.copy(ROOT / name, self.tree / name)
        for name in NEEDED:
            (self.bin / name).symlink_to(shutil.which(name) or name)

    def has(self, name: str, script: str) -> None:
        """Puts a command into PATH."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def setup(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.tree / "tools" / "setup"],
            env={"PATH": str(self.bin), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def made(self) -> bool:
        return (self.tree / ".venv").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without any Python."""
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("pythons", "environment", "says"),
    [
        ({}, {}, "no Python 3.11, 3.12 or 3.13 found in PATH"),
        ({"python3.13": BROKEN_SHIM, "python3": TOO_OLD}, {}, "no Python 3.11, 3.12 or 3.13 found in PATH"),
        ({}, {"PYTHON": "python2"}, "PYTHON must be a Python 3.11, 3.12 or 3.13, got python2"),
        ({"python3.12": WITHOUT_VENV, "id": "echo 1000"}, {}, "as root, run: apt-get install python3.12-venv"),
        ({"python3.12": WITHOUT_VENV, "id": "echo 0"}, {}, "as root, run: apt-get install python3.12-venv"),
    ],
)
def test_what_is_missing_is_said_in_one_line(
    machine: Machine, pythons: dict[str, str], environment: dict[str, str], says: str
) -> None:
    for name, script in pythons.items():
        machine.has(name, script)
    result = machine.setup(**environment)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert says in result.stderr
    assert not machine.made()


def test_root_with_apt_installs_what_is_missing(machine: Machine) -> None:
    machine.has("python3.12", WITHOUT_VENV)
    machine.has("id", "echo 0")
    machine.has("apt-get", f'echo "$@" >> {machine.tree}/apt')
    machine.setup()
    calls = (machine.tree / "apt").read_text().splitlines()
    assert calls == ["-qq update", "-qq install -y --no-install-recommends python3.12-venv"]


MAKES_VENV = """case "$*" in
*" venv --clear "*) mkdir -p .venv/bin; echo '#!/bin/sh' >.venv/bin/python; chmod 755 .venv/bin/python;;
esac"""
HAS_RTSP, LACKS_RTSP = "exit 0", "exit 1"
RTSP = "gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"


@pytest.mark.parametrize(
    ("debian_python", "user", "installed", "says"),
    [
        (HAS_RTSP, 0, [], []),
        (LACKS_RTSP, 0, ["-qq update", f"-qq install -y --no-install-recommends {RTSP}"], [f"packages: {RTSP}"]),
        (LACKS_RTSP, 1000, [], [f"as root, run: apt-get install {RTSP}", "the tests of cameras fail"]),
    ],
)
def test_the_rtsp_server_of_the_tests_is_installed_or_its_lack_is_said(
    machine: Machine, debian_python: str, user: int, installed: list[str], says: list[str]
) -> None:
    (machine.bin / "chmod").symlink_to(shutil.which("chmod") or "chmod")
    machine.has("python3.12", MAKES_VENV)
    machine.has("debian-python", debian_python)
    machine.has("chromium", "exit 0")
    machine.has("id", f"echo {user}")
    machine.has("apt-get", f'echo "$@" >> {machine.tree}/apt')
    result = machine.setup(DEBIAN_PYTHON=str(machine.bin / "debian-python"))
    assert result.returncode == 0, result.stderr
    assert (machine.tree / ".venv" / "setup-stamp").exists()
    calls = machine.tree / "apt"
    assert (calls.read_text().splitlines() if calls.exists() else []) == installed
    assert [line for line in says if line not in result.stderr] == []
    assert machine.setup().stderr == ""


BROWSER = "chromium fonts-noto-cjk"


@pytest.mark.parametrize(
    ("user", "installed", "says"),
    [
        (0, ["-qq update", f"-qq install -y --no-install-recommends {BROWSER}"], f"packages: {BROWSER}"),
        (1000, [], f"as root, run: apt-get install {BROWSER}"),
    ],
)
def test_the_browser_of_the_tests_is_installed_or_its_lack_is_said(
    machine: Machine, user: int, installed: list[str], says: str
) -> None:
    (machine.bin / "chmod").symlink_to(shutil.which("chmod") or "chmod")
    machine.has("python3.12", MAKES_VENV)
    machine.has("debian-python", HAS_RTSP)
    machine.has("id", f"echo {user}")
    machine.has("apt-get", f'echo "$@" >> {machine.tree}/apt')
    result = machine.setup(DEBIAN_PYTHON=str(machine.bin / "debian-python"))
    assert result.returncode == 0, result.stderr
    calls = machine.tree / "apt"
    assert (calls.read_text().splitlines() if calls.exists() else []) == installed
    assert says in result.stderr
    assert ("the tests of the page fail" in result.stderr) is (not installed)


def test_a_second_run_does_nothing(machine: Machine) -> None:
    names = ("requirements-dev.lock", "pyproject.toml", "tools/setup")
    state = sha256(b"".join((machine.tree / name).read_bytes() for name in names)).hexdigest()
    (machine.tree / ".venv" / "bin").mkdir(parents=True)
    (machine.tree / ".venv" / "bin" / "python").symlink_to(shutil.which("true") or os.devnull)
    (machine.tree / ".venv" / "setup-stamp").write_text(f"{state}  -\n{machine.tree}\n")
    result = machine.setup()
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    (machine.tree / "pyproject.toml").write_text("changed")
    assert machine.setup().returncode == 1
