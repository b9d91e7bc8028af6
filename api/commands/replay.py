"""``onpost replay``: what other limits would have told, over spans that were logged."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, print_json
from api.errors import InputError
from api.records import change_json, coverage_json, event_json
from api.replaying import Difference, Replayed, difference, replay_log, with_limits
from api.span_log import read_log
from api.times import parse_moment
from api.words import Language, coverage_text, event_text
from vision.datatypes import Event

FINDINGS: dict[Language, str] = {"en": "findings", "zh": "发现"}
CHANGED: dict[Language, str] = {
    "en": "findings that appear: {}, vanish: {}, move: {}",
    "zh": "新增{}项,消失{}项,变动{}项",
}


def replay(  # noqa: PLR0913, PLR0917 - the command's options, each named
    log: Annotated[Path, typer.Argument(help="A span log, as written by watch --log.", show_default=False)],
    start: Annotated[
        str | None, typer.Option("--from", help="2026-03-01T10:02:13+08:00 or, in a clip, 0:12:05.")
    ] = None,
    stop: Annotated[str | None, typer.Option("--to", help="As --from; the moment itself is left out.")] = None,
    limits: Annotated[Path | None, typer.Option(help="Other limits (YAML): tells what they would change.")] = None,
    as_json: AsJson = False,
    lang: Annotated[Language, typer.Option(help="Language of what is printed.")] = "en",
) -> None:
    """Judge logged spans again; with other limits, tell which events appear, vanish or move."""
    spans = read_log(log)
    dated = any(counter.time_zone for counter in spans.counters)
    from_ms, to_ms = (_moment(text, dated=dated) for text in (start, stop))
    if from_ms is not None and to_ms is not None and from_ms >= to_ms:
        msg = f"--from must be before --to, got {start} and {stop}: swap or correct them"
        raise InputError(msg)
    setups = tuple(counter.setup() for counter in spans.counters)
    result = replay_log(spans, setups, from_ms, to_ms)
    changed = None
    if limits is not None:
        before, result = result, replay_log(spans, with_limits(setups, limits), from_ms, to_ms)
        changed = difference(before.events, result.events)
    if as_json:
        _print_json(result, changed, dated=dated)
    else:
        _print_text(result, changed, lang)


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


def _print_json(result: Replayed, changed: Difference | None, *, dated: bool) -> None:
    def events(those: tuple[Event, ...]) -> list[dict[str, object]]:
        return [event_json(event, dated=dated) for event in those]

    told: dict[str, object] = {
        "counters": [{"counter": name, **coverage_json(state.coverage)} for name, state in result.states.items()],
        "changes": [change_json(change, dated=dated) for change in result.changes],
        "events": events(result.events),
    }
    if changed is not None:
        told |= {
            "appear": events(changed.appear),
            "vanish": events(changed.vanish),
            "move": events(changed.move),
        }
    print_json(told)


def _print_text(result: Replayed, changed: Difference | None, lang: Language) -> None:
    groups = [("", result.events)]
    if changed is not None:
        groups = [("+ ", changed.appear), ("- ", changed.vanish), ("~ ", changed.move)]
    for mark, events in groups:
        for event in events:
            typer.echo(mark + event_text(event, lang))
    for name, state in result.states.items():
        typer.echo(f"{name}: {coverage_text(state.coverage, lang)}")
    if changed is None:
        typer.echo(f"{FINDINGS[lang]}: {len({event.id for event in result.events})}")
    else:
        counts = (len({e.id for e in those}) for those in (changed.appear, changed.vanish, changed.move))
        typer.echo(CHANGED[lang].format(*counts))
