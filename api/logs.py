"""Logs of what runs for long: one line each on stderr, ``<UTC> <process> <level> <event> key=value …``."""

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from cameras.redact import redacted

OURS = ("api", "cameras", "models", "vision")


def set_up_logs(process: str, stream: TextIO | None = None) -> None:
    """Send the logs of this process, called ``process`` in every line, to ``stream`` (stderr unless told otherwise).

    Ours are told from INFO on, those of libraries from WARNING on. Call it once, as the process begins.
    """
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(LineFormatter(process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for package in OURS:
        logging.getLogger(package).setLevel(logging.INFO)


class LineFormatter(logging.Formatter):
    """One line for each record, tracebacks too, without the credentials of any address in it."""

    def __init__(self, process: str) -> None:
        """Name ``process`` in every line."""
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """``record`` as its line."""
        text = record.getMessage()
        if record.exc_info:
            text += f" traceback={self.formatException(record.exc_info)}"
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = f"{at} {self._process} {record.levelname.lower()} {text if _ours(record) else _foreign(record, text)}"
        return redacted(line).replace("\r", r"\r").replace("\n", r"\n")


def _ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in {*OURS, "__main__"}


def _foreign(record: logging.LogRecord, text: str) -> str:
    return f"library_said logger={record.name} text={text}"
