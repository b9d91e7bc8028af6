"""What every person of an hour looks like at a moment: where they are, how they hold themselves, what they hold."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.office.cutouts import Cutout
from models.office.figures import Point, Stance, arm, fingers, handset, paste, phone, point_of, skin, sleeve
from models.office.leaning import leant
from models.office.nodding import ear_of, nodded
from models.office.room import SIZE_WH, Place, Room, telephone
from models.office.script import PASS_S, TAIL_S, WALK_S, Activity, Duty, Phase, Script, offset_s

SEATED_HEADS = 0.95
"""How far above the desk's far edge the shoulders of somebody upright are: 2.2 heads of 5.6 are then seen."""
STANDING_HEADS = 2.1
DOOR_HEADS, WAY_HEADS = 4.4, 7.2
"""How far aside the door's frame is, and how far a walker goes: all of them is behind it then."""
BEHIND_HEADS = 2.6
"""Nothing of a clerk is painted lower than this under the neck: it would show below the desk."""
BOWED_HEADS = 1.15
SLUMPED_HEADS = 0.15
BOW_DEG = 30.0
"""How far the head is bowed over a telephone in the hands (Hansraj, 2014: 15 to 60)."""
RECLINED_DEG = 35.0
"""How far the trunk of somebody goes back who leans back far: a reclining office chair's 110 to 130 degrees."""
THROWN_BACK_DEG = 30.0
"""How far their head goes back with it: most of the trunk's way, as they still look at the room."""
SITS_DEG, SITS_S = 9.0, 430.0
"""So far forward and back, so slowly, turns the trunk of everybody who sits: a hand's breadth at the head."""
SLID_HEADS = 0.8
"""How far forward on the seat the hips of somebody who sprawls may have slid: 20 cm."""


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """One person in their own clothes and in uniform; ``phase`` tells swayers apart, ``phone`` is its look."""

    plain: Cutout
    uniformed: Cutout
    phase: float
    phone: int


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """The clerk and the visitor of each counter, and one who passes."""

    clerks: tuple[Actor, ...]
    visitors: tuple[Actor, ...]
    passer: Actor


class Seat(NamedTuple):
    """Whose place in which room."""

    room: Room
    place: Place
    who: Actor


def act(picture: NDArray[np.uint8], room: Room, cast: Cast, script: Script, at_s: float) -> None:
    """Paint everybody as they are at ``at_s``, from the farthest to the nearest."""
    number = next((n for n, phase in enumerate(script.phases) if at_s < phase.to_s), len(script.phases) - 1)
    phase, before = script.phases[number], script.phases[max(0, number - 1)]
    _pass(picture, room, cast.passer, phase, at_s)
    for counter, place in enumerate(room.places):
        into_s = at_s - phase.from_s - offset_s(counter) if number else np.inf
        duties = before.duties[counter], phase.duties[counter]
        _clerk(picture, Seat(room, place, cast.clerks[counter]), duties, (into_s, at_s))
    for counter, place in enumerate(room.places):
        into_s = at_s - phase.from_s - offset_s(counter) if number else np.inf
        share = _visit(before.duties[counter], phase.duties[counter], into_s)
        if share > 0:
            _visitor(picture, place, cast.visitors[counter], share, at_s)


def _pass(picture: NDArray[np.uint8], room: Room, who: Actor, phase: Phase, at_s: float) -> None:
    """Somebody crosses behind all clerks, at the upper edge of their zones."""
    if phase.passed_at_s is None or not phase.passed_at_s <= at_s < phase.passed_at_s + PASS_S:
        return
    share = (at_s - phase.passed_at_s) / PASS_S
    x = SIZE_WH[0] * (1.2 * share - 0.1)
    places = room.places
    head = float(np.interp(x, [p.x for p in places], [0.9 * p.head_px for p in places]))
    desk = float(np.interp(x, [p.x for p in places], [p.desk_y for p in places]))
    bob = 0.06 * head * np.sin(2 * np.pi * 1.8 * at_s)
    paste(
        picture,
        who.plain,
        Stance((x, desk - (STANDING_HEADS + 0.6) * head + bob), head, to_heads=BEHIND_HEADS + 1),
        room.desks,
    )


def _clerk(picture: NDArray[np.uint8], seat: Seat, duties: tuple[Duty, Duty], moment: tuple[float, float]) -> None:
    """The clerk of a counter ``into_s`` after the change from the first of ``duties`` to the second begins."""
    (before, after), (into_s, at_s) = duties, moment
    was_away, is_away = (duty.activity is Activity.ABSENT for duty in duties)
    now = before if into_s < 0 else after
    cutout = seat.who.uniformed if (before if is_away else now).in_uniform else seat.who.plain
    if was_away and not is_away and 0 <= into_s < WALK_S:
        _walk(picture, seat, cutout, (1 - into_s / WALK_S, at_s))
    elif is_away and not was_away and 0 <= into_s < WALK_S:
        _walk(picture, seat, cutout, (into_s / WALK_S, at_s))
    elif now.activity is not Activity.ABSENT:
        _sit(picture, seat, cutout, (now.activity, at_s))


def _walk(picture: NDArray[np.uint8], seat: Seat, cutout: Cutout, way: tuple[float, float]) -> None:
    """``way``: the share of the way out that is behind them (0: just risen), and the time.

    They go, and come, through a door whose frame hides them little by little.
    """
    (share, at_s), place = way, seat.place
    h, side = place.head_px, 1 if np.sin(seat.who.phase) > 0 else -1
    risen = min(1.0, share * 4)
    x = place.x + side * max(0.0, share - 0.12) * WAY_HEADS * h
    up = SEATED_HEADS + (STANDING_HEADS - SEATED_HEADS) * risen
    bob = 0.06 * h * np.sin(2 * np.pi * 1.8 * at_s) * risen
    door = round(place.x + side * DOOR_HEADS * h)
    hidden = seat.room.desks.copy()
    hidden[:, slice(max(0, door), None) if side > 0 else slice(0, max(0, door))] = True
    stance = Stance((x, place.desk_y - up * h + bob), h, mirror=side < 0, to_heads=BEHIND_HEADS + 1)
    paste(picture, cutout, stance, hidden)


def _sway(phase: float, at_s: float, activity: Activity) -> tuple[float, float, float, bool]:
    """(x, y in heads, turn in degrees, turned to the other side); who sleeps hardly moves."""
    much = {Activity.DOZING: 0.08, Activity.SLUMPED: 0.5}.get(activity, 1.0)
    x = 0.09 * np.sin(2 * np.pi * at_s / 7.3 + phase) + 0.05 * np.sin(2 * np.pi * at_s / 3.1 + 2 * phase)
    y = 0.04 * np.sin(2 * np.pi * at_s / 5.7 + 3 * phase)
    turn = 2.5 * np.sin(2 * np.pi * at_s / 6.1 + phase)
    turned = np.sin(2 * np.pi * at_s / 61 + phase) > 0.75 and much == 1.0  # noqa: PLR2004 - now and then
    return float(much * x), float(much * y), float(much * turn), bool(turned)


def _stance(place: Place, phase: float, at_s: float, activity: Activity) -> Stance:
    h, side = place.head_px, -place.screen  # whoever lies or leans is not hidden by the monitor
    x, y, turn, turned = _sway(phase, at_s, activity)
    up = SEATED_HEADS + 0.35 * np.sin(5 * phase)
    straight = Stance((place.x + x * h, place.desk_y - (up - y) * h), h, turn, mirror=turned)
    upright = leant(straight, SITS_DEG * np.sin(2 * np.pi * at_s / SITS_S + 4 * phase))
    lying = place.desk_y - SLUMPED_HEADS * h
    poses = {
        Activity.SLUMPED: Stance((place.x + (0.25 * side + x) * h, lying + y * h), h, side * 42 + turn),
        Activity.DOZING: Stance((place.x + (0.35 * side + x) * h, lying + (0.1 + y) * h), h, side * 68 + turn),
        Activity.LEANING_BACK: leant(
            replace(straight, neck=(place.x + (0.2 * side + x) * h, straight.neck[1]), mirror=False),
            RECLINED_DEG,
            SLID_HEADS * (0.5 + 0.5 * np.sin(7 * phase)),
        ),
        Activity.HANDLING: replace(
            straight, neck=(straight.neck[0], place.desk_y - (max(BOWED_HEADS, up) - y) * h), turn_deg=turn + 5 * side
        ),
    }
    return poses.get(activity, upright)


def _sit(picture: NDArray[np.uint8], seat: Seat, cutout: Cutout, how: tuple[Activity, float]) -> None:
    """Somebody at their desk; who lies on it is before its far edge, everybody else behind."""
    activity, at_s = how
    stance = _stance(seat.place, seat.who.phase, at_s, activity)
    if activity in (Activity.SLUMPED, Activity.DOZING):
        _lie(picture, seat, cutout, stance)
        return
    hidden = seat.room.desks
    held = nodded(cutout, NODS[activity]) if activity in NODS else cutout
    paste(picture, held, replace(stance, to_heads=BEHIND_HEADS), hidden)
    if activity in (Activity.HANDLING, Activity.CALL, Activity.DESK_PHONE):
        clean = picture.copy()
        _hold(picture, seat, cutout, (stance, activity))
        picture[hidden] = clean[hidden]


NODS = {Activity.HANDLING: BOW_DEG, Activity.LEANING_BACK: -THROWN_BACK_DEG}


def _lie(picture: NDArray[np.uint8], seat: Seat, cutout: Cutout, stance: Stance) -> None:
    """Head and trunk on the desk, a forearm before them."""
    h, side, y = stance.head_px, -seat.place.screen, seat.place.desk_y
    paste(picture, cutout, replace(stance, to_heads=1.6), seat.room.panels)
    clean = picture.copy()
    x = stance.neck[0]
    elbow, wrist = (x - side * 0.9 * h, y + 0.3 * h), (x + side * 1.0 * h, y + 0.36 * h)
    arm(picture, ((x - side * 0.8 * h, y - 0.1 * h), elbow, wrist), h, (sleeve(cutout), skin(cutout)))
    picture[seat.room.panels] = clean[seat.room.panels]


def _hold(picture: NDArray[np.uint8], seat: Seat, cutout: Cutout, how: tuple[Stance, Activity]) -> None:
    """Arms, hands and what is in them: on the side where no monitor hides them."""
    stance, activity = how
    h, side = stance.head_px, -seat.place.screen
    colours = sleeve(cutout), skin(cutout)

    def at(x: float, y: float) -> Point:
        return point_of(stance, side * x, y)

    if activity is Activity.HANDLING:
        for way in (-1, 1):
            arm(picture, (at(way * 0.85, 0.2), at(way * 0.95, 1.2), at(way * 0.16, 0.85)), h, colours)
        phone(picture, at(0.05, 0.55), h, stance.turn_deg + 8 * side, seat.who.phone)
        fingers(picture, [at(way * 0.17, 0.68) for way in (-1, 1)], h, colours[1])
        return
    mirrored = -1 if stance.mirror else 1
    x, y = ear_of(cutout, side * mirrored)
    x *= side * mirrored
    arm(picture, (at(0.85, 0.15), at(x + 0.65, 1.0), at(x + 0.12, y + 0.22)), h, colours)
    if activity is Activity.CALL:
        phone(picture, at(x + 0.02, y + 0.08), h, stance.turn_deg + 14 * side, seat.who.phone)
        fingers(picture, [at(x + 0.16, y + down) for down in (0.1, 0.22, 0.34)], h, colours[1])
        return
    handset(picture, at(x + 0.02, y), at(x - 0.16, y + 0.5), telephone(seat.place), h)


def _visit(before: Duty, after: Duty, into_s: float) -> float:
    """How far a visitor has come: 0 not there, 1 at the counter."""
    if before.visitor and after.visitor:
        return 1.0
    if after.visitor:
        return float(np.clip(into_s / WALK_S, 0, 1))
    return float(np.clip(1 - into_s / (WALK_S - TAIL_S / 2), 0, 1)) if before.visitor else 0.0


def _visitor(picture: NDArray[np.uint8], place: Place, who: Actor, share: float, at_s: float) -> None:
    """Somebody before the desk, a little aside, larger as they are nearer."""
    h, side = 1.15 * place.head_px, 1 if np.sin(who.phase) > 0 else -1
    x, y, turn, turned = _sway(who.phase, at_s, Activity.UPRIGHT)
    away = (1 - share) * 6
    x = place.x + (side * 1.1 + x + side * away) * h
    paste(picture, who.plain, Stance((x, place.desk_y + (1.3 + y + 0.5 * away) * h), h, turn, mirror=turned))
