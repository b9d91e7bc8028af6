"""What ``watch`` is asked for, before anything is opened: which file, whose camera, since when, written where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from api.demo_site import ADDRESS as DEMO_SCENE
from api.demo_site import demo_site_text
from api.errors import InputError
from api.setups import CameraSetup, camera_setup, cameras_with_views, whole_picture
from api.site_file import Site, counters_of_camera, load_site, parse_site
from api.times import Moment, clock_of, parse_date
from cameras.arrival import wall_ms
from cameras.open import is_live
from cameras.scene_demo import demo_script
from cameras.source import SourceInfo
from vision.rules.context import elapsed

DAY_MS = 86_400_000
LONGEST_MS = 366 * DAY_MS
"""No file is longer, whatever it says of itself, and no command runs longer."""


@dataclass(frozen=True, slots=True)
class Where:
    """What is watched: the site and camera (None: the whole picture), and when its first picture was taken.

    A ``live`` camera's pictures are dated by this machine's clock; ``starts`` is then now.
    """

    site: Site | None
    camera: str | None
    starts: Moment | None
    live: bool = False

    @property
    def starts_ms(self) -> int:
        """When the first picture was taken; 0 where the date is not known."""
        return 0 if self.starts is None else self.starts.at_ms

    @property
    def dated(self) -> bool:
        """Whether moments are dates; else they count from the clip's beginning."""
        return self.starts is not None

    @property
    def time_zone(self) -> str | None:
        """The hall's time zone, without a site the offset that was given; None where the date is not known."""
        if self.starts is None:
            return None
        if self.site is None or self.camera is None:
            return self.starts.offset
        return counters_of_camera(self.site, self.camera)[0][0].time_zone

    @property
    def hours_left_out(self) -> bool:
        """Whether counters have service hours that a clip of unknown date cannot be held against."""
        if self.site is None or self.camera is None or self.dated:
            return False
        return any(counter.schedule for _, counter in counters_of_camera(self.site, self.camera))

    def clock(self) -> Callable[[int], str]:
        """How moments are written."""
        return clock_of(self.time_zone) if self.time_zone else elapsed

    def setup(self, source: SourceInfo) -> CameraSetup:
        """The camera's views for pictures of the source's size."""
        if self.site is None or self.camera is None:
            return whole_picture(source.size_wh, self.clock())
        period = None
        if self.starts is not None:
            lasts_ms = LONGEST_MS if self.live else min(source.duration_ms or DAY_MS, LONGEST_MS)
            period = (self.starts_ms - DAY_MS, self.starts_ms + lasts_ms + DAY_MS)  # no border is where a clip begins
        return camera_setup(self.site, self.camera, source.size_wh, period)

    def ends_ms(self, source: SourceInfo) -> int | None:
        """When the last picture's time is over, where the source knows."""
        return None if source.duration_ms is None else self.starts_ms + source.duration_ms


def where_of(source: str, site: Path | None, camera: str | None, starts_at: str | None) -> Where:
    """What the arguments name. Raises InputError, with all problems of the site file a SiteFileError."""
    live = not Path(source).exists() and is_live(source)
    if live and starts_at is not None:
        msg = "--starts-at dates a video file, got a camera, whose pictures are dated by the clock: leave it out"
        raise InputError(msg)
    starts = Moment(wall_ms(), "+00:00") if live else None if starts_at is None else parse_date(starts_at)
    loaded = _site_of(source, site)
    if loaded is not None:
        return Where(loaded, _camera_of(loaded, source, camera, site or Path(source)), starts, live)
    if camera is not None:
        msg = f'--camera names a camera of a site file, got "{camera}" without one: name the file with --site'
        raise InputError(msg)
    return Where(None, None, starts, live)


def _site_of(source: str, site: Path | None) -> Site | None:
    """The site that was named; the demo scene brings its own."""
    if site is None:
        return parse_site(demo_site_text(demo_script()), source).site if source == DEMO_SCENE else None
    return load_site(site)


def _camera_of(site: Site, source: str, camera: str | None, file: Path) -> str:
    """The camera that was named, or the only one, or the one whose address is the source."""
    able = list(cameras_with_views(site))
    if camera in able:
        return str(camera)
    if not able:
        msg = f"{file}: a site with a view was wanted, got one without: give a counter a view with its zones"
        raise InputError(msg)
    addressed = [
        entry.id
        for entry in site.cameras
        if entry.id in able and source in {a.get_secret_value() for a in (entry.main, entry.sub) if a}
    ]
    fitting = [] if camera else addressed or able
    if len(fitting) == 1:
        return fitting[0]
    came = f'"{camera}"' if camera else f"{len(fitting)} that could have"
    msg = (
        f"{file}: one camera with a view that took {Path(source).name} was wanted, got {came}: "
        f"name one with --camera ({', '.join(able)})"
    )
    raise InputError(msg)


def refuse_overwriting(read: Iterable[Path | None], written: Iterable[Path | None]) -> None:
    """Nothing is written over what is read, or twice. Raises InputError."""
    taken = {_same(path) for path in read if path is not None}
    for path in written:
        if path is None:
            continue
        if _same(path) in taken:
            msg = f"{path}: a file of its own was wanted for what is saved, got one that is in use: name another"
            raise InputError(msg)
        taken.add(_same(path))


def _same(path: Path) -> tuple[int, int] | Path:
    """What two names of one file have in common."""
    try:
        path = path.resolve()
        status = path.stat()
    except (OSError, RuntimeError):  # not there yet, or links that lead in a circle: whoever opens it says so
        return path.absolute()
    return status.st_dev, status.st_ino
