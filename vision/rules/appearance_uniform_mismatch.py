"""``appearance.uniform_mismatch`` (U1): the upper garment is none of the counter's uniforms.

Over so much time of good views, and told once a day and counter.
"""

from vision.datatypes import SettledSpan, Severity, Uniform
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "appearance.uniform_mismatch"

MISMATCH = frozenset({Uniform.MISMATCH})


def seen(span: SettledSpan) -> Answer:
    """Whether the staff member wears something else."""
    return of_staff(span, span.uniform, MISMATCH)


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(30), once_a_day=True),
    Words(
        "疑似未按规定着装",
        "the upper garment seems to be none of the uniforms",
        "the upper garment seemed to be none of the uniforms",
    ),
)
