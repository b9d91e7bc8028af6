"""The drawn counter as files, made once, and the command line as a function."""

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main
from tests.api.builders import SITE, Ended, Onpost, film, frames, red_network


@dataclass(frozen=True, slots=True)
class Scene:
    """A clip of the drawn counter, a network that sees its clerk, and a site file with its zones."""

    clip: Path
    network: Path
    site: Path


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    site = folder / "site.yaml"
    site.write_text(SITE, encoding="utf-8")
    return Scene(film(folder / "clip.mp4", frames()), red_network(folder / "red.onnx"), site)


@pytest.fixture
def onpost(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Onpost]:
    """The command line in this process, as its console script calls it; a traceback fails the test."""

    def run(*arguments: object) -> Ended:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["onpost", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Ended(ended.value.code, said.out, said.err)

    before = signal.getsignal(signal.SIGTERM)
    yield run
    signal.signal(signal.SIGTERM, before)
