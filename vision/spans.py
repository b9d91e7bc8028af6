"""How long what a look saw holds good."""

from dataclasses import replace

from vision.datatypes import BlindReason, Span
from vision.evidence import LOOK_MS

HOLDS_MS = 750
"""A look's evidence counts for no longer than this, however late the next look comes: one unlucky look must
not be counted again. Half as long again as a look's usual time, so that jitter does not cut spans."""

STALE_MS = 2_000
"""Without a look for this long a view is blind: nobody knows what happened there."""

LONGEST_MS = 10_000


def begins(at_ms: int, last_ms: int | None) -> int:
    """From when a look at ``at_ms`` speaks, the one before it having been at ``last_ms``.

    Half way back: what differs between two looks changed somewhere in between, so dating it to the middle
    is wrong by a quarter look on average and never late on purpose.
    """
    return at_ms if last_ms is None else at_ms - min((at_ms - last_ms) // 2, LOOK_MS // 2)


def held(look: Span, to_ms: int) -> list[Span]:
    """The facts of ``look`` up to ``to_ms``, when the next look came.

    First with evidence, then without (still), then blind for want of a picture. No piece is longer than
    ``LONGEST_MS``; nothing where ``to_ms`` is not after the look.
    """
    stale_ms = look.from_ms + STALE_MS
    pieces = []
    if look.blind_reason is None:
        holds_ms = look.from_ms + HOLDS_MS
        still = replace(moment(look, holds_ms), staff_evidence=None, customer_evidence=None)
        pieces += _between(look, look.from_ms, min(holds_ms, to_ms))
        pieces += _between(still, holds_ms, min(stale_ms, to_ms))
    else:
        pieces += _between(look, look.from_ms, min(stale_ms, to_ms))
    return pieces + _between(blinded(look, BlindReason.NO_PICTURE), stale_ms, to_ms)


def moment(span: Span, at_ms: int) -> Span:
    """The facts of ``span`` at ``at_ms`` alone."""
    return replace(span, from_ms=at_ms, to_ms=at_ms + 1)


def blinded(span: Span, reason: BlindReason) -> Span:
    """The same stretch of the same view, of which nothing is known for ``reason``."""
    return Span(
        span.view,
        span.from_ms,
        span.to_ms,
        reason,
        zone_version=span.zone_version,
        model_set=span.model_set,
    )


def _between(span: Span, from_ms: int, to_ms: int) -> list[Span]:
    starts = range(from_ms, to_ms, LONGEST_MS)
    return [replace(span, from_ms=start, to_ms=min(start + LONGEST_MS, to_ms)) for start in starts]
