"""Which frames of a stream are taken, and when each was taken."""

from fractions import Fraction

FALLBACK_INTERVAL_MS = 40.0
"""Between two frames of a stream that states neither times nor a rate: 25 a second, FFmpeg's own default."""

LATEST_MS = 366 * 24 * 3600 * 1000
"""A frame further from the first one than a year carries a broken timestamp."""


def check_rate(frames_per_second: float | None) -> None:
    """Raise ValueError unless the rate is above zero, or None for every frame."""
    if frames_per_second is not None and not frames_per_second > 0:
        msg = f"frames_per_second must be above 0 (or None for every frame), got {frames_per_second}"
        raise ValueError(msg)


class Sampler:
    """Says of each frame whether it is one of ``frames_per_second`` (None: every frame is).

    Due times lie on the grid 0, 1/fps, 2/fps ...; the first frame at or after a due time is taken. A
    frame may be early by half of ``native_interval_ms`` (never more than half a grid step), so that
    jitter does not push a look to the next frame.
    """

    def __init__(self, frames_per_second: float | None, native_interval_ms: float) -> None:
        """Start at time 0; ValueError unless the rate is above zero."""
        check_rate(frames_per_second)
        self._step_ms = 0.0 if frames_per_second is None else 1000.0 / frames_per_second
        self._early_ms = min(native_interval_ms, self._step_ms) / 2
        self._due_ms = 0.0

    def takes(self, at_ms: int) -> bool:
        """Whether the frame at ``at_ms`` is taken; times must increase from call to call."""
        if at_ms + self._early_ms < self._due_ms:
            return False
        if self._step_ms:
            self._due_ms = ((at_ms + self._early_ms) // self._step_ms + 1) * self._step_ms
        return True


class FrameTimes:
    """Turns presentation timestamps into milliseconds since the first frame.

    A frame without a timestamp is placed ``native_interval_ms`` after the one before.
    """

    def __init__(self, native_interval_ms: float) -> None:
        """Begin a stream."""
        self._interval_ms = native_interval_ms
        self._first: Fraction | None = None
        self._last_ms: float | None = None

    def of(self, pts: int | None, time_base: Fraction | None) -> int | None:
        """Milliseconds of the frame, or None when it does not come after the frame before (within a year)."""
        exact_ms = self._exact_ms(pts, time_base)
        if exact_ms > LATEST_MS or (self._last_ms is not None and round(exact_ms) <= round(self._last_ms)):
            return None
        self._last_ms = exact_ms
        return round(exact_ms)

    def _exact_ms(self, pts: int | None, time_base: Fraction | None) -> float:
        if pts is None or time_base is None:
            return 0.0 if self._last_ms is None else self._last_ms + self._interval_ms
        at = pts * time_base * 1000
        if self._first is None:
            self._first = at - Fraction(self._last_ms or 0)
        return float(at - self._first)
