"""The spans of one view and one minute as one compact row, and back without loss.

A row is a format byte, then, deflated: a table of what rarely changes (zones and networks, JSON) and 14 bytes a
span, stored column by column because a column's bytes resemble each other. Enums are stored by their place in the
tuples below: those are only ever appended to.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vision.datatypes import BlindReason, Eating, Fact, Phone, Posture, Sign, Span, Uniform

MINUTE_MS = 60_000
FORMAT = 1

REASONS = (
    None,
    BlindReason.NO_PICTURE,
    BlindReason.DARK,
    BlindReason.COVERED,
    BlindReason.FROZEN,
    BlindReason.PRIVATE,
    BlindReason.UNDECIDED,
)
POSTURES = (
    Posture.CANNOT_JUDGE,
    Posture.UPRIGHT,
    Posture.STANDING,
    Posture.HEAD_DOWN,
    Posture.SLUMPED,
    Posture.LEANING_BACK,
)
PHONES = (Phone.CANNOT_JUDGE, Phone.NONE, Phone.HANDLING, Phone.CALL)
UNIFORMS = (Uniform.CANNOT_JUDGE, Uniform.MATCH, Uniform.MISMATCH, Uniform.MIXED)
SIGNS = (Sign.CANNOT_JUDGE, Sign.SHOWN, Sign.NOT_SHOWN)
EATINGS = (Eating.CANNOT_JUDGE, Eating.NO, Eating.YES)

RECORD = struct.Struct("<HHbbHHI")
"""Begin within the minute (ms), length (ms), staff and customer evidence, the small fields, the variant, the facts."""
STILL = -128
"""Stands for None, which evidence itself cannot be."""
LONGEST_MS = 2**16 - 1
EFFORT = 1
"""Deflate's level: a row is packed anew with every batch."""

Variant = tuple[int, str]
"""Zone version and model set. Spans do not overlap, so there are fewer in a minute than 16 bits count."""


class Damaged(ValueError):  # noqa: N818 - a state of the store
    """What was read from the store is not what was once written to it."""


@contextmanager
def _damage_told() -> Iterator[None]:
    """What goes wrong in reading a row is a damage of the store."""
    try:
        yield
    except Damaged:
        raise
    except (zlib.error, struct.error, IndexError, TypeError, ValueError) as error:
        msg = f"a row of packed spans was wanted, got something else ({error}): the store is damaged"
        raise Damaged(msg) from error


def minute_of(span: Span) -> int:
    """The minute (whole minutes since 1970) in whose row ``span`` lies: that in which it begins."""
    return span.from_ms // MINUTE_MS


def pack(minute: int, spans: Sequence[Span], row: bytes | None = None) -> bytes:
    """``spans`` of one view that begin in ``minute`` as a row, after those already in ``row``.

    Raises ValueError for a span that begins in another minute or lasts more than 65 s, Damaged for what is no row.
    """
    with _damage_told():
        variants, columns = ([], b"") if row is None else _opened(row)
        before = _columns(columns)
    variants = list(dict.fromkeys([*variants, *((span.zone_version, span.model_set) for span in spans)]))
    place = {variant: index for index, variant in enumerate(variants)}
    added = b"".join(_record(minute, span, place[span.zone_version, span.model_set]) for span in spans)
    records = np.concatenate([before, np.frombuffer(added, np.uint8).reshape(-1, RECORD.size).T], axis=1)
    table = json.dumps(variants, ensure_ascii=False, separators=(",", ":")).encode()
    return bytes([FORMAT]) + zlib.compress(struct.pack("<I", len(table)) + table + records.tobytes(), EFFORT)


def _columns(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, np.uint8).reshape(RECORD.size, -1)


def unpack(view: str, minute: int, row: bytes) -> list[Span]:
    """What ``pack`` was given, in the same order. Raises Damaged for what is no such row."""
    with _damage_told():
        table, columns = _opened(row)
        records = _columns(columns).T.tobytes()
        return [_span(view, minute, table, fields) for fields in RECORD.iter_unpack(records)]


def _opened(row: bytes) -> tuple[list[Variant], bytes]:
    if row[:1] != bytes([FORMAT]):
        msg = f"a row of packed spans of format {FORMAT} was wanted, got {row[:1]!r}: use a newer version"
        raise Damaged(msg)
    content = zlib.decompress(row[1:])
    (length,) = struct.unpack_from("<I", content)
    table = json.loads(content[4 : 4 + length])
    return [(int(zones), str(models)) for zones, models in table], content[4 + length :]


def _record(minute: int, span: Span, variant: int) -> bytes:
    begin, length = span.from_ms - minute * MINUTE_MS, span.to_ms - span.from_ms
    if not 0 <= begin < MINUTE_MS or length > LONGEST_MS:
        msg = f"a span of at most {LONGEST_MS} ms beginning in minute {minute} was wanted, got one of {length} ms"
        raise ValueError(msg)
    return RECORD.pack(
        begin,
        length,
        STILL if span.staff_evidence is None else span.staff_evidence,
        STILL if span.customer_evidence is None else span.customer_evidence,
        _reason_code(span.blind_reason) | span.staff_seen << 3 | span.motion << 5,
        variant,
        _facts_code(span.posture, span.phone, span.uniform, span.sign, span.eating),
    )


def _span(view: str, minute: int, variants: list[Variant], fields: tuple[int, ...]) -> Span:
    begin, length, staff, customer, small, variant, facts = fields
    from_ms = minute * MINUTE_MS + begin
    zone_version, model_set = variants[variant]
    return Span(
        view,
        from_ms,
        from_ms + length,
        REASONS[small & 7],
        None if staff == STILL else staff,
        None if customer == STILL else customer,
        small >> 3 & 3,
        *_facts_of(facts),
        small >> 5,
        zone_version,
        model_set,
    )


@cache
def _reason_code(reason: BlindReason | None) -> int:
    return REASONS.index(reason)


FactTuple = tuple[Fact[Posture], Fact[Phone], Fact[Uniform], Fact[Sign], Fact[Eating]]
CHOICES: tuple[tuple[Sequence[StrEnum], int], ...] = (
    (POSTURES, 3),
    (PHONES, 2),
    (UNIFORMS, 2),
    (SIGNS, 2),
    (EATINGS, 2),
)
"""The values of each fact and how many bits they take; four bits of score follow."""
SCORE_BITS = 4


def _facts_code(*facts: Fact[Posture] | Fact[Phone] | Fact[Uniform] | Fact[Sign] | Fact[Eating]) -> int:
    code = shift = 0
    for fact, (values, bits) in zip(facts, CHOICES, strict=True):
        code |= (values.index(fact.value) | fact.score << bits) << shift
        shift += bits + SCORE_BITS
    return code


@cache
def _facts_of(code: int) -> FactTuple:
    posture, phone, uniform, sign, eating = _pairs(code)
    return (
        Fact(POSTURES[posture[0]], posture[1]),
        Fact(PHONES[phone[0]], phone[1]),
        Fact(UNIFORMS[uniform[0]], uniform[1]),
        Fact(SIGNS[sign[0]], sign[1]),
        Fact(EATINGS[eating[0]], eating[1]),
    )


def _pairs(code: int) -> list[tuple[int, int]]:
    pairs = []
    for _, bits in CHOICES:
        pairs.append((code & (1 << bits) - 1, code >> bits & (1 << SCORE_BITS) - 1))
        code >>= bits + SCORE_BITS
    return pairs
