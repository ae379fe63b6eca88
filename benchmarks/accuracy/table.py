"""One row of the accuracy table, and the table as text and as JSON.

Each measurement is a module of this folder with `rows() -> list[Row]`; it raises DataMissing where its data set cannot
be read here, and the table then names what was not measured. Accuracy is 1 - WAPE unless the row names its metric.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

WAPE = "1 - WAPE"
BALANCED = "balanced accuracy"


class DataMissing(Exception):
    """A data set that this machine does not have: the message says which, and how it is got."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement on held-out data.

    `naive`, `ours`, `worst` and `target` are shares of 1 in the row's metric; `seeds` counts the repetitions over which
    `ours` is the mean and `worst` the least. `target` None: the goal is to beat the naive baseline. `coverage` is the
    share of held-out truths at or above the lower bound (or inside the interval, as `note` says), `coverage_goal` what
    it must reach. `shipped` False: a model that stays in the table for comparison and is used nowhere.
    """

    data_set: str
    quantity: str
    model: str
    split: str
    seeds: int
    naive: float
    ours: float
    worst: float | None = None
    target: float | None = None
    coverage: float | None = None
    coverage_goal: float | None = None
    metric: str = WAPE
    shipped: bool = True
    note: str = ""

    @property
    def reached(self) -> bool:
        """Both goals of the row: the accuracy (mean and worst seed alike) and the coverage, where one is set."""
        least = self.ours if self.worst is None else min(self.ours, self.worst)
        accurate = least > self.naive if self.target is None else least >= self.target
        covered = self.coverage_goal is None or (self.coverage is not None and self.coverage >= self.coverage_goal)
        return accurate and covered


GOALS = ("naive", "ours", "worst", "target", "coverage", "")
HEADS = ("data set", "quantity", "model", "split", "seeds", "metric", *GOALS)


def printed(rows: Sequence[Row]) -> str:
    """The table, one line a row, the notes below it."""
    cells = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    lines.insert(1, "-" * max(len(line) for line in lines))
    notes = dict.fromkeys(f"{row.data_set}, {row.quantity}: {row.note}" for row in rows if row.note)
    return "\n".join([*lines, "", *notes])


def write_json(rows: Sequence[Row], missing: Sequence[str], path: Path) -> None:
    """The same rows for a machine, with what was not measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "format": "carbonix/accuracy/1",
        "rows": [asdict(row) | {"reached": row.reached} for row in rows],
        "missing": list(missing),
    }
    path.write_text(json.dumps(document, indent=2) + "\n")


def _cells(row: Row) -> tuple[str, ...]:
    goal = "naive" if row.target is None else f"{row.target:.2f}"
    verdict = ("reached" if row.reached else "NOT REACHED") if row.shipped else "beside"
    return (
        row.data_set,
        row.quantity,
        row.model,
        row.split,
        str(row.seeds),
        row.metric,
        f"{row.naive:.3f}",
        f"{row.ours:.3f}",
        "-" if row.worst is None else f"{row.worst:.3f}",
        f"> {goal}" if row.target is None else f">= {goal}",
        _coverage(row),
        verdict,
    )


def _coverage(row: Row) -> str:
    if row.coverage is None:
        return "-"
    return f"{row.coverage:.3f}" + ("" if row.coverage_goal is None else f" (>= {row.coverage_goal:.2f})")
