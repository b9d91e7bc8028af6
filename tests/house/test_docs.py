"""What is a list is documented: make targets, extras and marks in CONTRIBUTING.md, targets in `make help`."""

import re
import subprocess

import pytest

from tests.house.tree import ROOT, pyproject

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
INTERNAL = {"help", "static"}


def targets() -> set[str]:
    (line,) = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return set(line.split()) - INTERNAL


def test_every_target_is_documented() -> None:
    assert set(re.findall(r"make (\w+)", CONTRIBUTING)) == targets()


def test_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"^make (\w+)", shown, re.MULTILINE)) == targets()


@pytest.mark.parametrize("extra", pyproject()["project"]["optional-dependencies"])
def test_every_extra_is_documented(extra: str) -> None:
    assert f"`{extra}`" in CONTRIBUTING


@pytest.mark.parametrize("mark", pyproject()["tool"]["pytest"]["ini_options"]["markers"])
def test_every_mark_is_documented(mark: str) -> None:
    assert f"`{mark.partition(':')[0]}`" in CONTRIBUTING


def test_every_ignored_lint_rule_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    rules = re.findall(r'^\s+"[A-Z]+\d*",?(.*)$', text.partition("[tool.ruff.lint]")[2], re.MULTILINE)
    assert len(rules) > 5
    assert [rest for rest in rules if not re.match(r"\s+# \w", rest)] == []
