"""The licence is whole, weights are credited, and what is installed beside OnPost goes with the AGPL."""

import hashlib
import re
from importlib.metadata import distribution

import pytest

from tests.house.test_locks import RUNTIME, locked
from tests.house.tree import ROOT

AGPL_SHA256 = "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"
"""The text as the Free Software Foundation publishes it."""

COMPATIBLE = re.compile(
    r"\b(MIT|(?:Free)?BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser|Zlib|HPND|0BSD)\b"
)


def test_the_licence_is_the_verbatim_text() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == AGPL_SHA256


def test_every_weights_file_is_credited() -> None:
    notice = (ROOT / "NOTICE").read_text()
    credited = set(re.findall(r"^([a-z][\w-]+)$", notice, re.MULTILINE))
    assert {path.stem for path in (ROOT / "models" / "weights").glob("*.onnx")} <= credited


def test_every_picture_is_credited() -> None:
    notice = (ROOT / "NOTICE").read_text()
    pictures = {path.name for path in (ROOT / "cameras").rglob("*.png")}
    assert pictures
    assert pictures <= set(re.findall(r"^([a-z][\w-]+\.png)$", notice, re.MULTILINE))


def licence(name: str) -> str:
    """What a package's metadata says of its licence: expression, classifiers, or the first line of the text."""
    metadata = distribution(name).metadata.json
    classifiers = [line for line in metadata.get("classifier", []) if line.startswith("License ::")]
    said = metadata.get("license_expression") or " ".join(classifiers) or metadata.get("license") or ""
    return str(said).partition("\n")[0]


@pytest.mark.parametrize("name", [pin.requirement.name for pin in locked(RUNTIME) if pin.installed_here])
def test_runtime_packages_go_with_the_agpl(name: str) -> None:
    assert COMPATIBLE.search(licence(name)), f"{name}: {licence(name)!r}"
