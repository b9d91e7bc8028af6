"""Which source an address asks for."""

from pathlib import Path

import pytest

from cameras import address as addresses
from cameras.address import kind_of
from cameras.errors import CameraUnreachable, SourceNotFound
from cameras.file import FileSource
from cameras.live import LiveSource
from cameras.open import KINDS, Wishes, open_source
from cameras.reconnecting import ReconnectingSource
from tests.cameras.films import make
from tests.cameras.leaks import held
from tests.cameras.mjpeg import WebCamera, WebCameras


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("a.mp4", "path"),
        ("/films/a:b.mp4", "path"),
        ("usb.mp4", "path"),
        ("file:///films/a.mp4", "file"),
        ("rtsp://h/a", "rtsp"),
        ("RTSPS://h/a", "rtsps"),
        ("http://h/a", "http"),
        ("https://h/a", "https"),
        ("usb:0", "usb"),
    ],
)
def test_an_address_is_of_one_kind(address: str, kind: str) -> None:
    assert kind_of(address) == kind
    assert kind in KINDS


def test_every_kind_of_address_can_be_opened() -> None:
    assert set(KINDS) == addresses.KINDS


@pytest.mark.parametrize("address", ["srt://h/a", "rtmp://u:pa55@h/a", "concat://a", "s3://bucket/a.mp4"])
def test_other_schemes_are_refused_without_showing_a_password(address: str) -> None:
    with pytest.raises(SourceNotFound, match="is not watched") as refused:
        open_source(address)
    assert "pa55" not in str(refused.value)


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_file_is_opened_as_wished(tmp_path: Path, form: str) -> None:
    film = make(tmp_path / "a film.mp4")
    with open_source(form.format(film), Wishes(frames_per_second=5.0, starts_at_ms=1000)) as source:
        assert isinstance(source, FileSource)
        assert [frame.at_ms for frame in source][:3] == [1000, 1200, 1400]


@pytest.mark.thorough
@pytest.mark.parametrize(("reconnect", "kind"), [(True, ReconnectingSource), (False, LiveSource)])
def test_a_camera_is_open_when_it_is_given(reconnect: bool, kind: type) -> None:
    with WebCameras(a=WebCamera()) as cameras, open_source(cameras.url("a"), Wishes(reconnect=reconnect)) as source:
        assert isinstance(source, kind)
        assert source.info.size_wh == (64, 48)
        assert next(iter(source)).size_wh == (64, 48)


@pytest.mark.thorough
@pytest.mark.parametrize("reconnect", [True, False])
def test_a_camera_that_is_not_there_at_first_is_said_at_once(reconnect: bool) -> None:
    before = held()
    with pytest.raises(CameraUnreachable, match="usb:97"):
        open_source("usb:97", Wishes(reconnect=reconnect))
    assert held() == before
