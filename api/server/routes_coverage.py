"""What is asked about where counters' time went: the coverage ledger."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.contract_coverage import Coverage, DayCoverage
from api.ledgers import DayLedger, day_borders, days_between
from api.server.asked import OurParts
from api.server.problems import Code, Refused
from api.times import FIRST_MS, LAST_MS

ROUTER = APIRouter(tags=["counters"])
MOST_DAYS = 366
Day = Annotated[str, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


@ROUTER.get("/counters/{counter}/coverage")
def counter_coverage(
    counter: Annotated[str, Path(description="id of the counter")],
    first: Annotated[Day, Query(alias="from", description="first day, as 2026-03-01, in the hall's calendar")],
    parts: OurParts,
    last: Annotated[Day | None, Query(alias="to", description="last day, as 2026-03-31; left out: the first")] = None,
) -> Coverage:
    """Where the counter's time of each day went: watched, blind by reason, private, out of service, not recorded."""
    fold = parts.engine.folds.get(counter)
    if fold is None:
        raise Refused(Code.NOT_FOUND, f'a counter of the site was wanted, got "{counter}"')
    history = parts.engine.history
    zone, settled_ms = history.time_zone(counter), fold.state.judgement.settled_until_ms
    begins, ends = _days(first, first if last is None else last)
    period = day_borders(begins, zone)[0], day_borders(ends, zone)[1]
    with parts.store.read() as log:
        changes = log.changes(counter, *period)
    known, private = (history.begins_ms(counter), settled_ms), history.private(counter, *period)
    days = days_between(begins, ends, changes, known, zone, private)
    return Coverage(counter=counter, time_zone=zone, settled_until_ms=settled_ms, days=tuple(map(_message, days)))


def _days(first: str, last: str) -> tuple[date, date]:
    """Both days. Raises Refused."""
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise Refused(Code.MALFORMED, f"dates as 2026-03-01 were wanted, got {first} and {last}") from error
    if not 0 <= (ends - begins).days < MOST_DAYS:
        raise Refused(Code.MALFORMED, f"up to {MOST_DAYS} days in order were wanted, got {first} to {last}")
    if begins < FIRST or ends > LAST:
        raise Refused(Code.MALFORMED, f"days from {FIRST} to {LAST} were wanted, got {first} to {last}")
    return begins, ends


FIRST, LAST = (date.fromordinal(date(1970, 1, 1).toordinal() + ms // 86_400_000) for ms in (FIRST_MS, LAST_MS))


def _message(day: DayLedger) -> DayCoverage:
    return DayCoverage.model_validate(day.json())
