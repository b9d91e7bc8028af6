"""The script of a scene: who is at which counter when, what they wear and hold, and the exact truth of it.

Times are ms since the scene's beginning. A scene loops, so its end must lead into its beginning.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from vision.datatypes import Phone, Presence


class Role(StrEnum):
    """On which side of the counter somebody is."""

    STAFF = "staff"
    VISITOR = "visitor"


class Garment(StrEnum):
    """What somebody wears; ``ORANGE`` is how the person was photographed."""

    ORANGE = "orange"
    NAVY = "navy"
    GREY = "grey"
    TEAL = "teal"
    WINE = "wine"


ARRIVE_MS = {Role.STAFF: 2_400, Role.VISITOR: 2_200}
"""On the way in before they are settled: a walk and, for staff, sitting down."""

RISE_MS = 700
"""Staff stand up before they set off."""

LEAVE_MS = {Role.STAFF: 1_800, Role.VISITOR: 1_300}
"""On the way out, from the first step until they are out of the picture."""


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody is settled at ``counter`` over ``[from_ms, to_ms)``: there at ``from_ms``, setting off at ``to_ms``.

    Walking in happens before, walking out after. From 0 on, or until the scene's end, nobody walks.
    ``person`` chooses one of ``scene_people.PERSONS``: how the portrait is mirrored, lit and its hair.
    """

    counter: str
    role: Role
    from_ms: int
    to_ms: int
    garment: Garment = Garment.NAVY
    person: int = 0

    @property
    def seen_from_ms(self) -> int:
        """When they come into the picture."""
        return self.from_ms - ARRIVE_MS[self.role] if self.from_ms else 0

    def seen_to_ms(self, end_ms: int) -> int:
        """When they are out of the picture; ``end_ms`` is the scene's end."""
        return self.to_ms if self.to_ms == end_ms else self.to_ms + LEAVE_MS[self.role]


@dataclass(frozen=True, slots=True)
class SignUp:
    """The *service suspended* sign stands at ``counter`` over ``[from_ms, to_ms)``; staff put it there and away."""

    counter: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class PhoneUse:
    """The staff of ``counter`` hold a mobile phone over ``[from_ms, to_ms)``: CALL at the ear, HANDLING before them."""

    counter: str
    from_ms: int
    to_ms: int
    use: Phone = Phone.CALL


Part = Act | SignUp | PhoneUse


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that happens over ``[0, duration_ms)``.

    Raises ValueError, naming what contradicts what: an unknown counter, a time outside the scene, two
    people at one place (their ways in and out included), a sign nobody is there to put up or take down,
    a phone nobody is there to hold, an end that does not lead into the beginning.
    """

    counters: tuple[str, ...]
    duration_ms: int
    acts: tuple[Act, ...] = ()
    signs: tuple[SignUp, ...] = ()
    phones: tuple[PhoneUse, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        if not self.counters or len(set(self.counters)) < len(self.counters):
            msg = f"counters must be one or more of different names, got {self.counters}"
            raise ValueError(msg)
        parts: list[Part] = [*self.acts, *self.signs, *self.phones]
        for part in parts:
            _refuse_place_and_time(self, part)
        for act in self.acts:
            _refuse_way_in(act)
        for counter in self.counters:
            for role in Role:
                _refuse_crowd(self, self.acts_at(counter, role))
            _refuse_overlap([sign for sign in self.signs if sign.counter == counter])
            _refuse_overlap([phone for phone in self.phones if phone.counter == counter])
        for sign in self.signs:
            _refuse_unattended_sign(self, sign)
        for phone in self.phones:
            _refuse_unheld_phone(self, phone)

    def acts_at(self, counter: str, role: Role) -> list[Act]:
        """The acts of one role at one counter, in order of time."""
        found = [act for act in self.acts if (act.counter, act.role) == (counter, role)]
        return sorted(found, key=lambda act: act.from_ms)


def _refuse_place_and_time(script: Script, part: Part) -> None:
    if part.counter not in script.counters:
        msg = f"{part}: a counter of {script.counters} was wanted"
        raise ValueError(msg)
    if not 0 <= part.from_ms < part.to_ms <= script.duration_ms:
        msg = f"{part}: times in order within 0 to {script.duration_ms} ms were wanted"
        raise ValueError(msg)


def _refuse_way_in(act: Act) -> None:
    if act.seen_from_ms < 0:
        msg = f"{act}: a beginning at 0, or {ARRIVE_MS[act.role]} ms for the way in, was wanted"
        raise ValueError(msg)
    if act.role is Role.STAFF and act.to_ms - act.from_ms < RISE_MS:
        msg = f"{act}: at least {RISE_MS} ms, to stand up again, were wanted"
        raise ValueError(msg)


def _refuse_crowd(script: Script, acts: Sequence[Act]) -> None:
    """One place holds one person; over the seam of the loop the same one."""
    for before, after in pairwise(acts):
        if after.seen_from_ms < before.seen_to_ms(script.duration_ms):
            msg = f"{before} and {after}: one who is gone before the next one comes was wanted"
            raise ValueError(msg)
    if not acts:
        return
    first, last = acts[0], acts[-1]
    goes_on, began = last.to_ms == script.duration_ms, first.from_ms == 0
    same = (first.garment, first.person) == (last.garment, last.person)
    if goes_on != began or (goes_on and not same):
        msg = f"{last} and {first}: an end that leads into the beginning was wanted, with the same person"
        raise ValueError(msg)
    if last.seen_to_ms(script.duration_ms) > script.duration_ms:
        msg = f"{last}: {LEAVE_MS[last.role]} ms for the way out before the scene's end were wanted"
        raise ValueError(msg)


def _refuse_overlap(parts: Sequence[Part]) -> None:
    for before, after in pairwise(sorted(parts, key=lambda part: part.from_ms)):
        if after.from_ms < before.to_ms:
            msg = f"{before} and {after}: one after the other was wanted"
            raise ValueError(msg)


def _staffed(script: Script, counter: str, from_ms: int, to_ms: int) -> bool:
    return any(act.from_ms <= from_ms and to_ms <= act.to_ms for act in script.acts_at(counter, Role.STAFF))


def _refuse_unattended_sign(script: Script, sign: SignUp) -> None:
    if not all(_staffed(script, sign.counter, at_ms, at_ms) for at_ms in (sign.from_ms, sign.to_ms)):
        msg = f"{sign}: staff at the counter who put the sign up and take it down were wanted"
        raise ValueError(msg)


def _refuse_unheld_phone(script: Script, phone: PhoneUse) -> None:
    if not _staffed(script, phone.counter, phone.from_ms, phone.to_ms):
        msg = f"{phone}: staff who hold the phone all the while were wanted"
        raise ValueError(msg)
    if phone.use not in (Phone.CALL, Phone.HANDLING):
        msg = f"{phone}: a call or handling was wanted"
        raise ValueError(msg)


# --- the truth ---------------------------------------------------------------------------------------

TOLERANCE_MS = 1_000
"""On the way in or out somebody is neither there nor gone."""

Zone = Sequence[tuple[float, float]]
Label = tuple[float, float, str]
Truth = dict[str, Any]
"""As ``*.truth.json`` files hold it."""


def truth(script: Script, zones: Callable[[str], tuple[Zone, Zone]], clip: str, rounds: int = 1) -> Truth:
    """The truth of ``rounds`` loops as a ``*.truth.json`` file holds it: exact to the ms, nothing left out.

    ``zones`` gives a counter's staff and customer zone, 0..1. ``sign``, ``phone`` and ``garment`` stand
    beside ``staff`` and ``customer`` in the same form.
    """
    return {
        "clip": clip,
        "duration_s": rounds * script.duration_ms / 1000,
        "tolerance_s": TOLERANCE_MS / 1000,
        "counters": [_counter_truth(script, counter, zones(counter), rounds) for counter in script.counters],
    }


def _counter_truth(script: Script, counter: str, zones: tuple[Zone, Zone], rounds: int) -> Truth:
    staff, visitors = (script.acts_at(counter, role) for role in Role)
    there, nobody = Presence.PRESENT.value, Presence.ABSENT.value
    phones = [(p.from_ms, p.to_ms, p.use.value) for p in script.phones if p.counter == counter]
    signs = [(s.from_ms, s.to_ms, "shown") for s in script.signs if s.counter == counter]
    timelines = {
        "staff": (nobody, [(a.from_ms, a.to_ms, there) for a in staff]),
        "customer": (nobody, [(a.from_ms, a.to_ms, there) for a in visitors]),
        "sign": ("not_shown", signs),
        "phone": (Phone.NONE.value, phones),
        "garment": ("nobody", [(a.from_ms, a.to_ms, a.garment.value) for a in staff]),
    }
    labels = {name: _timeline(script, rounds, *timeline) for name, timeline in timelines.items()}
    return {"id": counter, "staff_zone": zones[0], "customer_zone": zones[1], **labels}


def _timeline(script: Script, rounds: int, otherwise: str, told: Iterable[tuple[int, int, str]]) -> list[Label]:
    """All of the time, with ``otherwise`` where nothing is told, alike neighbours joined."""
    once = sorted(told)
    moments = [(start + loop * script.duration_ms, end + loop * script.duration_ms, state)
               for loop in range(rounds) for start, end, state in once]  # fmt: skip
    pieces: list[tuple[int, int, str]] = []
    at_ms = 0
    for start, end, state in [*moments, (rounds * script.duration_ms, rounds * script.duration_ms, otherwise)]:
        pieces += [(at_ms, start, otherwise), (start, end, state)]
        at_ms = end
    return _joined([piece for piece in pieces if piece[1] > piece[0]])


def _joined(pieces: Sequence[tuple[int, int, str]]) -> list[Label]:
    labels: list[Label] = []
    for start, end, state in pieces:
        begin_s = start / 1000
        if labels and labels[-1][2] == state:
            begin_s = labels.pop()[0]
        labels.append((begin_s, end / 1000, state))
    return labels
