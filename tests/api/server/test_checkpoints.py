"""A fold that was written down and read back goes on as if nothing had happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.server.checkpoints import dump_state, load_state
from api.server.sites import SiteHistory, SiteVersion
from tests.api.server.builders import BEGIN_MS, DARK, NOBODY, SOMEBODY, STILL, Run, cut, site, spans
from vision.fold import CounterState, fold

RUNS = st.lists(
    st.tuples(st.integers(1, 20_000), st.sampled_from([SOMEBODY, NOBODY, 3, -1, 0, STILL, DARK])),
    min_size=1,
    max_size=8,
)
SETUP = SiteHistory([SiteVersion(BEGIN_MS, site())]).setup_at("8", BEGIN_MS)


@given(RUNS, RUNS, st.integers(0, 60_000))
def test_every_state_comes_back_as_it_was(front: list[Run], side: list[Run], place: int) -> None:
    state = CounterState.at(SETUP, BEGIN_MS)
    for span in cut([*spans(front, "front"), *spans(side, "side")], [BEGIN_MS + place]):
        state, _ = fold(state, span, SETUP)
        assert load_state(dump_state(state)) == state


@pytest.mark.parametrize("text", ["", "{}", '{"judgement": 1}'])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="CounterState"):
        load_state(text)
