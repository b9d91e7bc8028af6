"""The docs show the tables as they are."""

from pathlib import Path

import pytest

from vision.datatypes import Status
from vision.rules import held
from vision.rules.diagram import diagram
from vision.rules.hall_registry import EVERY_HALL_RULE
from vision.rules.presence import TABLE, TYPE, Stage
from vision.rules.registry import RULES, UNPROVED
from vision.rules.rule import AnyRule
from vision.why import duration_en

DOCS = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_docs_show_the_table_of_presence_absent() -> None:
    text = DOCS.read_text("utf-8")
    section = text.partition(f"## `{TYPE}`")[2]
    assert diagram(TABLE, Stage.IDLE) in section


def test_the_docs_show_the_table_of_what_is_held_for_so_long() -> None:
    section = DOCS.read_text("utf-8").partition("## Held for so long")[2]
    assert diagram(held.TABLE, held.Stage.IDLE) in section


EVERY_RULE: dict[str, AnyRule] = {**RULES, **EVERY_HALL_RULE}


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_every_rule_has_a_heading_with_its_defaults(rule: str) -> None:
    section = DOCS.read_text("utf-8").partition(f"## `{rule}`\n")[2].partition("\n## ")[0]
    limits = EVERY_RULE[rule].defaults
    wanted = [f"{severity.value} after {duration_en(ms)}" for ms, severity in limits.steps]
    wanted += [f"recorded from {duration_en(limits.recorded_after_ms)}"] if limits.recorded_after_ms else []
    wanted += ["once a day"] if limits.once_a_day else []
    wanted += (
        ["each clock hour"] if EVERY_RULE[rule].by_the_hour else [f"a gap of {duration_en(limits.gap_ms)} ends it"]
    )
    status = Status.OFF if rule in UNPROVED else limits.status
    wanted += [f"blind for {duration_en(limits.blind_ends_after_ms)}", f"status {status.value}"]
    told = section.partition("Default: ")[2].partition("\n\n")[0].replace("\n", " ")
    assert [words for words in wanted if words not in told] == []
