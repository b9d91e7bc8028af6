"""Pictures go from a decoding process to its parent through memory that both hold, not through the pipe.

The parent makes room when it knows the size and seals it, so that the process, which is not trusted, can
neither take it away nor make it larger. Pictures are copied out of it: one that was handed on never changes,
whatever the process writes later.
"""

import fcntl
import mmap
import os
from typing import TYPE_CHECKING

import numpy as np

from cameras.messages import Picture, Stored

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOTS = 2
"""One is filled while the other is read; a camera, which gives one when asked, uses the first alone."""

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL


class Room:
    """The parent's side: ``SLOTS`` pictures of one size."""

    def __init__(self) -> None:
        """Take a descriptor and no memory yet; OSError where the system has none left."""
        self._descriptor = os.memfd_create("onpost-pictures", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._slots = np.empty((0, 0), np.uint8)

    @property
    def descriptor(self) -> int:
        """What the process is given."""
        return self._descriptor

    def fit(self, size_wh: tuple[int, int]) -> None:
        """Make room for pictures of ``size_wh``, once and for all; ValueError the second time."""
        if self._slots.size:
            msg = f"the size of a source must be told once, got {size_wh} after it"
            raise ValueError(msg)
        os.ftruncate(self._descriptor, SLOTS * size_wh[0] * size_wh[1] * 3)
        fcntl.fcntl(self._descriptor, fcntl.F_ADD_SEALS, _SEALS)
        self._slots = _mapped(self._descriptor, mmap.PROT_READ)

    def picture(self, stored: Stored) -> Picture:
        """Copy ``stored`` out; ValueError where it names what is not there."""
        width, height = stored.size_wh
        slots = self._slots  # held until it is read, whoever closes meanwhile
        if stored.slot >= len(slots) or width * height * 3 > slots.shape[1]:
            msg = f"a picture within {slots.shape} bytes must be named, got {stored}"
            raise ValueError(msg)
        image = slots[stored.slot, : width * height * 3].reshape(height, width, 3).copy()
        image.setflags(write=False)
        return Picture(stored.at_ms, image, stored.losses)

    def close(self) -> None:
        """Let go of the memory; closing twice does nothing more."""
        self._slots = np.empty((0, 0), np.uint8)
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


class Slots:
    """The decoding process's side of the ``Room`` behind ``descriptor``."""

    def __init__(self, descriptor: int) -> None:
        """Map nothing yet: the parent makes room when it has heard of the size."""
        self._descriptor = descriptor
        self._slots = np.empty((0, 0), np.uint8)

    def store(self, picture: Picture, slot: int = 0) -> Stored:
        """Copy ``picture`` into ``slot`` and return what tells the parent of it; ValueError where it does not fit."""
        if not self._slots.size:
            self._slots = _mapped(self._descriptor, mmap.PROT_READ | mmap.PROT_WRITE)
        image = picture.image
        np.copyto(self._slots[slot, : image.size].reshape(image.shape), image)
        height, width = image.shape[:2]
        return Stored(picture.at_ms, slot, (width, height), picture.losses)


def _mapped(descriptor: int, protection: int) -> "NDArray[np.uint8]":
    """All of it as uint8 [SLOTS, bytes of one]; unmapped with the last array on it."""
    return np.frombuffer(mmap.mmap(descriptor, 0, prot=protection), np.uint8).reshape(SLOTS, -1)
