"""Zones as people draw them, fractions of a picture, become a view in that picture's pixels."""

from collections.abc import Sequence
from typing import Protocol

from vision.datatypes import Covers, Palette, View, Zone

Points = Sequence[tuple[float, float]]


class DrawnZones(Protocol):
    """The zones of a view, 0..1 of width and height; None: that one was not drawn."""

    @property
    def staff(self) -> Points:
        """Where staff sit or stand."""

    @property
    def customer(self) -> Points | None:
        """Where visitors stand."""

    @property
    def desk_phone(self) -> Points | None:
        """Where the desk telephone stands."""

    @property
    def sign(self) -> Points | None:
        """Where the sign of suspended service stands."""

    @property
    def privacy(self) -> Sequence[Points]:
        """What is never looked at nor shown."""


def view_in_pixels(  # noqa: PLR0913 - a view's fields
    name: str,
    counter: str,
    zones: DrawnZones,
    size_wh: tuple[int, int],
    *,
    covers: Covers,
    zone_version: int,
    uniforms: Sequence[Palette] = (),
) -> View:
    """The view ``name`` of ``counter`` in a picture of ``size_wh``."""

    def drawn(points: Points | None) -> Zone | None:
        return None if points is None else Zone.from_fractions(points, size_wh)

    return View(
        id=name,
        counter=counter,
        staff=Zone.from_fractions(zones.staff, size_wh),
        customer=drawn(zones.customer),
        desk_phone=drawn(zones.desk_phone),
        sign=drawn(zones.sign),
        privacy=tuple(Zone.from_fractions(polygon, size_wh) for polygon in zones.privacy),
        covers=covers,
        zone_version=zone_version,
        uniforms=tuple(uniforms),
    )
