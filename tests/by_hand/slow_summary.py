"""What `make slow` leaves behind: ``python -m tests.by_hand.slow_summary junit.xml slow.json``."""

import json
import platform
import sys
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element, parse  # the file is pytest's own

OUTCOMES = {"failure": "failed", "error": "errors", "skipped": "skipped"}


def outcome(case: Element) -> str:
    """How one test ended: passed, failed, errors or skipped."""
    return next((OUTCOMES[child.tag] for child in case if child.tag in OUTCOMES), "passed")


def figures(case: Element) -> dict[str, str]:
    """What a test gave to ``record_property``."""
    return {item.get("name", ""): item.get("value", "") for item in case.iterfind("properties/property")}


def summary(root: Element) -> dict[str, object]:
    """Counts, seconds, everything that is not green, and the figures of a junit report."""
    named = [(f"{case.get('classname')}.{case.get('name')}", case) for case in root.iter("testcase")]
    return {
        "when": next((suite.get("timestamp", "")[:10] for suite in root.iter("testsuite")), ""),
        "python": platform.python_version(),
        "counts": dict(sorted(Counter(outcome(case) for _, case in named).items())),
        "seconds": round(sum(float(case.get("time", 0)) for _, case in named), 1),
        "not_passed": {name: outcome(case) for name, case in named if outcome(case) != "passed"},
        "figures": {name: found for name, case in named if (found := figures(case))},
    }


def main(junit: str, target: str) -> None:
    """Writes the summary of ``junit`` to ``target`` and prints its counts."""
    found = summary(parse(junit).getroot())
    Path(target).write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    print(f"{target}: {found['counts']} in {found['seconds']} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
