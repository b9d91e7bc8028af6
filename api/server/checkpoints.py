"""Everything the fold of a counter, or of a hall, remembers, as JSON and back, so that it can go on where it stood."""

from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from api.server.packing import Damaged
from vision.fold import CounterState
from vision.hall import HallState

State = TypeVar("State", CounterState, HallState)


@cache
def _of_counter() -> TypeAdapter[CounterState]:
    return TypeAdapter(CounterState)


@cache
def _of_hall() -> TypeAdapter[HallState]:
    return TypeAdapter(HallState)


def dump_state(state: CounterState) -> str:
    """The state of a counter as JSON."""
    return _of_counter().dump_json(state).decode()


def dump_hall_state(state: HallState) -> str:
    """The state of a hall as JSON."""
    return _of_hall().dump_json(state).decode()


def load_state(text: str) -> CounterState:
    """The state of a counter that ``dump_state`` wrote. Raises Damaged for anything else."""
    return _loaded(text, _of_counter())


def load_hall_state(text: str) -> HallState:
    """As ``load_state``, of a hall."""
    return _loaded(text, _of_hall())


def _loaded(text: str, adapter: TypeAdapter[State]) -> State:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        msg = f"a checkpoint was wanted, got {error.error_count()} errors for {error.title}: the store is damaged"
        raise Damaged(msg) from error
