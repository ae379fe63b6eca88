"""Prints the accuracy table of every data set and writes reports/accuracy.json.

    python -m benchmarks.accuracy [--only forest --only metec] [--strict]

A goal that is missed is printed as such and published; with --strict the command then ends with 1.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.accuracy.table import DataMissing, Row, printed, write_json

FOLDER = Path(__file__).parent


def main() -> int:
    """0 if the table was printed, and with --strict if every shipped row reached its goals on all data sets."""
    options = _options()
    rows, missing = _measure(options.only or _names())
    print("\n" + printed(rows))
    for sentence in missing:
        print(f"not measured: {sentence}")
    write_json(rows, missing, options.report)
    missed = [row for row in rows if row.shipped and not row.reached]
    print(f"\n{len(rows)} rows, {len(missed)} goals missed, {len(missing)} data sets not measured; {options.report}")
    return 1 if options.strict and (missed or missing) else 0


def _measure(names: list[str]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    missing: list[str] = []
    for name in names:
        begun = perf_counter()
        try:
            rows += import_module(f"benchmarks.accuracy.{name}").rows()
        except DataMissing as absent:
            missing.append(f"{name}: {absent}")
        print(f"{name}: {perf_counter() - begun:.0f} s", file=sys.stderr)
    return rows, missing


def _names() -> list[str]:
    """The modules of this folder that measure: those with `rows`; none is imported for it."""
    return sorted(file.stem for file in FOLDER.glob("*.py") if "\ndef rows(" in file.read_text(encoding="utf-8"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=_names(), help="one measurement; may be given again")
    parser.add_argument("--report", type=Path, default=Path("reports/accuracy.json"))
    parser.add_argument("--strict", action="store_true", help="end with 1 where a goal is missed or data is missing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
