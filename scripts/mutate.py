"""Change one module in every small way and see whether a test notices: `make mutate MODULE=buckets`.

A copy of the project is mutated with mutmut, never the checkout itself. Printed are the share of changes
that the tests of the module noticed, and every change that survived, to be looked at. Only SQLite is asked: a
mutant is the same Python on both engines. Words at module level (SQL, tables) are not changed by mutmut.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("portal", "tests", "templates", "static", "scripts", "docs", "piccolo_conf.py", "pyproject.toml")
WANTED = 80.0
"""Percent of mutants that the tests must notice."""


@dataclass(frozen=True, slots=True)
class Module:
    """Files that are mutated, and the tests that must notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


MODULES = {
    "buckets": Module(
        ("portal/complaints/buckets.py",),
        ("tests/reports/test_figures.py", "tests/complaints/test_state_table.py"),
    ),
    "classes": Module(
        ("portal/lapor/classes.py",), ("tests/lapor/test_classes.py", "tests/lapor/test_nasty.py")
    ),
    "measures": Module(
        ("portal/reports/arithmetic.py", "portal/reports/figures.py", "portal/reports/years.py"),
        ("tests/reports/test_figures.py", "tests/reports/test_recount.py"),
    ),
    "retries": Module(("portal/notifications/retries.py",), ("tests/notifications/test_retries.py",)),
    "policies": Module(
        ("portal/complaints/policies.py",),
        ("tests/complaints/test_visibility.py", "tests/complaints/test_list_pages.py"),
    ),
    "deadlines": Module(
        ("portal/complaints/deadlines.py", "portal/workdays/calendar.py"),
        (
            "tests/complaints/test_recount.py",
            "tests/complaints/test_way_of_a_complaint.py",
            "tests/workdays/test_calendar.py",
        ),
    ),
}


def main(name: str) -> int:
    """Mutate one module; the status is 1 where too few mutants were noticed, 2 for an unknown name."""
    if name not in MODULES:
        print(f"Choose one: {', '.join(MODULES)}.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        place = Path(folder)
        _copy(place)
        _configure(place, MODULES[name])
        subprocess.run([_mutmut(), "run", "--max-children", "2"], cwd=place, check=False)
        return _report(place, name)


def _copy(place: Path) -> None:
    for part in COPIED:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, place / part, ignore=shutil.ignore_patterns("__pycache__", "released"))
        else:
            shutil.copy(source, place / part)


def _configure(place: Path, module: Module) -> None:
    lines = ["[mutmut]", "source_paths=portal", *_listed("only_mutate", module.files)]
    lines += _listed("pytest_add_cli_args_test_selection", module.tests)
    lines += _listed("pytest_add_cli_args", ("-k", "not postgres", "-p", "no:cacheprovider"))
    lines += _listed("also_copy", COPIED)
    (place / "setup.cfg").write_text("\n".join(lines) + "\n")


def _listed(name: str, values: tuple[str, ...]) -> list[str]:
    return [f"{name}=", *(f"    {value}" for value in values)]


def _mutmut() -> str:
    return str(Path(sys.executable).with_name("mutmut"))


def _report(place: Path, name: str) -> int:
    told = subprocess.run(
        [_mutmut(), "results", "--all", "true"], cwd=place, capture_output=True, text=True, check=True
    ).stdout
    fates = re.findall(r"^\s*(\S+): (.+)$", told, re.MULTILINE)
    noticed = [mutant for mutant, fate in fates if fate in {"killed", "timeout", "suspicious", "segfault"}]
    survived = [mutant for mutant, fate in fates if mutant not in set(noticed)]
    for mutant in survived:
        shown = subprocess.run(
            [_mutmut(), "show", mutant], cwd=place, capture_output=True, text=True, check=False
        )
        print(shown.stdout)
    score = 100 * len(noticed) / len(fates) if fates else 0.0
    print(f"{name}: {len(noticed)} of {len(fates)} mutants noticed, {score:.1f} % (wanted: {WANTED:.0f} %)")
    return 0 if score >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
