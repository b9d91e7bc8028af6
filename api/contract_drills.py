"""Messages about drills: trying out the alarm path."""

from typing import Annotated

from pydantic import Field

from api.contract import Message
from api.contract_entries import HallId


class DrillAsked(Message):
    """Where the alarm path is to be tried out."""

    hall: HallId


class DrillMessage(Message):
    """What was told."""

    event: Annotated[str, Field(description="id of the event, of type system.drill")]
