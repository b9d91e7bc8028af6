"""What the product consists of, and the folder it holds."""

import stat
from pathlib import Path

import pytest

from api.errors import InputError
from api.server.parts import Take
from api.server.running import listen
from api.supervisor.folder import data_folder
from api.supervisor.product import Product, address_of, children

DATA = Path("data")
SECRETS = ("the-key", "hunter2")


def of(product: Product) -> dict[str, str]:
    """The commands of the first start, each as one text."""
    return {child.name: " ".join(child.command) for child in children(product, 7, "http://127.0.0.1:8080", "the-key")}


@pytest.mark.parametrize(
    ("product", "names"),
    [(Product(DATA), ["api", "jobs", "worker"]), (Product(DATA, worker=False), ["api", "jobs"])],
)
def test_all_start_after_the_api(product: Product, names: list[str]) -> None:
    family = children(product, 7, "http://127.0.0.1:8080", "the-key")
    assert [child.name for child in family] == names
    assert [child.after for child in family] == [None, *["api"] * (len(names) - 1)]
    assert [child.address for child in family[:1]] == ["http://127.0.0.1:8080/healthz"]
    assert [child.beats for child in family] == [child.address is None for child in family]


def test_secrets_are_in_no_command_and_no_text() -> None:
    product = Product(DATA, database_url="postgresql://user:hunter2@h/x")
    family = children(product, 7, "http://127.0.0.1:8080", "the-key")
    shown = repr((product, family)) + " ".join(of(product).values())
    assert [secret for secret in SECRETS if secret in shown] == []
    handed = {child.name: set(child.environment) for child in family}
    assert handed == {
        "api": {"ONPOST_WORKER_KEY", "ONPOST_DATABASE_URL"},
        "jobs": {"ONPOST_DATABASE_URL"},
        "worker": {"ONPOST_WORKER_KEY"},
    }


def test_a_site_file_is_taken_in_at_the_first_start_only() -> None:
    api = children(Product(DATA, Path("site.yaml"), Take.FILE), 7, "http://127.0.0.1:8080", "the-key")[0]
    assert api.command[-4:] == ("--site", "site.yaml", "--take", "file")
    assert api.again == api.command[:-4]


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1"), ("0.0.0.0", "http://127.0.0.1"), ("localhost", "http://127.0.0.1")],  # noqa: S104 - what somebody may ask for
)
def test_the_address_is_one_that_this_machine_reaches(host: str, address: str) -> None:
    with listen(host, 0) as listening:
        assert address_of(listening) == f"{address}:{listening.getsockname()[1]}"


def test_a_key_is_made_once_whatever_was_left_half_done(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "worker.part").write_text("half a ke")
    with data_folder(data) as key, pytest.raises(InputError, match="another onpost serve uses"), data_folder(data):
        pass
    with data_folder(data) as again:
        assert again == key
    assert len(key) == 43
    assert stat.S_IMODE((data / "worker.key").stat().st_mode) == 0o600
    assert {path.name for path in data.iterdir()} == {"worker.key", "serve.lock"}
