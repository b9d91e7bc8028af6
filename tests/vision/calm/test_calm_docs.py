"""The causes told in docs/rules.md are those of the code."""

import re

from tests.api.builders import ROOT
from vision.calm.causes import CAUSES, DIGEST_ONLY, FACTS

TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").partition("\n## Calm\n")[2].partition("\n## ")[0]


def test_every_cause_is_documented_with_its_rules_in_order() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", TEXT, re.MULTILINE)
    assert {cause: tuple(re.findall(r"`([\w.]+)`", rules)) for cause, rules in rows} == dict(CAUSES)


def test_what_is_a_fact_or_for_the_digest_alone_is_documented() -> None:
    (facts,) = re.findall(r"Facts \(([^)]+)\)", TEXT)
    assert set(re.findall(r"`([\w.]+)`", facts)) == FACTS
    (digest,) = re.findall(r"^\| ([^|]+) \| in the digest; at once", TEXT, re.MULTILINE)
    assert set(re.findall(r"`([\w.]+)`", digest)) == DIGEST_ONLY
