"""Do the tests notice a wrong rule? ``python -m tests.by_hand.mutate mutate.json``.

mutmut (configured in pyproject.toml) changes one operator, number or call at a time in ``vision/rules`` and
``vision/evidence.py`` and runs the tests of ``tests/vision`` that reach it. A mutant that no test kills
is a missing case, or a change without effect.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

WORKPLACE = Path("mutants")
LOG = Path("build") / "mutmut.log"
NOT_COUNTED = {"total", "skipped", "caught_by_type_check"}
KILLED = {"killed", "timeout", "segfault"}


def summary(counts: dict[str, int], listing: str) -> dict[str, object]:
    """Killed, survived and their ratio, from mutmut's statistics and its list of mutants that live.

    A mutant that hangs or crashes the tests is killed; one that no test reaches survives.
    """
    outcomes = {name: count for name, count in counts.items() if name not in NOT_COUNTED and count}
    killed = sum(count for name, count in outcomes.items() if name in KILLED)
    total = sum(outcomes.values())
    return {
        "killed": killed,
        "survived": total - killed,
        "ratio": round(killed / total, 4) if total else None,
        "outcomes": outcomes,
        "survivors": sorted(line.strip() for line in listing.splitlines() if "__mutmut_" in line),
    }


def mutmut(*arguments: str) -> str:
    """What mutmut prints, kept in ``LOG`` too (its progress is megabytes); ends the program where it fails."""
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text(result.stdout)
    if result.returncode != 0:
        sys.exit(f"mutmut {arguments[0]} must end well, ended with {result.returncode}: read {LOG}")
    return result.stdout


def main(target: str) -> None:
    """Mutates afresh and writes the figures to ``target``."""
    shutil.rmtree(WORKPLACE, ignore_errors=True)
    mutmut("run")
    mutmut("export-cicd-stats")
    counts = json.loads((WORKPLACE / "mutmut-cicd-stats.json").read_text())
    found = summary(counts, mutmut("results"))
    if counts.get("timeout", 0) > counts.get("killed", 0):
        sys.exit("tests that end with a failure were wanted, most did not run at all (mutmut says timeout for both)")
    Path(target).write_text(json.dumps(found, indent=2) + "\n")
    print(f"{target}: {found['killed']} killed, {found['survived']} survived")


if __name__ == "__main__":
    main(*sys.argv[1:])
