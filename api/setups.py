"""From a site to what judgement needs: counters with their limits and surroundings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.site_context import NOTHING, Entered, context_of, names
from api.site_file import counters_of_camera, views_of_camera
from api.site_limits import AbsenceEntry
from api.site_schema import CounterEntry, HallEntry, Site
from vision.datatypes import Covers, Status, View, Zone
from vision.fold import CounterSetup
from vision.rules.context import Context, elapsed
from vision.rules.presence import AbsenceLimits

WHOLE_PICTURE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class CameraSetup:
    """The views of one camera in pictures of ``size_wh`` pixels, and the counters they belong to."""

    size_wh: tuple[int, int]
    views: tuple[View, ...]
    counters: tuple[CounterSetup, ...]


def whole_picture(size_wh: tuple[int, int], clock: Callable[[int], str] = elapsed) -> CameraSetup:
    """Without a site: the whole picture is the staff zone of one counter that is always in service.

    ``clock`` writes its moments.
    """
    view = View("picture", "picture", Zone.from_fractions(WHOLE_PICTURE, size_wh))
    context = Context("hall", ("画面", "The picture"), clock=clock)
    return CameraSetup(size_wh, (view,), (CounterSetup("picture", {view.id: view.covers}, context),))


def camera_setup(site: Site, camera: str, size_wh: tuple[int, int], period_ms: tuple[int, int] | None) -> CameraSetup:
    """What ``camera`` sees of the site, for pictures of ``size_wh``.

    ``period_ms`` is the time that will be judged, ms UTC; None for a clip of unknown date, whose counters
    are taken to be in service and whose times count from its beginning. Only this camera's views are judged,
    each as if it were alone: a part of a counter still proves presence, never absence.
    """
    views = views_of_camera(site, camera, size_wh)
    counters = tuple(
        counter_setup(site, hall, counter, {v.id: v.covers for v in views if v.counter == counter.id}, period_ms)
        for hall, counter in counters_of_camera(site, camera)
    )
    return CameraSetup(size_wh, views, counters)


def counter_setup(  # noqa: PLR0913, PLR0917 - what a counter is judged by
    site: Site,
    hall: HallEntry,
    counter: CounterEntry,
    covers: dict[str, Covers],
    period_ms: tuple[int, int] | None,
    entered: Entered = NOTHING,
) -> CounterSetup:
    """What ``counter`` is judged by, from the views in ``covers``; ``entered`` is what people did about it."""
    if period_ms is None:
        context = Context(hall.id, names(counter.name))
    else:
        context = context_of(site, hall, counter, period_ms, entered)
    absence = absence_limits(counter.limits.presence_absent, site.limits_version)
    return CounterSetup(counter.id, covers, context, absence, rules=counter.limits.held(site.limits_version))


def absence_limits(entry: AbsenceEntry, version: int) -> AbsenceLimits:
    """The limits of ``presence.absent``; one that is switched off has no steps and so never tells."""
    steps = () if entry.status is Status.OFF else entry.steps_ms()
    return AbsenceLimits(steps, entry.blind_ends_after_ms, version, entry.clause, entry.status)


def cameras_with_views(site: Site) -> Iterable[str]:
    """The cameras that see any counter, in the order of the file."""
    return (camera.id for camera in site.cameras if counters_of_camera(site, camera.id))
