"""What the API tells a worker to do, as it comes: what to watch, and what people wish to see this moment.

The last word on what to watch is kept on disk, so that a worker that starts while the API is away goes on with it.
"""

import logging
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from api.client import LinkError
from api.contract import Configuration
from api.contract_live import Wishes
from cameras.backoff import Backoff, next_delay

LOG = logging.getLogger(__name__)
FILE = "configuration.json"
AGAIN = Backoff(first_s=0.5, cap_s=5.0)


class Api(Protocol):
    """The part of ``ApiClient`` that is used here."""

    def commands(self, worker: str) -> Iterator[Configuration | Wishes | None]:
        """What the worker is told, None where it is told nothing for a while."""


class Orders:
    """Listens for commands; ``follow`` is a thread's work."""

    def __init__(
        self,
        folder: Path,
        told: Callable[[Configuration], None],
        drawn: Callable[[], float] = random.random,
        *,
        wished: Callable[[Wishes], None] = lambda _wishes: None,
    ) -> None:
        """Hand every new configuration to ``told``, the last one is kept in ``folder``; and wishes to ``wished``.

        When the line breaks nothing is wished for any more.
        """
        self._path = folder / FILE
        self._told, self._drawn = told, drawn
        self._last: Configuration | None = None
        self._wished, self._wishes = wished, Wishes()

    def recall(self) -> None:
        """Hand on what was told last time, if it can still be read."""
        try:
            self._tell(Configuration.model_validate_json(self._path.read_bytes()), keep=False)
        except FileNotFoundError:
            return
        except (OSError, ValidationError):
            LOG.warning("configuration_unreadable file=%s", self._path.name)

    def follow(self, api: Api, worker: str, stop: threading.Event) -> None:
        """Listen until ``stop`` is set; a line that breaks is taken up again."""
        attempt = -1
        while not stop.is_set():
            try:
                for command in api.commands(worker):
                    attempt = -1
                    if stop.is_set():
                        return
                    self._obey(command)
            except LinkError as error:
                attempt += 1
                if attempt == 0:
                    LOG.warning("commands_lost reason=%s", error)
            self._wish(Wishes())
            stop.wait(next_delay(max(attempt, 0), self._drawn(), AGAIN))

    def _obey(self, command: Configuration | Wishes | None) -> None:
        if isinstance(command, Wishes):
            self._wish(command)
        elif command is not None and command != self._last:
            self._tell(command, keep=True)

    def _wish(self, wishes: Wishes) -> None:
        if wishes != self._wishes:
            self._wishes = wishes
            self._wished(wishes)

    def _tell(self, configuration: Configuration, *, keep: bool) -> None:
        self._last = configuration
        LOG.info("configuration version=%d cameras=%d", configuration.version, len(configuration.cameras))
        if keep:
            self._keep(configuration)
        self._told(configuration)

    def _keep(self, configuration: Configuration) -> None:
        """Addresses hold passwords: for this user's eyes alone."""
        part = self._path.with_suffix(".part")
        try:
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            part.write_text(configuration.model_dump_json(), "utf-8")
            part.replace(self._path)
        except OSError as error:
            LOG.warning("configuration_not_kept reason=%s", error.strerror)
