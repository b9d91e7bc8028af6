"""Pictures of changes on their way to the API: files in a folder, sent when the line is there."""

import logging
from collections import deque
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote

from api.client import NotTaken

LOG = logging.getLogger(__name__)
NOT_NOW = ("unauthorised", "not_found")
"""Refusals that speak of the line, not of the picture."""

MOST_FILES = 20_000
"""Some 600 MB; of a longer outage the newest are kept."""


class Api(Protocol):
    """The part of ``ApiClient`` that is used here."""

    def put_picture(self, view: str, at_ms: int, jpeg: bytes) -> None:
        """Send a picture."""


class Outbox:
    """Pictures in ``folder`` that the API has not taken yet; adding and sending may be two threads' work."""

    def __init__(self, folder: Path, most: int = MOST_FILES) -> None:
        """Go on with what is there; of more than ``most`` the newest are kept."""
        self._folder, self._most = folder, most
        self._queue: deque[Path] = deque()
        self._added = len(self._listed())

    def add(self, view: str, at_ms: int, jpeg: bytes) -> None:
        """Keep a picture until it is sent; a disk that refuses loses it, which is logged."""
        target = self._folder / f"{at_ms:015d}~{quote(view, safe='')}.jpg"
        part = target.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(jpeg)
            part.rename(target)
            self._added += 1
            if self._added > self._most:
                self._trim()
        except OSError as error:
            LOG.warning("picture_lost view=%s at_ms=%d reason=%s", view, at_ms, error.strerror)

    def send_one(self, api: Api) -> bool:
        """Send the oldest; whether there may be more. Raises LinkError where the line is down."""
        self._queue = self._queue or deque(self._listed())
        while self._queue:
            path = self._queue[0]
            at_ms, _, view = path.stem.partition("~")
            try:
                api.put_picture(unquote(view), int(at_ms), path.read_bytes())
            except NotTaken as error:
                if error.code in NOT_NOW:
                    raise
                LOG.warning("picture_refused view=%s code=%s", unquote(view), error.code)
            except (OSError, ValueError) as error:  # gone, or none of ours: it stays where it is
                LOG.warning("picture_unreadable file=%s reason=%s", path.name, error)
                self._queue.popleft()
                continue
            self._queue.popleft()
            path.unlink(missing_ok=True)
            return True
        return False

    def _trim(self) -> None:
        """Let go of the oldest tenth, so that not every picture beyond the bound costs a listing."""
        files = self._listed()
        self._added = min(len(files), self._most * 9 // 10)
        for path in files[: len(files) - self._added]:
            path.unlink(missing_ok=True)

    def _listed(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*~*.jpg") if path.is_file())
