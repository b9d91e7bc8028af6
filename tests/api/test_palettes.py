"""A uniform's colours are the same from a site file, in a message, and back."""

import json

import numpy as np
import pytest
from pydantic import ValidationError

from api.contract import WatchedUniform
from api.palettes import entry_of, of_message, palette_of, to_message
from api.site_schema import UniformEntry
from vision.datatypes import Palette

ENTRY: dict[str, object] = {"id": "winter", "name": "Winter", "palette": ["#26304f", "#a8c4e4"], "shares": [0.7, 0.3]}


def read(entry: dict[str, object]) -> UniformEntry:
    return UniformEntry.model_validate_json(json.dumps(entry))


def test_an_entry_and_back() -> None:
    palette = palette_of(read(ENTRY))
    assert palette.lab[0] == pytest.approx([20.4, 5.7, -20.4], abs=0.1)
    assert entry_of(palette, "Winter") == ENTRY


def test_shares_that_nobody_knows_are_left_out() -> None:
    without = {name: value for name, value in ENTRY.items() if name != "shares"}
    palette = palette_of(read(without))
    assert palette.share.tolist() == [0, 0]
    assert entry_of(palette, "Winter") == without


def test_a_message_and_back() -> None:
    palette = palette_of(read(ENTRY))
    again = of_message(WatchedUniform.model_validate_json(to_message(palette).model_dump_json()))
    assert (again.id, again.lab.tolist(), again.share.tolist()) == ("winter", palette.lab.tolist(), [0.7, 0.3])


def test_a_message_without_a_share_for_each_colour_is_refused() -> None:
    with pytest.raises(ValidationError, match="a share for each of 1"):
        WatchedUniform(id="a", lab=((20, 0, 0),), share=())


def test_a_palette_has_a_colour_and_a_share_for_each() -> None:
    with pytest.raises(ValueError, match="at least 1 colour"):
        Palette("a", np.zeros((0, 3)), np.zeros(0))
    with pytest.raises(ValueError, match="share must have shape"):
        Palette("a", np.zeros((2, 3)), np.zeros(1))
