"""``onpost serve`` as processes: it answers, keeps what it took, comes back, ends well, and says what is wanting."""

import json
import os
import signal
import socket
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.server.parts import open_parts
from api.server.reading import Origin
from api.server.site_versions import add_version
from api.server.store import FILE, Store, sqlite_url
from api.site_file import load_site, parse_site
from api.supervisor.folder import OTHERS
from cameras.arrival import wall_ms
from tests.api.builders import SITE, Ended, Onpost, as_process
from tests.api.server.serving import logged_in
from tests.api.serving import children_of, runs, serving, until
from tests.cameras.privileges import unprivileged

pytestmark = pytest.mark.thorough


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(SITE, encoding="utf-8")
    return path


def serve(data: Path, *arguments: object) -> tuple[object, ...]:
    return ("serve", "--data", data, "--port", 0, *arguments)


# --- what it does -----------------------------------------------------------------------------------


def test_it_serves_the_counters_of_its_site_and_remembers_them(site: Path, tmp_path: Path) -> None:
    for arguments in (("--site", site), ()):
        first = bool(arguments)
        with serving(*serve(tmp_path / "data", "--no-worker", *arguments)) as served:
            with served.logged_in(first=first) as client:
                assert client.get("/readyz").status_code == 200
                (counter,) = client.get("/api/v1/counters").json()["counters"]
            assert (counter["id"], counter["name"]["en"]) == ("7", "Window 7")
        assert served.process.returncode == 0, served.err
        assert [line.split()[0] for line in served.out.splitlines()] == ["serving", *(["first"] if first else [])]


def test_without_a_site_it_begins_with_an_empty_one(site: Path, tmp_path: Path) -> None:
    for arguments, halls in (((), 0), ((), 0), (("--site", site), 1)):
        with serving(*serve(tmp_path / "data", "--no-worker", *arguments)) as served:
            with served.logged_in(first=not tmp_path.joinpath("known").exists()) as client:
                assert client.get("/api/v1/counters").status_code == 200
                told = client.get("/api/v1/site").json()
            tmp_path.joinpath("known").touch()
        assert (told["version"], len(told["site"]["halls"])) == (1 + halls, halls)
        assert served.process.returncode == 0, served.err


def test_nothing_is_open_and_each_start_has_its_own_link_while_nobody_administrates(site: Path, tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        with serving(*serve(tmp_path / "data", "--site", site, "--no-worker")) as served:
            for path in ("/api/v1/counters", "/api/v1/site", "/api/v1/openapi.json", "/metrics", "/readyz"):
                assert httpx.get(served.address + path, timeout=20).status_code == 401, path
            tokens.append(served.invitation())
            assert tokens[-1] not in "".join(word for _, words in children_of(served.process.pid) for word in words)
        assert tokens[-1] not in served.err
    with serving(*serve(tmp_path / "data", "--no-worker")) as served:
        given = {"token": tokens[-1], "name": "Zhang Wei", "password": "a long enough one"}
        answer = httpx.post(f"{served.address}/api/v1/invitations/accept", json=given, timeout=20)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_invitation")


def test_whoever_listens_to_the_network_is_warned(site: Path, tmp_path: Path) -> None:
    for host, warnings in (("127.0.0.1", 0), ("0.0.0.0", 1)):  # noqa: S104 - for these moments, and nothing is open
        with serving(*serve(tmp_path / "data", "--site", site, "--no-worker", "--host", host)) as served:
            pass
        assert served.err.count("without TLS") == warnings, host


def test_users_are_listed_and_invited_while_it_serves(site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    said_once(as_process("user", "invite", "--data", data), "--data")
    assert not data.exists()
    with serving(*serve(data, "--site", site, "--no-worker")) as served:
        assert "nobody yet" in as_process("user", "list", "--data", data).out
        invited = as_process("user", "invite", "--data", data, "--address", f"{served.address}/").out
        assert invited.startswith(f"{served.address}/login?invitation=")
        with logged_in(served.address, invited.strip().partition("=")[2]) as client:
            assert client.get("/api/v1/counters").status_code == 200
        (account,) = json.loads(as_process("user", "list", "--data", data, "--json").out)["accounts"]
        assert (account["id"], account["name"], account["role"]) == (1, "Zhang Wei", "administrator")
        assert "1  Zhang Wei  administrator  20" in as_process("user", "list", "--data", data).out


def test_its_folder_and_the_workers_key_are_for_nobody_else(site: Path, tmp_path: Path) -> None:
    data, keys = tmp_path / "some" / "data", set()
    for _ in range(2):
        with serving(*serve(data, "--site", site)) as served:
            until(lambda: served.child("worker") is not None, "the worker starts")
            key = (data / "worker.key").read_text().strip()
            metrics = httpx.get(f"{served.address}/metrics", headers={"Authorization": f"Bearer {key}"}, timeout=20)
            assert metrics.status_code == 200
            shown = [*children_of(served.process.pid), (0, [metrics.text])]
            assert not any(key in word for _, words in shown for word in words)
        assert served.process.returncode == 0, served.err
        assert key not in served.out + served.err
        keys.add(key)
    assert (len(keys), len(key)) == (1, 43)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "worker.key").stat().st_mode) == 0o600


def test_what_lies_in_a_folder_that_others_may_read_is_for_nobody_else(site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    local = data / "worker" / "local"
    with serving(*serve(data, "--site", site)) as served:
        until((local / "configuration.json").exists, "the worker is told its cameras")
        key = (data / "worker.key").read_text().strip()
        address = f"{served.address}/api/v1/views/7@cam-7/pictures/{wall_ms()}"
        jpeg = b"\xff\xd8\xff\x00\xff\xd9"
        put = httpx.put(address, content=jpeg, headers={"Authorization": f"Bearer {key}"}, timeout=20)
        assert put.is_success, put.text
    found = {str(path.relative_to(data)): path.stat().st_mode & OTHERS for path in data.rglob("*")}
    assert {FILE, "worker/local/spool.sqlite", "pictures"} <= set(found)
    assert found == dict.fromkeys(found, 0)


def test_a_site_that_was_changed_in_the_app_is_kept_until_somebody_chooses(site: Path, tmp_path: Path) -> None:
    data, name = tmp_path / "data", "Window 7"
    open_parts(data, load_site(site), wall_ms).close()
    changed = parse_site(SITE.replace(name, "Changed in the app"), "app").site
    assert changed is not None
    store = Store(sqlite_url(data))
    with store.write() as log:
        add_version(log, changed, wall_ms(), Origin.APP)
    store.close()
    said_once(as_process(*serve(data, "--site", site)), "--take file", "--take store")
    for take, then in (("store", "Changed in the app"), ("file", name)):
        with serving(*serve(data, "--site", site, "--take", take, "--no-worker")) as served:
            with served.logged_in(first=take == "store") as client:
                (counter,) = client.get("/api/v1/counters").json()["counters"]
            assert counter["name"]["en"] == then


def test_a_database_elsewhere_is_used_and_named_to_nobody(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    arguments = serve(tmp_path / "data", "--site", site, "--no-worker")
    with serving(*arguments, ONPOST_DATABASE_URL=f"sqlite:///{elsewhere}") as served:
        until(lambda: served.child("jobs") is not None, "the jobs start")
        assert not any("sqlite" in word for _, words in children_of(served.process.pid) for word in words)
    assert elsewhere.exists()
    assert not (tmp_path / "data" / FILE).exists()


# --- what dies comes back ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["api", "jobs", "worker"])
def test_what_is_killed_comes_back(site: Path, tmp_path: Path, name: str) -> None:
    with serving(*serve(tmp_path / "data", "--site", site)) as served:
        until(lambda: all(served.child(one) for one in ("api", "jobs", "worker")), "all have started")
        before = {one: served.child(one) for one in ("api", "jobs", "worker")}
        os.kill(before[name] or 0, signal.SIGKILL)
        until(lambda: served.child(name) not in {None, before[name]}, f"{name} comes back")
        assert httpx.get(f"{served.address}/healthz", timeout=60).status_code == 200
        others = {one for one in before if served.child(one) == before[one]}
        assert others == set(before) - {name}
        api = next(words for pid, words in children_of(served.process.pid) if pid == served.child("api"))
        assert ("--site" in api) is (name != "api")  # a site file is taken in once
    assert served.process.returncode == 0, served.err


def test_nobody_outlives_it_and_its_port_is_free(site: Path, tmp_path: Path) -> None:
    own = "127.0.0.2"  # an address of this test's: at the others' another test may be given the port meanwhile
    with serving(*serve(tmp_path / "data", "--site", site, "--host", own)) as served:
        until(lambda: all(served.child(one) for one in ("api", "jobs", "worker")), "all have started")
        pids = [pid for pid, _ in children_of(served.process.pid)]
        with socket.socket() as asking:
            assert asking.connect_ex((own, served.port)) == 0
        served.process.kill()
        until(lambda: not any(map(runs, pids)), "all are gone")
    with socket.socket() as asking:
        assert asking.connect_ex((own, served.port)) != 0
    with serving(*serve(tmp_path / "data", "--no-worker")):
        pass


# --- what is wanting is said ------------------------------------------------------------------------


def said_once(ended: Ended, *words: str) -> None:
    """It ended for a reason of a person's, told in one sentence."""
    assert (ended.code, ended.out) == (2, ""), ended.err
    assert "Traceback" not in ended.err
    (sentence,) = [line for line in ended.err.splitlines() if line.startswith("onpost: ")]
    assert [word for word in words if word not in sentence] == []


def broken(data: Path) -> None:
    """A store in the middle of which something else was written."""
    with sqlite3.connect(data / FILE) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray((data / FILE).read_bytes())
    content[4096:-4096] = b"\xff" * (len(content) - 8192)
    (data / FILE).write_bytes(content)


def no_database(data: Path) -> None:
    (data / FILE).write_bytes(b"something else" * 1000)


def nonsense_in_it(data: Path) -> None:
    """A sound database that says what we never wrote."""
    with sqlite3.connect(data / FILE) as connection:
        connection.execute("UPDATE checkpoints SET state = 'nonsense'")
    connection.close()


def of_another_program(data: Path) -> None:
    (data / FILE).unlink()
    with sqlite3.connect(data / FILE) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
    connection.close()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (broken, ("malformed", "restore a copy")),
        (no_database, ("not a database", "restore a copy")),
        (nonsense_in_it, ("a working store was wanted", "restore a copy")),
        (of_another_program, ("another program", "bookmarks")),
    ],
)
def test_a_store_that_is_none(site: Path, tmp_path: Path, damage: Callable[[Path], None], words: list[str]) -> None:
    data = tmp_path / "data"
    open_parts(data, load_site(site), wall_ms).close()
    damage(data)
    before = (data / FILE).read_bytes()
    said_once(as_process(*serve(data)), *words)
    assert (data / FILE).read_bytes()[100:] == before[100:]  # the header says how it is opened


def test_a_disk_that_takes_no_more(site: Path, tmp_path: Path) -> None:
    blocks = 16  # of 512 bytes: enough for the key, not for the tables
    limited = ("sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh")
    said_once(as_process(*serve(tmp_path / "data", "--site", site), wrapped_by=limited), "disk")


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/onpost"])
def test_a_folder_that_cannot_be_one(onpost: Onpost, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    said_once(onpost(*serve(tmp_path / place)), "a folder for data was wanted", "--data")


def test_a_folder_that_cannot_be_written(onpost: Onpost) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        Path(folder).chmod(0o755)
        data.chmod(0o555)
        with unprivileged():
            said_once(onpost(*serve(data)), "a folder for data was wanted", "Permission denied", "--data")


def test_a_folder_that_another_one_uses(onpost: Onpost, site: Path, tmp_path: Path) -> None:
    with serving(*serve(tmp_path / "data", "--site", site, "--no-worker")):
        said_once(onpost(*serve(tmp_path / "data")), "another onpost serve", "--data")


def test_a_port_that_is_taken(onpost: Onpost, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in (("serve", "--data", tmp_path / "data"), ("demo",)):
            said_once(onpost(*command, "--port", port), f"127.0.0.1:{port}", "already in use", "--port")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("url", ["nonsense", "postgresql://user:hunter2@h:port/x", "oracle://user:hunter2@h/x"])
def test_an_address_that_is_no_databases(site: Path, tmp_path: Path, url: str) -> None:
    ended = as_process(*serve(tmp_path / "data", "--site", site), ONPOST_DATABASE_URL=url)
    said_once(ended, "database")
    assert "hunter2" not in ended.err


def test_a_key_that_is_none(onpost: Onpost, tmp_path: Path) -> None:
    (tmp_path / "worker.key").write_text("\n")
    said_once(onpost(*serve(tmp_path)), "worker.key", "a worker's key was wanted")
