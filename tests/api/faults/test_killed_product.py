"""The real product on the demo scene while its processes are killed: nothing acknowledged lost, events as scripted."""

from collections.abc import Callable
from pathlib import Path
from threading import Event as Bell

import pytest

from cameras.arrival import wall_ms
from cameras.scene_demo import demo_script
from tests.api.faults.checks import all_faults, blind_s
from tests.api.faults.judged import Judged, blind_ms, judged_in, undisturbed
from tests.api.faults.killing import Killer
from tests.api.faults.product import NOTICE_S, Product
from tests.api.faults.script_check import compare
from vision.datatypes import Phase

Record = Callable[[str, object], None]
SOON_S, LATER_S = 2.0, 10.0
WEIGHTS = {"api": 6.0, "jobs": 2.0, "worker": 0.7, "reader": 0.7}
OUTAGE_S = 30.0


def killer_of(product: Product, seed: int, weights: dict[str, float]) -> Killer:
    """Kills by kind, drawn by ``seed``."""
    deeds = {
        "api": product.kill_api,
        "jobs": product.kill_jobs,
        "reader": product.kill_reader,
        "worker": product.kill_worker,
    }
    return Killer(seed, {name: deeds[name] for name in weights}, weights)


def strike_until(killer: Killer, product: Product, done: Callable[[], bool], deadline_s: float) -> None:
    """Kill at drawn moments until ``done``, or time is up."""
    end_ms = wall_ms() + round(deadline_s * 1000)
    while not done() and wall_ms() < end_ms:
        Bell().wait(killer.chance.uniform(SOON_S, LATER_S))
        product.keep()
        killer.strike()


def checked(product: Product, record_property: Record, killer: Killer | None = None) -> Judged:
    """What the product left behind holds against everything that must hold; its figures are recorded."""
    judged, versions = judged_in(product.data, wall_ms())
    quiet = undisturbed(judged, versions)
    compared = compare(judged, demo_script(), product.begins_ms, NOTICE_S * 1000)
    figures = {
        **{f"kills_{name}": count for name, count in sorted((killer.done if killer else {}).items())},
        "batches_sent": len(product.proxy.exchanges),
        "spans_acknowledged": len({s for one in product.proxy.exchanges if one.acknowledged for s in one.spans}),
        "events_compared": len(quiet.final),
        "absences_in_clear_sight": compared.clear,
        "absences_not_in_clear_sight": compared.unclear,
        "corrections_told": sum(step.phase in {Phase.AMENDED, Phase.WITHDRAWN} for step in judged.steps),
        "blind_s": round(blind_s(judged), 1),
    }
    for name, value in figures.items():
        record_property(name, value)
    assert [*all_faults(product.proxy.exchanges, judged, quiet), *compared.wrong] == []
    assert "Traceback" not in product.serve.said + product.worker.said
    return judged


@pytest.mark.thorough
def test_one_round_of_kills(tmp_path: Path, record_property: Record) -> None:
    """Windows 1, 3 and 4 are left until 95 s to 100 s of the script: API and jobs are killed all the while.

    Reader and worker are killed at the end, so that something is in clear sight.
    """
    product = Product(tmp_path, into_s=60)
    with product.run():
        killer = killer_of(product, 2, {"api": 3, "jobs": 1})
        strike_until(killer, product, product.has_ended_event, 120)
        assert product.kill_reader()
        assert product.kill_worker()
        product.end()
    judged = checked(product, record_property, killer)
    assert judged.final
    assert killer.done["api"] > 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_five_minutes_of_kills(tmp_path: Path, record_property: Record) -> None:
    product = Product(tmp_path, into_s=0)
    with product.run():
        killer = killer_of(product, 3, WEIGHTS)
        strike_until(killer, product, lambda: False, 300)
        product.end()
    judged = checked(product, record_property, killer)
    assert set(killer.done) == set(WEIGHTS)
    assert len(judged.final) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("outage", [Product.hold_api, Product.cut_line])
def test_an_outage_is_carried_by_the_spool(
    tmp_path: Path, record_property: Record, outage: Callable[[Product, float], bool]
) -> None:
    """Window 3 is left from 74 s to 100 s of the script: the outage lies within, and nothing was blind in the end."""
    product = Product(tmp_path, into_s=52)
    with product.run():
        Bell().wait(max(0.0, (product.begins_ms + 72_000 - wall_ms()) / 1000))
        assert outage(product, OUTAGE_S)
        product.end()
    judged = checked(product, record_property)
    for counted in judged.counters.values():
        during = (product.begins_ms + 70_000, product.begins_ms + 104_000)
        assert [b for b in blind_ms(counted.changes, counted.settled_ms) if b[0] < during[1] and during[0] < b[1]] == []


@pytest.mark.slow
def test_a_reader_that_hangs_is_blind_and_comes_back(tmp_path: Path, record_property: Record) -> None:
    product = Product(tmp_path, into_s=100)
    with product.run():
        assert product.stop_reader()
        product.end()
    judged = checked(product, record_property)
    assert 4 * 2 < blind_s(judged) < 4 * 30
