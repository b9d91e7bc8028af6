"""Pictures are kept whole, once, and as they came; what is none is refused."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from api.client import ApiClient, NotTaken, Unauthorised, Unreachable
from api.contract import PREFIX
from api.server.album import MOST_BYTES
from api.server.parts import PICTURES
from api.server.progress import AHEAD_MS
from tests.api.server.builders import BEGIN_MS, KEY, SITE, Hall, hall_in, site
from tests.api.server.serving import served

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100 + b"\xff\xd9"
OTHER = JPEG.replace(b"picture", b"another")
VIEW = "seven@cam-7"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    opened = hall_in(tmp_path, given=site(SITE.replace("id: seven", f'id: "{VIEW}"')))
    yield opened
    opened.parts.close()


@pytest.fixture
def address(hall: Hall) -> Iterator[str]:
    with served(hall.parts) as address:
        yield address


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in (folder / PICTURES).rglob("*") if path.is_file())


def test_a_picture_is_kept_as_it_came_and_only_once(tmp_path: Path, address: str) -> None:
    with ApiClient(address, KEY) as client:
        for at_ms in (BEGIN_MS + 1_000, BEGIN_MS, BEGIN_MS):
            client.put_picture(VIEW, at_ms, JPEG)
        with pytest.raises(NotTaken) as caught:
            client.put_picture(VIEW, BEGIN_MS, OTHER)
        assert caught.value.code == "differs"
    assert files(tmp_path) == [f"{PICTURES}/{VIEW}/{at_ms}.jpg" for at_ms in (BEGIN_MS, BEGIN_MS + 1_000)]
    assert (tmp_path / PICTURES).stat().st_mode & 0o077 == 0
    got = httpx.get(f"{address}{PREFIX}/views/{VIEW}/pictures/{BEGIN_MS}", timeout=20)
    assert (got.content, got.headers["content-type"]) == (JPEG, "image/jpeg")


def test_pictures_are_listed_by_time_with_what_they_must_hold(address: str) -> None:
    moments = [BEGIN_MS, BEGIN_MS + 500, BEGIN_MS + 1_000]
    with ApiClient(address, KEY) as client:
        for at_ms in reversed(moments):
            client.put_picture(VIEW, at_ms, JPEG)
        client.put_picture("front", BEGIN_MS, OTHER)
    asked = {"from": BEGIN_MS, "to": BEGIN_MS + 1_000}
    listed = httpx.get(f"{address}{PREFIX}/counters/7/pictures", params=asked, timeout=20).json()["pictures"]
    row = {"view": VIEW, "sha256": sha256(JPEG).hexdigest(), "bytes": len(JPEG)}
    assert listed == [{**row, "at_ms": at_ms} for at_ms in moments[:2]]


BAD: list[tuple[str, str, int, bytes, str]] = [
    ("nothing", VIEW, BEGIN_MS, b"", "malformed"),
    ("no JPEG", VIEW, BEGIN_MS, b"\x89PNG" + JPEG, "malformed"),
    ("half a JPEG", VIEW, BEGIN_MS, JPEG[:-2], "malformed"),
    ("too large", VIEW, BEGIN_MS, JPEG[:-2] + b"x" * MOST_BYTES + JPEG[-2:], "too_large"),
    ("a view that nobody knows", "nine", BEGIN_MS, JPEG, "unknown_view"),
    ("a way out of the folder", "../../seven", BEGIN_MS, JPEG, "not_found"),
    ("from the future", VIEW, BEGIN_MS + AHEAD_MS + 1, JPEG, "future"),
    ("no moment", VIEW, -1, JPEG, "malformed"),
]


@pytest.mark.parametrize(("name", "view", "at_ms", "jpeg", "code"), BAD, ids=[case[0] for case in BAD])
def test_a_bad_picture_is_refused(
    tmp_path: Path, address: str, name: str, view: str, at_ms: int, jpeg: bytes, code: str
) -> None:
    with ApiClient(address, KEY) as client, pytest.raises(NotTaken) as caught:
        client.put_picture(view, at_ms, jpeg)
    assert caught.value.code == code, name
    assert files(tmp_path) == []


def test_the_largest_picture_is_taken(address: str) -> None:
    with ApiClient(address, KEY) as client:
        client.put_picture(VIEW, BEGIN_MS, JPEG + b"x" * (MOST_BYTES - len(JPEG) - 2) + b"\xff\xd9")


def test_only_workers_may_send(tmp_path: Path, address: str) -> None:
    with ApiClient(address) as client, pytest.raises(Unauthorised):
        client.put_picture(VIEW, BEGIN_MS, JPEG)
    assert files(tmp_path) == []


def test_what_retention_has_deleted_is_gone_and_stays_so(hall: Hall, address: str) -> None:
    with ApiClient(address, KEY) as client:
        client.put_picture(VIEW, BEGIN_MS, JPEG)
        hall.parts.album.path(VIEW, BEGIN_MS).unlink()
        client.put_picture(VIEW, BEGIN_MS, JPEG)
    gone = httpx.get(f"{address}{PREFIX}/views/{VIEW}/pictures/{BEGIN_MS}", timeout=20)
    assert (gone.status_code, gone.json()["error"]["code"]) == (410, "gone")


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(tmp_path: Path, address: str) -> None:
    (tmp_path / PICTURES).touch()
    with ApiClient(address, KEY) as client:
        with pytest.raises(Unreachable, match="a folder for pictures was wanted"):
            client.put_picture(VIEW, BEGIN_MS, JPEG)
        (tmp_path / PICTURES).unlink()
        client.put_picture(VIEW, BEGIN_MS, JPEG)
    assert files(tmp_path) == [f"{PICTURES}/{VIEW}/{BEGIN_MS}.jpg"]
