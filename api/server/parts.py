"""What an app is made of, and how a data folder is opened."""

from dataclasses import dataclass, field
from pathlib import Path

from api.server.access.access import Access
from api.server.album import Album
from api.server.engine import Engine, Pace
from api.server.intake import Clock, Intake
from api.server.metrics import Metrics
from api.server.site_versions import Take, import_site
from api.server.store import Store, sqlite_url
from api.site_schema import Site

__all__ = ["Parts", "Take", "open_parts", "open_store"]

PICTURES = "pictures"
"""The folder for pictures, within that for data."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one app. Whoever opened them closes them.

    ``worker_key``: what a worker must know to send anything and to be told addresses of cameras; None: nobody is
    told. ``access``: who may do what else; None: anybody.
    """

    clock: Clock
    store: Store
    engine: Engine
    intake: Intake
    metrics: Metrics
    album: Album
    worker_key: str | None = field(default=None, repr=False)
    access: Access | None = None

    def close(self) -> None:
        """Keep where everything stands and let go of the store. Raises StoreError."""
        try:
            self.intake.close()
        finally:
            self.store.close()


DEFAULT_PACE = Pace()


def open_parts(  # noqa: PLR0913 - what an app is made of
    data_folder: Path,
    site: Site | None,
    clock: Clock,
    *,
    worker_key: str | None = None,
    take: Take | None = None,
    pace: Pace = DEFAULT_PACE,
) -> Parts:
    """Open (or make) the store in ``data_folder`` and stand where it ends.

    A ``site`` that differs from the stored one becomes its next version, from now on; where the stored one was
    changed in the app, ``take`` says which of the two counts. None goes on with the stored one, or an empty one.
    ``clock`` gives now in ms UTC. Raises StoreError where the folder or the store is wanting, InputError where the
    site is.
    """
    store, pictures = Store(sqlite_url(data_folder)), data_folder / PICTURES
    return open_store(store, site, clock, pictures=pictures, worker_key=worker_key, take=take, pace=pace)


def open_store(  # noqa: PLR0913 - what an app is made of
    store: Store,
    site: Site | None,
    clock: Clock,
    *,
    pictures: Path,
    worker_key: str | None = None,
    take: Take | None = None,
    pace: Pace = DEFAULT_PACE,
) -> Parts:
    """As ``open_parts``, for a store that is open; ``pictures`` is the folder for those. Raises as it does."""
    try:
        with store.write() as log:
            import_site(log, site, clock(), take)
        metrics = Metrics()
        engine = Engine(metrics, pace)
        intake = Intake(store, engine, metrics, clock)
        return Parts(clock, store, engine, intake, metrics, Album(store, pictures, clock), worker_key)
    except BaseException:
        store.close()
        raise
