"""The Chinese words of a problem stand beside the English ones and need the same values."""

from string import Formatter

import pytest

from api.site_problems import MESSAGES
from api.site_words import ZH, in_chinese


def fields(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(ZH))
def test_chinese_needs_no_value_that_english_does_not_give(code: str) -> None:
    message = MESSAGES[code]
    english = fields(message.wanted, message.came, message.remedy)
    assert fields(*ZH[code]) <= english
    said = in_chinese(code, dict.fromkeys(english, "x"))
    assert said is not None
    assert said.startswith("应为")


def test_where_there_are_no_words_none_are_made_up() -> None:
    assert in_chinese("file_missing", {}) is None
