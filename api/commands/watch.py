"""``onpost watch``: one source, its changes and events as they happen, and what they add up to."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer

from api.commands.interruption import interruption
from api.commands.options import DATA, AsJson, Weights, detector_of, print_json, progress_bar, say
from api.commands.place import Where, refuse_overwriting, where_of
from api.overlay import Overlay
from api.records import change_json, coverage_json, event_json
from api.settings import Settings
from api.setups import CameraSetup
from api.span_log import SpanLogWriter, logged_counter
from api.watching import LOOKS_PER_SECOND, Listeners, Watching
from api.words import Language, coverage_text, event_text, state_text
from cameras.arrival import wall_ms
from cameras.open import Wishes, open_source
from cameras.pace import Pace
from cameras.reconnecting import ReconnectingSource
from cameras.sampling import Sampler
from cameras.source import Source
from cameras.writer import VideoWriter
from models.closer import open_closer
from vision.datatypes import Event, Frame
from vision.fold import Change

FILM_PER_SECOND = 10.0
"""Pictures a second of the film: people move smoothly, and looks stay as they are."""


SIGNALLED = 128
"""Exit code of a command that a signal ended, less the signal's number: as shells have it."""

TICK_S = 0.5
"""How long a camera is waited for before it is asked how it is."""


@dataclass(slots=True)
class Told:
    """What was printed, for the summary."""

    changes: list[Change] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def watch(  # noqa: PLR0913, PLR0917 - the command's options, each named
    source: Annotated[
        str,
        typer.Argument(help="A video file, a camera (rtsp://…, http://…, usb:0) or scene:demo.", show_default=False),
    ],
    site: Annotated[Path | None, typer.Option(help="Site file with the counters; without: the whole picture.")] = None,
    camera: Annotated[str | None, typer.Option(help="The camera of the site that took this video.")] = None,
    starts_at: Annotated[
        str | None, typer.Option(help="When the video begins, as 2026-03-01T10:02:13+08:00; else times count from 0.")
    ] = None,
    as_json: AsJson = False,
    save: Annotated[Path | None, typer.Option(help="Save a film with zones, people and states (.mp4).")] = None,
    log: Annotated[Path | None, typer.Option(help="Save the spans, for onpost replay (.jsonl).")] = None,
    weights: Weights = None,
    looks_per_second: Annotated[float, typer.Option(min=0.2, max=30, help="Looks a second.")] = LOOKS_PER_SECOND,
    real_time: Annotated[bool, typer.Option(help="Play the video as slowly as it was taken.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of what is printed and drawn.")] = "en",
) -> None:
    """Watch a video or a camera and tell when each counter was staffed, and when not. Ctrl-C ends it in good order."""
    where = where_of(source, site, camera, starts_at)
    refuse_overwriting((Path(source), site, None if weights is None else Path(weights)), (save, log))
    detector = detector_of(weights)
    with ExitStack() as stack:
        film = stack.enter_context(VideoWriter(save)) if save else None
        spans = stack.enter_context(SpanLogWriter(log)) if log else None
        pictures = stack.enter_context(
            open_source(
                source,
                Wishes(
                    frames_per_second=None if film else looks_per_second,
                    starts_at_ms=where.starts_ms,
                    pace=Pace.REAL if real_time else Pace.AS_FAST_AS_POSSIBLE,
                ),
            )
        )
        setup = where.setup(pictures.info)
        if where.hours_left_out:
            typer.echo("onpost: service hours are not applied without --starts-at", err=True)
        progress = stack.enter_context(progress_bar(Path(source).name))
        told = Told()
        listeners = [_teller(where, told, lang, as_json=as_json), _progress(pictures, where.starts_ms, progress)]
        if film:
            listeners.append(_filmer(film, where, setup, pictures, lang))
        if spans:
            spans.begin(logged_counter(counter, where.time_zone) for counter in setup.counters)
            listeners.append(Listeners(span=spans.write))
        watching = Watching(
            setup,
            detector,
            closer=open_closer(detector, Settings().pose, [DATA / "heads"]),
            model_set=weights or Settings().detector,
            looks_per_second=looks_per_second,
            frames_per_second=pictures.info.frames_per_second,
            listeners=listeners,
        )
        began = time.process_time()
        with interruption() as interrupted:
            frames = takewhile(lambda _: interrupted() is None, _frames(pictures, watching.idle))
            watching.run((f for f in frames if f), lambda: None if interrupted() else where.ends_ms(pictures.info))
        spent_s = time.process_time() - began
    _summarise(watching, told, where, spent_s, lang, as_json=as_json)
    if interrupted() and not where.live:
        typer.echo("onpost: interrupted; what was watched until then is told and saved", err=True)
        raise typer.Exit(SIGNALLED + (interrupted() or 0))


def _frames(source: Source, idle: Callable[[int], None]) -> Iterator[Frame | None]:
    """The source's frames; of a camera also None where none comes, once ``idle`` was told the time."""
    if not isinstance(source, ReconnectingSource):
        yield from source
        return
    reason = source.status.reason
    while True:
        frame = source.take(TICK_S)
        if source.status.reason is not reason:
            reason = source.status.reason
            typer.echo(f"onpost: {'the camera is back' if reason is None else reason}", err=True)
        if frame is None:
            idle(wall_ms())
        yield frame


def _teller(where: Where, told: Told, lang: Language, *, as_json: bool) -> Listeners:
    clock = where.clock()

    def change(change: Change) -> None:
        before = next((c for c in reversed(told.changes) if c.counter == change.counter), None)
        told.changes.append(change)
        if as_json:
            print_json(change_json(change, dated=where.dated))
        elif before is None or (before.state, before.blind_reason) != (change.state, change.blind_reason):
            state = state_text(change.state, change.blind_reason, lang)
            say(f"{clock(change.at_ms)}  {change.counter:12}  {state}")

    def event(event: Event) -> None:
        told.events.append(event)
        if as_json:
            print_json(event_json(event, dated=where.dated))
        else:
            say(f"{clock(event.at_ms)}  {event_text(event, lang)}")

    return Listeners(change=change, event=event)


def _progress(source: Source, starts_ms: int, tell: Callable[[float], None]) -> Listeners:
    duration_ms = source.info.duration_ms

    def frame(frame: Frame, _watching: Watching) -> None:
        if duration_ms:
            tell(min(1.0, (frame.at_ms - starts_ms) / duration_ms))

    return Listeners(frame=frame)


def _filmer(film: VideoWriter, where: Where, setup: CameraSetup, source: Source, lang: Language) -> Listeners:
    names = {c.counter: c.context.name[0 if lang == "zh" else 1] for c in setup.counters}
    overlay = Overlay(names, lang, where.clock())
    wanted = Sampler(FILM_PER_SECOND, 1000 / (source.info.frames_per_second or FILM_PER_SECOND))

    def frame(frame: Frame, watching: Watching) -> None:
        if wanted.takes(frame.at_ms - where.starts_ms):
            film.write(overlay.draw(frame, watching))

    return Listeners(frame=frame)


def _summarise(  # noqa: PLR0913 - what there is to say
    watching: Watching, told: Told, where: Where, spent_s: float, lang: Language, *, as_json: bool
) -> None:
    if as_json:
        dated = where.dated
        print_json(
            {
                "looks": watching.looks,
                "looks_per_cpu_s": round(watching.looks / max(spent_s, 1e-6), 1),
                "counters": [
                    {"counter": name, **coverage_json(state.coverage)} for name, state in watching.states.items()
                ],
                "changes": [change_json(change, dated=dated) for change in told.changes],
                "events": [event_json(event, dated=dated) for event in told.events],
            }
        )
        return
    for name, state in watching.states.items():
        typer.echo(f"{name}: {coverage_text(state.coverage, lang)}")
