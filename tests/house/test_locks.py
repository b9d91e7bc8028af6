"""The lock files pin everything with hashes, agree with pyproject.toml and name no address."""

import re
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, pyproject

RUNTIME, DEV = "requirements.lock", "requirements-dev.lock"
PYTHONS = ("3.11", "3.12", "3.13")
TOO_HEAVY = re.compile(r"torch|ultralytics|ray|openvino|triton|nvidia|tensorflow|cuda")
ADDRESS = re.compile(r"//|\bhttps?\b|@|\b[\w-]+\.(?:org|com|net|io|dev|cn)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pin:
    """One entry of a lock file."""

    requirement: Requirement
    hashes: tuple[str, ...]

    def applies(self, python: str) -> bool:
        environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
        return self.requirement.marker is None or self.requirement.marker.evaluate(environment)

    @property
    def installed_here(self) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate()

    @property
    def version(self) -> str:
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "=="
        return specifier.version


def pins(text: str) -> list[Pin]:
    """The entries of a lock file: a pinned name, its hashes on the lines below."""
    joined = re.sub(r"#.*", "", text).replace("\\\n", " ")
    lines = (line.partition("--hash") for line in joined.splitlines() if line.strip())
    return [Pin(Requirement(head), tuple(re.findall(r"sha256:([0-9a-f]{64})\b", rest))) for head, _, rest in lines]


def locked(name: str) -> list[Pin]:
    return pins((ROOT / name).read_text())


def wanted(lock: str) -> list[Requirement]:
    project = pyproject()["project"]
    extra = project["optional-dependencies"]["dev"] if lock == DEV else []
    return [Requirement(line) for line in (*project["dependencies"], *extra)]


@pytest.mark.parametrize("lock", [RUNTIME, DEV])
def test_no_address(lock: str) -> None:
    assert ADDRESS.findall((ROOT / lock).read_text()) == []


@pytest.mark.parametrize(
    "line",
    ["--index-url " + "https" + "://host/simple", "numpy @ file:///tmp/numpy.whl", "# from files.example.org"],
)
def test_an_address_would_be_noticed(line: str) -> None:
    assert ADDRESS.search(line)


@pytest.mark.parametrize("lock", [RUNTIME, DEV])
def test_every_entry_is_pinned_with_a_hash(lock: str) -> None:
    entries = locked(lock)
    assert entries
    assert [str(pin.requirement) for pin in entries if not pin.hashes or not pin.version] == []


def test_an_entry_without_a_hash_would_be_noticed() -> None:
    (bare, good) = pins(f"numpy==2.0\nscipy==1.0 ; python_version >= '3.11' \\\n    --hash=sha256:{'0' * 64}\n")
    assert (bare.hashes, good.hashes) == ((), ("0" * 64,))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", [RUNTIME, DEV])
def test_every_dependency_is_locked_within_its_range(lock: str, python: str) -> None:
    found = {canonicalize_name(pin.requirement.name): pin.version for pin in locked(lock) if pin.applies(python)}
    for requirement in wanted(lock):
        version = found.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {lock}: run make lock"
        assert requirement.specifier.contains(version), f"{requirement} is locked to {version}: run make lock"


def test_both_locks_agree() -> None:
    assert {str(pin.requirement) for pin in locked(RUNTIME)} <= {str(pin.requirement) for pin in locked(DEV)}


@pytest.mark.parametrize("lock", [RUNTIME, DEV])
def test_heavy_extras_stay_out(lock: str) -> None:
    assert [pin.requirement.name for pin in locked(lock) if TOO_HEAVY.match(pin.requirement.name)] == []
