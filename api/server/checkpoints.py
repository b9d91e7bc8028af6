"""Everything a counter's fold remembers, as JSON and back, so that a fold can go on where it stood."""

from functools import cache

from pydantic import TypeAdapter, ValidationError

from api.server.packing import Damaged
from vision.fold import CounterState


@cache
def _adapter() -> TypeAdapter[CounterState]:
    return TypeAdapter(CounterState)


def dump_state(state: CounterState) -> str:
    """``state`` as JSON."""
    return _adapter().dump_json(state).decode()


def load_state(text: str) -> CounterState:
    """The state that ``dump_state`` wrote. Raises Damaged for anything else."""
    try:
        return _adapter().validate_json(text)
    except ValidationError as error:
        msg = f"a checkpoint was wanted, got {error.error_count()} errors for {error.title}: the store is damaged"
        raise Damaged(msg) from error
