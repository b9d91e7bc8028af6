"""What is asked about counters."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.contract import CounterList, CounterMessage, Ms, Timeline, TimelinePiece, ViewMessage
from api.server.asked import OurParts
from api.server.engine import CounterFold, Engine
from api.server.halls import camera_of_view, halls
from api.server.problems import Code, Refused
from api.server.sites import WatchedCounter
from api.server.timeline import timeline
from vision.datatypes import BlindReason, Presence
from vision.fold import Change, CounterSetup
from vision.judgement import CounterJudgement, is_in_doubt, live_state
from vision.rules.presence import Stage

ROUTER = APIRouter(tags=["counters"])
MOST_PX = 10_000


@ROUTER.get("/counters")
def counters(parts: OurParts) -> CounterList:
    """How every counter stands."""
    engine, folds, now_ms = parts.engine, parts.engine.folds, parts.clock()  # the folds of before a new site
    watched = [counter for counter in engine.history.counters() if counter.id in folds]
    return CounterList(
        at_ms=now_ms,
        halls=halls(engine.history.latest, {counter.hall for counter in watched}),
        counters=tuple(_message(engine, counter, folds[counter.id], now_ms) for counter in watched),
    )


@ROUTER.get("/counters/{counter}/timeline")
def counter_timeline(
    counter: Annotated[str, Path(description="id of the counter")],
    from_ms: Annotated[Ms, Query(alias="from", description="first moment, ms UTC")],
    to_ms: Annotated[Ms, Query(alias="to", description="first moment after the last, ms UTC")],
    parts: OurParts,
    px: Annotated[int, Query(ge=1, le=MOST_PX, description="how many pixels wide it is shown, a count")] = 1_000,
) -> Timeline:
    """A counter's settled time, no finer than it can be shown: at most 2 px + 1 pieces."""
    fold = parts.engine.folds.get(counter)
    if fold is None:
        raise Refused(Code.NOT_FOUND, f'a counter of the site was wanted, got "{counter}"')
    if to_ms <= from_ms:
        raise Refused(Code.MALFORMED, f"`to` after `from` was wanted, got {from_ms} to {to_ms}")
    settled_ms = fold.state.judgement.settled_until_ms
    with parts.store.read() as log:
        changes = log.changes(counter, from_ms, to_ms)
    until_ms = max(from_ms, min(to_ms, settled_ms))
    width = max(1, round(px * (until_ms - from_ms) / (to_ms - from_ms)))
    pieces = timeline([c for c in changes if c.at_ms < until_ms], from_ms, until_ms, width)
    return Timeline(
        counter=counter,
        from_ms=from_ms,
        to_ms=to_ms,
        settled_until_ms=settled_ms,
        pieces=tuple(TimelinePiece.model_validate(piece, from_attributes=True) for piece in pieces),
    )


def _message(engine: Engine, counter: WatchedCounter, fold: CounterFold, now_ms: int) -> CounterMessage:
    state = fold.state
    begins_ms = engine.history.begins_ms(counter.id)
    unknown = Change(counter.id, begins_ms, Presence.BLIND, Presence.BLIND, BlindReason.UNDECIDED)
    last = state.last or unknown
    cameras = camera_of_view(engine.history.latest)
    views = (engine.progress[view] for view in counter.views)
    heard = _heard(fold.state.judgement, {view for view in counter.views if not engine.is_silent(view, now_ms)})
    live = _live(heard, fold, engine.history.setup_at(counter.id, fold.at_ms))
    return CounterMessage(
        id=counter.id,
        hall=counter.hall,
        name={"zh": counter.name[0], "en": counter.name[1]},
        live=live,
        checking=live in {Presence.PRESENT, Presence.ABSENT} and is_in_doubt(heard),
        settled=last.state,
        unstaffed=state.absence.stage is Stage.UNSTAFFED,
        blind_reason=last.blind_reason,
        customer=last.customer,
        since_ms=begins_ms if state.last is None else state.since_ms,
        blind_s=state.blind_ms / 1000,
        settled_until_ms=state.judgement.settled_until_ms,
        coverage_s={presence: ms / 1000 for presence, ms in state.coverage.ms.items()},
        views=tuple(
            ViewMessage(
                id=view.view,
                camera=cameras[view.view],
                watermark_ms=view.watermark_ms,
                silent_until_ms=view.silent_until_ms,
            )
            for view in views
        ),
    )


def _heard(judgement: CounterJudgement, views: set[str]) -> CounterJudgement:
    """The judgement by the views that are heard: what nobody tells of is not known."""
    return replace(judgement, views={name: view for name, view in judgement.views.items() if name in views})


def _live(heard: CounterJudgement, fold: CounterFold, setup: CounterSetup) -> Presence:
    """What is believed of the counter this moment."""
    if not all(served for _, _, served in setup.context.service_pieces(fold.at_ms, fold.at_ms + 1)):
        return Presence.UNSCHEDULED
    return live_state(heard)
