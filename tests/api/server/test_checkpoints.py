"""A fold that was written down and read back goes on as if nothing had happened."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.server.checkpoints import dump_hall_state, dump_state, load_hall_state, load_state
from api.server.sites import SiteHistory, SiteVersion
from tests.api.server.builders import BEGIN_MS, DARK, NOBODY, SOMEBODY, STILL, Run, cut, site, spans
from tests.vision.rules.hall_builders import SETUP as HALL
from tests.vision.rules.hall_builders import Story, changes_of
from vision.datatypes import Fact, Phase, Phone, Posture, Sign, Span, Uniform
from vision.fold import CounterState, fold
from vision.hall import HallState
from vision.hall import fold as fold_hall
from vision.rules.registry import DEFAULTS

RUNS = st.lists(
    st.tuples(st.integers(1, 20_000), st.sampled_from([SOMEBODY, NOBODY, 3, -1, 0, STILL, DARK])),
    min_size=1,
    max_size=8,
)
HISTORY = SiteHistory([SiteVersion(BEGIN_MS, site())])
SETUP, SETUP_7 = (HISTORY.setup_at(counter, BEGIN_MS) for counter in ("8", "7"))


@given(RUNS, RUNS, st.integers(0, 60_000))
def test_every_state_comes_back_as_it_was(front: list[Run], side: list[Run], place: int) -> None:
    state = CounterState.at(SETUP, BEGIN_MS)
    for span in cut([*spans(front, "front"), *spans(side, "side")], [BEGIN_MS + place]):
        state, _ = fold(state, span, SETUP)
        assert load_state(dump_state(state)) == state


SAID: list[dict[str, object]] = [
    {},
    {"phone": Fact(Phone.HANDLING, 13), "posture": Fact(Posture.SLUMPED, 12)},
    {"phone": Fact(Phone.NONE, 9), "uniform": Fact(Uniform.MISMATCH, 14), "customer_evidence": 12},
    {"sign": Fact(Sign.SHOWN, 15), "motion": 7},
]


@given(st.lists(st.tuples(st.integers(1, 40_000), st.sampled_from(SAID)), min_size=1, max_size=10))
def test_what_rules_and_behaviour_remember_comes_back_and_goes_on(runs: list[tuple[int, dict[str, object]]]) -> None:
    state = other = CounterState.at(SETUP_7, BEGIN_MS)
    at_ms = BEGIN_MS
    for lasts_ms, said in runs:
        span = replace(Span("seven", at_ms, at_ms + lasts_ms, None, SOMEBODY), **said)  # type: ignore[arg-type]
        state, found = fold(state, span, SETUP_7)
        other, again = fold(load_state(dump_state(other)), span, SETUP_7)
        assert (state, found) == (other, again)
        at_ms += lasts_ms


def test_a_state_kept_before_there_were_rules_goes_on() -> None:
    state = CounterState.at(SETUP_7, BEGIN_MS)
    for span in spans([(9_000, SOMEBODY), (7_000, NOBODY)]):
        state, _ = fold(state, span, SETUP_7)
    old = json.loads(dump_state(state))
    del old["rules"], old["judgement"]["visit"], old["absence"]["status"]
    for name in ("excused_ms", "declared_ms", "due_ms", "covered_ms", "sign_ms", "unsigned_ms"):
        del old["absence"][name]
    for view in old["judgement"]["views"].values():
        del view["conduct"]
    later = Span("seven", BEGIN_MS + 16_000, BEGIN_MS + 20_000, None, NOBODY)
    assert fold(load_state(json.dumps(old)), later, SETUP_7)[1] == fold(state, later, SETUP_7)[1]


FIRST_MS = 1_429
"""How long looks of score 13 take until the first belief."""


def test_a_finding_kept_before_limits_were_remembered_by_their_length_goes_on() -> None:
    state = CounterState.at(SETUP_7, BEGIN_MS)
    call = replace(Span("seven", BEGIN_MS, BEGIN_MS + 60_000, None, SOMEBODY), phone=Fact(Phone.CALL, 13))
    setup = replace(SETUP_7, rules=DEFAULTS)
    state, _ = fold(state, call, setup)
    old = json.loads(dump_state(state))
    old["rules"]["phone.call"]["steps_reached"] = 1
    for view in old["judgement"]["views"].values():
        del view["watched"]
    del old["judgement"]["sign_up"], old["judgement"]["visit"]["blind_ms"]
    later = replace(call, from_ms=call.to_ms, to_ms=call.to_ms + 90_000)
    found = fold(load_state(json.dumps(old)), later, setup)[1]
    assert [(event.type, event.phase, event.at_ms) for event in found[1]] == [
        ("phone.call", Phase.GRAVER, BEGIN_MS + 120_000 + FIRST_MS)
    ]


@pytest.mark.parametrize("until_s", [0, 500, 1_200, 1_450, 1_505])
def test_the_state_of_a_hall_comes_back_and_goes_on(until_s: int) -> None:
    seen: Story = {
        "7": [(0, ".")],
        "8": [(0, "x")],
        "9": [(0, "."), (1100, "x"), (1200, "b"), (1250, "x"), (1500, ".")],
    }
    changes, until_ms = changes_of(seen), until_s * 1_000
    state, _ = fold_hall(HallState(0), [c for c in changes if c.at_ms < until_ms], until_ms, HALL)
    again = load_hall_state(dump_hall_state(state))
    rest = [c for c in changes if c.at_ms >= until_ms]
    assert again == state
    assert fold_hall(again, rest, 2_000_000, HALL) == fold_hall(state, rest, 2_000_000, HALL)


def test_what_is_no_state_of_a_hall_is_refused() -> None:
    with pytest.raises(ValueError, match="HallState"):
        load_hall_state('{"judgement": 1}')


@pytest.mark.parametrize("text", ["", "{}", '{"judgement": 1}'])
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="CounterState"):
        load_state(text)
