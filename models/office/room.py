"""The drawn office: a row of counters seen from above the visitors, small and far to large and near."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.office.cutouts import Cutout
from models.office.figures import Stance, paste

SIZE_WH = (1600, 900)
"""Everything is drawn at this size."""
HEADS_PX = ((22, 27), (29, 35), (38, 45), (49, 57))
"""How tall a head is at each counter, from the farthest: a real office camera's 20 to 60 px."""
HORIZON_Y, CAMERA_HEADS = 120, 7.0
"""Where in the picture the camera's own height is, and how far above the desks it hangs: a good 1.6 m."""
FOCAL_PX = 950.0
"""The camera's focal length: 80 degrees from side to side, so that the desks are 4 to 10 m away."""
WIDTH_HEADS = 6.5
"""From counter to counter, in heads of whoever sits there."""
TOP_HEADS, BOTTOM_HEADS, SIDE_HEADS = 2.9, 0.4, 2.5
"""How the staff zone is drawn about the desk's far edge: a sitter's head and shoulders and some room."""
VISITORS_HEADS = 4.5
TOP_PLATE_HEADS = 0.6

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One counter: the middle of its desk's far edge, and how tall a head is there; pixels of ``SIZE_WH``.

    ``screen`` and ``poster_side``: on which side of the clerk the monitor stands, which hides what is behind it, and
    the poster hangs where there is one; -1 or 1 (right).
    """

    x: float
    desk_y: float
    head_px: float
    coat: bool
    poster: bool
    screen: int = 1
    poster_side: int = 1

    def staff_zone(self) -> Polygon:
        """The zone a person would draw for the clerk, 0..1."""
        return self._rectangle(self.desk_y - TOP_HEADS * self.head_px, self.desk_y + BOTTOM_HEADS * self.head_px)

    def customer_zone(self) -> Polygon:
        """The zone before the desk, 0..1."""
        return self._rectangle(
            self.desk_y + 2 * BOTTOM_HEADS * self.head_px, self.desk_y + VISITORS_HEADS * self.head_px
        )

    def phone_zone(self) -> Polygon:
        """Where the desk telephone stands, 0..1."""
        (left, top), (right, bottom) = telephone(self, -0.6), telephone(self, 0.6)
        return _corners(left, top, right, bottom)

    def poster_zone(self) -> Polygon:
        """The sheet with somebody on it, where it hangs in the staff zone, 0..1."""
        (x, y), h = self.poster_middle(), self.head_px
        return _corners(x - 1.6 * h, y - 1.3 * h, x + 1.6 * h, y + 1.7 * h)

    def coat_zone(self) -> Polygon:
        """The coat on the chair's back, 0..1."""
        h = self.head_px
        return _corners(self.x - 1.2 * h, self.desk_y - 1.1 * h, self.x + 1.4 * h, self.desk_y)

    def poster_middle(self) -> tuple[float, float]:
        """The middle of the poster in the zone, in pixels."""
        return self.x + 1.6 * self.poster_side * self.head_px, self.desk_y - 2.7 * self.head_px

    def _rectangle(self, top: float, bottom: float) -> Polygon:
        half = SIDE_HEADS * self.head_px
        return _corners(self.x - half, top, self.x + half, bottom)


def _corners(left: float, top: float, right: float, bottom: float) -> Polygon:
    x1, x2 = (min(max(x / SIZE_WH[0], 0.0), 1.0) for x in (left, right))
    y1, y2 = (min(max(y / SIZE_WH[1], 0.0), 1.0) for y in (top, bottom))
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """``background`` uint8 [H, W, 3] with all furniture; ``desks`` and ``panels`` [H, W]: what hides people.

    A panel is the desk without its top, on which somebody may lie.
    """

    places: tuple[Place, ...]
    background: NDArray[np.uint8]
    desks: NDArray[np.bool_]
    panels: NDArray[np.bool_]


def lay_out(draw: np.random.Generator) -> tuple[Place, ...]:
    """The counters of an hour; one has a coat on its chair, another a poster in its zone."""
    heads = [float(draw.uniform(low, high)) for low, high in HEADS_PX]
    spare = SIZE_WH[0] - WIDTH_HEADS * sum(heads)
    gaps = draw.dirichlet(np.full(len(heads) + 1, 4.0)) * spare
    coat, poster = draw.choice(len(heads), 2, replace=False)
    x, places = 0.0, []
    for number, (head, gap) in enumerate(zip(heads, gaps[:-1], strict=True)):
        x += gap + WIDTH_HEADS * head / 2
        screen = int(draw.choice([-1, 1]))
        places.append(Place(x, HORIZON_Y + CAMERA_HEADS * head, head, number == coat, number == poster, screen))
        x += WIDTH_HEADS * head / 2
    return tuple(places)


def furnish(places: tuple[Place, ...], others: tuple[Cutout, ...], draw: np.random.Generator) -> Room:
    """The room with its counters; ``others`` are on the posters, and lend their coats."""
    picture = _walls(places, draw)
    places = _hung(picture, places, others[len(places) :], draw)
    coats = iter(others[: len(places)])
    for place in places:
        _chair(picture, place, draw)
        if place.coat:
            neck = (place.x + 0.2 * place.head_px, place.desk_y - 0.75 * place.head_px)
            paste(picture, next(coats), Stance(neck, 0.95 * place.head_px, from_heads=0.12, to_heads=2.2))
    desks = np.zeros(picture.shape[:2], bool)
    panels = np.zeros(picture.shape[:2], bool)
    _partition(picture, desks, panels, places)
    for place in places:
        _desk(picture, desks, panels, place, draw)
    return Room(places, picture, desks, panels)


def _hung(
    picture: NDArray[np.uint8], places: tuple[Place, ...], shown: tuple[Cutout, ...], draw: np.random.Generator
) -> tuple[Place, ...]:
    """The places with a poster painted above each, or, where there is one in the zone, beside the clerk."""
    placed = []
    for place, on_poster in zip(places, shown, strict=False):
        if place.poster:
            placed.append(replace(place, poster_side=int(draw.choice([-1, 1]))))
            middle = placed[-1].poster_middle()
        else:
            placed.append(place)
            middle = place.x + draw.uniform(-1, 1) * place.head_px, place.desk_y - 5.4 * place.head_px
        _poster(picture, on_poster, middle, place.head_px)
    return tuple(placed)


def _walls(places: tuple[Place, ...], draw: np.random.Generator) -> NDArray[np.uint8]:
    """Wall and floor with shades, cupboards, doors and notices."""
    width, height = SIZE_WH
    wall, floor = draw.uniform(120, 190, 3) * 0.3 + 110, draw.uniform(60, 130, 3) * 0.4 + 60
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = wall
    edge = [(place.x, place.desk_y + 0.5 * place.head_px) for place in places]
    floor_y = np.interp(np.arange(width), [x for x, _ in edge], [y for _, y in edge])
    picture[np.arange(height)[:, None] > floor_y] = floor
    for _ in range(26):
        x, y, w, h = draw.uniform(0, width), draw.uniform(0, 330), draw.uniform(15, 130), draw.uniform(20, 150)
        colour = draw.uniform(50, 210) + draw.normal(0, 14, 3)
        _box(picture, (x, y, x + w, y + h), colour)
        _box(picture, (x + 3, y + 3, x + w - 3, y + h / 2), colour * 0.88)
    shade = cv2.resize(draw.uniform(0.86, 1.12, (5, 8)).astype(np.float32), SIZE_WH, interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(draw.normal(0, 6, (height, width)).astype(np.float32), (0, 0), 1.5)
    return np.asarray(np.clip(picture * shade[..., None] + grain[..., None], 0, 255), np.uint8)


def _box(
    picture: NDArray[np.float32] | NDArray[np.uint8], xyxy: tuple[float, ...], colour: NDArray[np.float64]
) -> None:
    x1, y1, x2, y2 = (round(value) for value in xyxy)
    cv2.rectangle(picture, (x1, y1), (x2, y2), tuple(float(value) for value in colour), -1)


def _poster(picture: NDArray[np.uint8], of: Cutout, centre: tuple[float, float], head_px: float) -> None:
    """A framed sheet with somebody's head and shoulders, as tall as a real one's."""
    x, y = centre
    low, high = np.array([x - 1.6 * head_px, y - 1.3 * head_px]), np.array([x + 1.6 * head_px, y + 1.7 * head_px])
    _box(picture, (*(low - 3), *(high + 3)), np.array([70.0, 62.0, 55.0]))
    _box(picture, (*low, *high), np.array([188.0, 200.0, 205.0]))
    outside = np.ones(picture.shape[:2], bool)
    outside[max(0, int(low[1])) : int(high[1]), max(0, int(low[0])) : int(high[0])] = False
    paste(picture, of, Stance((x, y + 0.5 * head_px), 0.95 * head_px), outside)


def _chair(picture: NDArray[np.uint8], place: Place, draw: np.random.Generator) -> None:
    h, colour = place.head_px, draw.uniform(25, 90) + draw.normal(0, 8, 3)
    _box(picture, (place.x - 0.95 * h, place.desk_y - 0.8 * h, place.x + 0.95 * h, place.desk_y + h), colour)
    _box(picture, (place.x - 0.8 * h, place.desk_y - 0.68 * h, place.x + 0.8 * h, place.desk_y + h), colour * 1.15)


def _partition(
    picture: NDArray[np.uint8], desks: NDArray[np.bool_], panels: NDArray[np.bool_], places: tuple[Place, ...]
) -> None:
    """The low wall that joins the desks: nobody's legs are seen between them."""
    rows, columns = np.arange(SIZE_WH[1])[:, None], np.arange(SIZE_WH[0])
    x, head = [p.x for p in places], np.array([p.head_px for p in places])
    top, tall = np.interp(columns, x, [p.desk_y for p in places]), np.interp(columns, x, 3.0 * head)
    wall = (rows > top) & (rows < top + tall)
    picture[wall] = (0.55 * picture[wall] + 40).astype(np.uint8)
    desks |= wall
    panels |= wall


def _desk(
    picture: NDArray[np.uint8],
    desks: NDArray[np.bool_],
    panels: NDArray[np.bool_],
    place: Place,
    draw: np.random.Generator,
) -> None:
    """Top, front and what stands on it; the monitor hides a side of whoever sits behind it."""
    h, half = place.head_px, WIDTH_HEADS * place.head_px / 2
    wood = draw.uniform(90, 190) * np.array([1.0, 0.86, 0.7])
    left, right, top = place.x - half, place.x + half, place.desk_y
    middle, bottom = top + TOP_PLATE_HEADS * h, top + 3.4 * h
    _box(picture, (left, top, right, middle), wood)
    _box(picture, (left, middle, right, bottom), wood * 0.7)
    for share in (0.2, 0.5, 0.8):
        x = left + share * 2 * half
        cv2.line(picture, (round(x), round(middle)), (round(x), round(bottom)), tuple(wood * 0.55), 2)
    solid = np.zeros(picture.shape[:2], np.uint8)
    cv2.rectangle(solid, (round(left), round(middle)), (round(right), round(bottom)), 1, -1)
    screen = _things(picture, place, draw)
    cv2.rectangle(solid, screen[:2], screen[2:], 1, -1)
    panels |= solid > 0
    cv2.rectangle(solid, (round(left), round(top)), (round(right), round(middle)), 1, -1)
    desks |= solid > 0


def _things(picture: NDArray[np.uint8], place: Place, draw: np.random.Generator) -> tuple[int, int, int, int]:
    """A monitor's back, papers, a cup and a telephone; where the monitor is."""
    h, side = place.head_px, place.screen
    x, y = place.x + side * draw.uniform(1.1, 1.5) * h, place.desk_y + 0.35 * h
    screen = (round(x - 0.85 * h), round(y - 1.15 * h), round(x + 0.85 * h), round(y))
    _box(picture, screen, draw.uniform(20, 70) + np.zeros(3))
    _box(
        picture,
        (place.x - 0.6 * h, place.desk_y + 0.25 * h, place.x + 0.3 * h, place.desk_y + 0.5 * h),
        np.full(3, 215.0),
    )
    cup = place.x - side * 2.2 * h
    _box(picture, (cup - 0.12 * h, place.desk_y, cup + 0.12 * h, place.desk_y + 0.35 * h), draw.uniform(60, 230, 3))
    _box(picture, (*telephone(place, -0.4), *telephone(place, 0.4)), np.full(3, 38.0))
    return screen


def telephone(place: Place, corner: float = 0.0) -> tuple[float, float]:
    """Where the desk telephone stands; ``corner``: so many heads off its middle."""
    h = place.head_px
    return place.x + (1.6 + corner) * h, place.desk_y + (0.3 + 0.5 * corner) * h
