"""``appearance.mixed_uniform`` (U2): garments of different uniforms, or half of one; off, as the rule book has it."""

from vision.datatypes import SettledSpan, Severity, Status, Uniform
from vision.rules.rule import Answer, HeldLimits, Rule, Words, minutes, of_staff, seconds

TYPE = "appearance.mixed_uniform"

MIXED = frozenset({Uniform.MIXED})


def seen(span: SettledSpan) -> Answer:
    """Whether only a part of what the staff member wears is of a uniform of the counter."""
    return of_staff(span, span.uniform, MIXED)


RULE = Rule(
    seen,
    HeldLimits(((minutes(1), Severity.NOTICE),), gap_ms=seconds(30), once_a_day=True, status=Status.OFF),
    Words(
        "疑似制服混穿",
        "the uniform seems to be mixed with other garments",
        "the uniform seemed to be mixed with other garments",
    ),
)
