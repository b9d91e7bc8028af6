"""``onpost replay``: what other limits, hours or presets would have told, over spans that were logged."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, print_json
from api.errors import InputError
from api.records import Json, change_json, coverage_json, event_json
from api.replaying import Replayed, replay_log
from api.server.store import FILE, sqlite_url
from api.server.stored_replay import replay_store
from api.span_log import read_log
from api.times import parse_moment
from api.what_if import Asked, Difference, Moved, a_day, difference
from api.words import Language, coverage_text, event_text, later_text
from vision.datatypes import Event
from vision.rules.presets import Preset

FINDINGS: dict[Language, str] = {"en": "findings: {}, about {} a day", "zh": "发现：{}项，每天约{}项"}
CHANGED: dict[Language, str] = {
    "en": "findings that appear: {}, vanish: {}, move: {}; about {} a day, before {}",
    "zh": "新增{}项，消失{}项，变动{}项；每天约{}项，原{}项",
}


def replay(  # noqa: PLR0913, PLR0917 - the command's options, each named
    log: Annotated[
        Path, typer.Argument(help="A span log of watch --log, or the data folder of serve.", show_default=False)
    ],
    start: Annotated[
        str | None, typer.Option("--from", help="2026-03-01T10:02:13+08:00 or, in a clip, 0:12:05.")
    ] = None,
    stop: Annotated[str | None, typer.Option("--to", help="As --from; the moment itself is left out.")] = None,
    limits: Annotated[Path | None, typer.Option(help="Other limits (YAML): tells what they would change.")] = None,
    preset: Annotated[Preset | None, typer.Option(help="The limits of a preset: tells what they would change.")] = None,
    site: Annotated[
        Path | None, typer.Option(help="Another site file, its hours, limits and arrangements: tells what changes.")
    ] = None,
    as_json: AsJson = False,
    lang: Annotated[Language, typer.Option(help="Language of what is printed.")] = "en",
) -> None:
    """Judge logged spans again; with other limits or hours, tell which events appear, vanish or move."""
    ways, dated = _replayed(log, start, stop, Asked(limits, preset, site))
    if as_json:
        _print_json(ways, dated=dated)
    else:
        _print_text(ways, lang)


def _replayed(log: Path, start: str | None, stop: str | None, asked: Asked) -> tuple[tuple[Replayed, ...], bool]:
    """The log as it was, then as ``asked``; and whether its dates are known. Raises InputError."""
    if (log / FILE).is_file():
        within = _within(start, stop, dated=True)
        return replay_store(sqlite_url(log.absolute()), *within, asked, len(os.sched_getaffinity(0))), True
    otherwise, spans = asked.otherwise(), read_log(log)
    dated = any(counter.time_zone for counter in spans.counters)
    if asked.site is not None and not dated:
        msg = f"a log whose dates are known was wanted for --site, got {log}: write it with watch --starts-at"
        raise InputError(msg)
    return replay_log(spans, *_within(start, stop, dated=dated), otherwise), dated


def _within(start: str | None, stop: str | None, *, dated: bool) -> tuple[int | None, int | None]:
    from_ms, to_ms = (_moment(text, dated=dated) for text in (start, stop))
    if from_ms is not None and to_ms is not None and from_ms >= to_ms:
        msg = f"--from must be before --to, got {start} and {stop}: swap or correct them"
        raise InputError(msg)
    return from_ms, to_ms


def _moment(text: str | None, *, dated: bool) -> int | None:
    """``text`` in the log's own time: dates in a dated one, else the time since the clip's beginning."""
    if text is None:
        return None
    moment = parse_moment(text)
    if dated != (moment.offset is not None):
        wanted = "a date, as 2026-03-01T10:02:13+08:00" if dated else "a time since the clip's beginning, as 0:12:05"
        msg = f"--from and --to must be {wanted}, as the log's own times are, got {text}: write it so"
        raise InputError(msg)
    return moment.at_ms


def _print_json(ways: Sequence[Replayed], *, dated: bool) -> None:
    def events(those: Sequence[Event]) -> list[Json]:
        return [event_json(event, dated=dated) for event in those]

    result = ways[-1]
    told: Json = {
        "counters": [_counter_json(name, result) for name in result.coverage],
        "changes": [change_json(change, dated=dated) for change in result.changes],
        "events": events(result.events),
        "served_days": result.served_days,
        "findings_a_day": a_day(result.events, result.served_days),
    }
    if len(ways) > 1:
        changed = difference(ways[0].events, result.events)
        told |= {
            "findings_a_day_before": a_day(ways[0].events, ways[0].served_days),
            "appear": events(changed.appear),
            "vanish": events(changed.vanish),
            "move": events([step for moved in changed.move for step in moved.after]),
            "moved": [_moved_json(moved) for moved in changed.move],
        }
    print_json(told)


def _counter_json(name: str, result: Replayed) -> Json:
    days = {"days": [day.json() for day in result.days[name]]} if name in result.days else {}
    return {"counter": name, **coverage_json(result.coverage[name]), **days}


def _moved_json(moved: Moved) -> Json:
    before, after = moved.before[-1], moved.after[-1]
    ended_by_ms = moved.ended_by_ms
    return {
        "id": after.id,
        "was_id": before.id,
        "started_by_s": moved.started_by_ms / 1000,
        "told_by_s": moved.told_by_ms / 1000,
        "ended_by_s": None if ended_by_ms is None else ended_by_ms / 1000,
        "severity": after.severity.value,
        "was_severity": before.severity.value,
    }


def _print_text(ways: Sequence[Replayed], lang: Language) -> None:
    result, changed = ways[-1], None
    if len(ways) == 1:
        _print_events("", result.events, lang)
    else:
        changed = difference(ways[0].events, result.events)
        _print_events("+ ", changed.appear, lang)
        _print_events("- ", changed.vanish, lang)
        for moved in changed.move:
            _print_events("~ ", moved.after, lang)
            if (how := later_text(moved, lang)) != "":
                typer.echo(f"  {how}")
    for name, coverage in result.coverage.items():
        typer.echo(f"{name}: {coverage_text(coverage, lang)}")
    _print_sum(ways, changed, lang)


def _print_events(mark: str, events: Sequence[Event], lang: Language) -> None:
    for event in events:
        typer.echo(mark + event_text(event, lang))


def _print_sum(ways: Sequence[Replayed], changed: Difference | None, lang: Language) -> None:
    daily = [a_day(way.events, way.served_days)["all"] for way in ways]
    if changed is None:
        typer.echo(FINDINGS[lang].format(len({event.id for event in ways[0].events}), daily[0]))
        return
    counts = (len({e.id for e in changed.appear}), len({e.id for e in changed.vanish}), len(changed.move))
    typer.echo(CHANGED[lang].format(*counts, daily[1], daily[0]))
