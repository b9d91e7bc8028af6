"""What a rule finds has a name on the page, in both languages."""

import json

import pytest

from tests.api.builders import ROOT
from vision.datatypes import Status
from vision.rules.hall_registry import EVERY_HALL_RULE
from vision.rules.presence import TYPE
from vision.rules.registry import RULES

WEB = ROOT / "api" / "web" / "src"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_rule_has_its_word(language: str) -> None:
    words = json.loads((WEB / "locales" / f"{language}.json").read_text("utf-8"))
    assert [rule for rule in (TYPE, *RULES, *EVERY_HALL_RULE) if not words.get(rule)] == []
    assert words[f"status.{Status.TRIAL}"]


def test_the_page_knows_every_rule() -> None:
    text = (WEB / "words" / "useWords.ts").read_text("utf-8")
    assert [rule for rule in (TYPE, *RULES, *EVERY_HALL_RULE) if f'"{rule}"' not in text] == []
