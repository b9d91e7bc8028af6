"""What an app is made of, and how a data folder is opened."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from api.server.engine import Engine
from api.server.intake import Clock, Intake
from api.server.metrics import Metrics
from api.server.sites import SiteHistory, SiteVersion
from api.server.store import Store, StoreError, sqlite_url
from api.site_file import site_source
from api.site_schema import Site


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one app. Whoever opened them closes them.

    ``worker_key``: what a worker must know to be told addresses of cameras; None: nobody is told.
    """

    clock: Clock
    store: Store
    engine: Engine
    intake: Intake
    metrics: Metrics
    worker_key: str | None = field(default=None, repr=False)

    def close(self) -> None:
        """Keep where everything stands and let go of the store. Raises StoreError."""
        try:
            self.intake.close()
        finally:
            self.store.close()


def open_parts(data_folder: Path, site: Site | None, clock: Clock, *, worker_key: str | None = None) -> Parts:
    """Open (or make) the store in ``data_folder`` and stand where it ends.

    A ``site`` that differs from the stored one becomes its next version, from now on; None goes on with the stored
    one. ``clock`` gives now in ms UTC. Raises StoreError where the folder, the store or the site is wanting.
    """
    return open_store(Store(sqlite_url(data_folder)), site, clock, worker_key=worker_key)


def open_store(store: Store, site: Site | None, clock: Clock, *, worker_key: str | None = None) -> Parts:
    """As ``open_parts``, for a store that is open. Raises StoreError."""
    try:
        history = _history(store, site, clock())
        metrics = Metrics()
        engine = Engine(history, metrics)
        return Parts(clock, store, engine, Intake(store, engine, metrics, clock), metrics, worker_key)
    except BaseException:
        store.close()
        raise


def _history(store: Store, site: Site | None, now_ms: int) -> SiteHistory:
    with store.write() as log:
        versions = [SiteVersion(v.from_ms, Site.model_validate_json(v.site), v.version) for v in log.configurations()]
        if site is not None and (not versions or site_source(site) != site_source(versions[-1].site)):
            reached_ms = max((p.reached_ms for p in log.progress().values()), default=now_ms)
            from_ms = max(now_ms, reached_ms)
            version = log.add_configuration(_text(site), from_ms, now_ms)
            versions.append(SiteVersion(from_ms, site, version))
    if not versions:
        msg = f"{store.name}: a store with a site was wanted, got an empty one: name a site file with --site"
        raise StoreError(msg)
    return SiteHistory(versions)


def _text(site: Site) -> str:
    return json.dumps(site_source(site), ensure_ascii=False)
