"""The example of a rule on its own in docs/rules.md runs as it stands there, and prints what it says."""

import re
import subprocess
import sys

from tests.house.tree import ROOT


def test_the_example_prints_what_it_says() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```\s+prints\s+```text\n(.*?)```", page, re.DOTALL)
    assert examples
    for code, printed in examples:
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-X", "utf8", "-c", code],
            cwd=ROOT,
            encoding="utf-8",
            capture_output=True,
            check=True,
        )
        assert ran.stdout == printed
