"""Generated hours as recordings: their exact truth in the form that clips have, and what else there was to see."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from api.events_eval import Note, Recording
from api.events_truth import DOZING
from api.presence_eval import ClipTruth, CounterTruth, Polygon
from models.office.clothes import UNIFORM_LAB
from models.office.cutouts import MEASURING, TRAINING, read_cutouts
from models.office.hour import SIZES_WH, Hour, hours
from models.office.script import Activity, Duty, Moment, moments
from vision.datatypes import Palette, Phone, Posture, Uniform

TOLERANCE_S = 2.0
"""A clerk walks four seconds within the zone or at its edge; which of these is the change is a matter of words."""

UNIFORM = Palette("hall", (UNIFORM_LAB * (100 / 255, 1, 1) - (0, 128, 128))[None], np.zeros(1))
"""From OpenCV's 8-bit CIELAB to the one of the palettes."""

POSTURES = {
    Activity.SLUMPED: Posture.SLUMPED.value,
    Activity.DOZING: DOZING,
    Activity.LEANING_BACK: Posture.LEANING_BACK.value,
}
PHONES = {Activity.HANDLING: Phone.HANDLING.value, Activity.CALL: Phone.CALL.value}


def is_people(folder: Path) -> bool:
    """Whether ``folder`` holds outlined people rather than clips."""
    return any((folder / name).exists() for name in (MEASURING, TRAINING))


def generated(
    folder: Path, count: int, sizes_wh: tuple[tuple[int, int], ...] = SIZES_WH, until_s: float | None = None
) -> Iterator[Recording]:
    """``count`` hours of the people in ``folder``, each at every size; raises MeasuringDataInvalid."""
    made = hours(read_cutouts(folder), count)
    for size_wh in sizes_wh:
        for hour in made:
            yield recording(hour, size_wh, until_s)


def recording(hour: Hour, size_wh: tuple[int, int], until_s: float | None = None) -> Recording:
    """``hour`` as a camera of ``size_wh`` sees it, up to ``until_s``."""
    ends_s = min(until_s or hour.script.duration_s, hour.script.duration_s)
    truth = ClipTruth(
        clip=f"{hour.name}, {hour.light}",
        duration_s=ends_s,
        tolerance_s=TOLERANCE_S,
        counters=tuple(_truth(hour, number, ends_s) for number in range(len(hour.room.places))),
    )
    notes = {str(number + 1): _notes(hour, number) for number in range(len(hour.room.places))}
    phones = {str(number + 1): place.phone_zone() for number, place in enumerate(hour.room.places)}
    return Recording(truth, size_wh, hour.frames(size_wh, ends_s), None, notes, phones, (UNIFORM,), one_clerk=True)


def _truth(hour: Hour, number: int, ends_s: float) -> CounterTruth:
    place = hour.room.places[number]
    told = [m._replace(to_s=min(m.to_s, ends_s)) for m in moments(hour.script, number) if m.from_s < ends_s]
    there = [m for m in told if m.duty.activity is not Activity.ABSENT]
    return CounterTruth(
        id=str(number + 1),
        staff_zone=place.staff_zone(),
        customer_zone=place.customer_zone(),
        staff=tuple((m.from_s, m.to_s, _presence(m.duty.activity is not Activity.ABSENT)) for m in told),
        customer=tuple((m.from_s, m.to_s, _presence(m.duty.visitor)) for m in told),
        phone=tuple((m.from_s, m.to_s, PHONES.get(m.duty.activity, Phone.NONE.value)) for m in there),
        posture=tuple((m.from_s, m.to_s, POSTURES.get(m.duty.activity, Posture.UPRIGHT.value)) for m in there),
        uniform=tuple((m.from_s, m.to_s, _uniform(m.duty)) for m in there),
    )


def _presence(there: bool) -> str:  # noqa: FBT001 - a word for it
    return "present" if there else "absent"


def _uniform(duty: Duty) -> str:
    return (Uniform.MATCH if duty.in_uniform else Uniform.MISMATCH).value


def _notes(hour: Hour, number: int) -> tuple[Note, ...]:
    """What may be taken for the clerk while they are away, first what explains most, or may hide them."""
    place, end_s = hour.room.places[number], hour.script.duration_s
    notes = [Note(start, end, "passer-by") for start, end in hour.passed()]
    if place.coat:
        notes.append(Note(0, end_s, "coat on the chair", _bounds(place.coat_zone())))
    if place.poster:
        notes.append(Note(0, end_s, "poster in the zone", _bounds(place.poster_zone())))
    notes += [_note(moment) for moment in moments(hour.script, number)]
    return tuple(notes)


def _bounds(rectangle: Polygon) -> tuple[float, float, float, float]:
    return (*rectangle[0], *rectangle[2])


def _note(moment: Moment) -> Note:
    duty = moment.duty
    words = duty.activity.value.replace("_", " ")
    if duty.activity is Activity.ABSENT:
        words = "empty seat"
    visited = ", visitor before them" if duty.visitor else ""
    return Note(moment.from_s, moment.to_s, f"{words}{visited}")
