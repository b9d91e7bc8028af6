"""Running a block without root's right to read and write everything."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY = 65_534


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as ``nobody`` where the tests run as root; elsewhere as oneself."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
