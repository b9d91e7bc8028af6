"""The zones of a view: polygons of [x, y], fractions of the picture's width and height."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from shapely import Polygon as Outline
from shapely.validation import explain_validity

from api.site_parts import SitePart, refuse

MIN_AREA = 1e-6
"""Of the picture; about 2 pixels of a 1080p one. Below it the points lie on a line."""

POINTS = "a polygon: 3 to 200 points [x, y], fractions 0 to 1 of the picture's width and height"

Fraction = Annotated[float, Field(ge=0, le=1, description="a fraction 0 to 1 of the picture's width (x) or height (y)")]
Point = Annotated[
    tuple[Fraction, Fraction], Field(strict=False, description="a point [x, y], fractions 0 to 1 of the picture")
]


# Not strict: what passes a BeforeValidator counts as Python data, where a strict tuple is never a list.


def _depth(value: object) -> int:
    """How many lists deep the first value lies."""
    depth = 0
    while isinstance(value, list | tuple):
        depth, value = depth + 1, value[0] if value else None
    return depth


def _one_polygon(value: object) -> object:
    if _depth(value) == 3:  # noqa: PLR2004 - a list of lists of points
        refuse("zone_nested")
    return value


def _many_polygons(value: object) -> object:
    if _depth(value) == 2:  # noqa: PLR2004 - a list of points
        refuse("privacy_single")
    return value


def _simple(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Refuse a polygon without an area, and one whose outline crosses itself."""
    outline = Outline(points)
    if outline.convex_hull.area < MIN_AREA:
        refuse("zone_flat")
    if not outline.is_valid:
        refuse("zone_crosses", at="[" + explain_validity(outline).partition("[")[2].replace(" ", ", "))
    return points


Polygon = Annotated[
    tuple[Point, ...],
    Field(strict=False, min_length=3, max_length=200, description=POINTS),
    AfterValidator(_simple),
]


class ZonesEntry(SitePart):
    """Where in a camera's picture a counter's places are."""

    staff: Annotated[Polygon, BeforeValidator(_one_polygon)] = Field(
        description=f"the staff zone, where staff sit or stand: {POINTS}"
    )
    customer: Annotated[Polygon, BeforeValidator(_one_polygon)] | None = Field(
        default=None, description=f"the customer zone, where visitors stand: {POINTS}"
    )
    desk_phone: Annotated[Polygon, BeforeValidator(_one_polygon)] | None = Field(
        default=None, description=f"the desk telephone, which is no mobile phone: {POINTS}"
    )
    sign: Annotated[Polygon, BeforeValidator(_one_polygon)] | None = Field(
        default=None, description=f"the spot of the service-suspended sign: {POINTS}"
    )
    privacy: Annotated[tuple[Polygon, ...], BeforeValidator(_many_polygons)] = Field(
        default=(),
        strict=False,
        max_length=50,
        description="areas never looked at nor shown: a list of up to 50 polygons",
    )
