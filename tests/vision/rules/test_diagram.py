"""The docs show the tables as they are."""

from pathlib import Path

from vision.rules.diagram import diagram
from vision.rules.presence import TABLE, TYPE, Stage

DOCS = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_docs_show_the_table_of_presence_absent() -> None:
    text = DOCS.read_text("utf-8")
    section = text.partition(f"## `{TYPE}`")[2]
    assert diagram(TABLE, Stage.IDLE) in section
