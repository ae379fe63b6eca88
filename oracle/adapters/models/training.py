"""Trains a calibration on the first part of a collocation and measures it on the rest, deterministic to the byte.

The penalty and the margin come from blocks of the training time that lie after the rows they were fitted on: nothing of
the held-out time is looked at before the last step, and no row is drawn at random.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.metadata import version
from pathlib import Path

from oracle.adapters.models import air_quality_file, boosted_trees, calibration_file, calibrator
from oracle.adapters.models.air_quality_file import INPUTS, SOURCE, Hours
from oracle.adapters.models.boosted_trees import SEED
from oracle.adapters.models.calibrator import CALIBRATION_FILE, TREES_FILE, Calibrator
from oracle.domain import calibration as calibration_code
from oracle.domain import ridge as ridge_code
from oracle.domain.calibration import calibration_of, decimal_of, margin_of
from oracle.domain.model_card import RIDGE, TREES, ModelCard, checked
from oracle.domain.ridge import Row, fit, sums_of

TRAINING_SHARE = Fraction(7, 10)
PENALTIES = (1, 10, 100, 1_000)
BLOCKS = 8
FIRST_JUDGED_BLOCK = 4
"""Of eight blocks of the training time, each of the last four is predicted from all that lie before it."""
CODE = (calibration_code, ridge_code, air_quality_file, boosted_trees, calibration_file, calibrator)
LIBRARIES = ("lightgbm", "numpy")
Estimator = Callable[[Sequence[Row], Sequence[Row]], list[int]]
LIMITS = (
    "trained beside one reference station in one year: another site needs a collocation of its own",
    "the lower bound holds for errors like those of the training time; sensors drift, so its coverage is measured",
    "a concentration is not a flux: its value alone never yields a credit",
)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with its files and its card; `held_out` are the rows that it has not seen, with their places in time."""

    card: ModelCard
    files: dict[str, bytes]
    held_out: tuple[Row, ...]
    held_out_times_s: tuple[int, ...]
    training: tuple[Row, ...]
    training_times_s: tuple[int, ...]
    judged: tuple[tuple[int, int], ...]
    """(estimate, truth) of the last rows of the training time, each predicted from what lies before its block."""

    @property
    def model(self) -> Calibrator:
        """The model, read back from its files."""
        return Calibrator.of_files(self.card.method, self.files)


def train(hours: Hours, data_sha256: str, *, with_trees: bool) -> Trained:
    """The calibration of one target of a collocation. Raises InvalidInput for too few hours."""
    cut = sum(1 for place in hours.of_file if place < hours.file_hours * TRAINING_SHARE)
    seen, later = hours.rows[:cut], hours.rows[cut:]
    penalty = _best_penalty(seen)
    blocks = judged_blocks(seen, lambda before, block: _values(hours, before, block, penalty, with_trees=with_trees))
    margin = margin_of([one - truth for block in blocks for one, truth in block])
    files = _files(hours, seen, penalty, margin, with_trees=with_trees)
    card = _card(hours, data_sha256, penalty, files, with_trees=with_trees)
    judged = tuple(pair for block in blocks for pair in block)
    bare = Trained(card, files, later, hours.times_s[cut:], seen, hours.times_s[:cut], judged)
    return replace(bare, card=checked(replace(card, metrics=_metrics(bare))))


def accuracy(pairs: Sequence[tuple[int, int]]) -> Fraction:
    """1 - WAPE of (estimate, truth): one less the sum of absolute errors over the sum of truths."""
    return 1 - Fraction(sum(abs(one - truth) for one, truth in pairs), sum(truth for _, truth in pairs))


def judged_blocks(rows: Sequence[Row], value: Estimator) -> list[list[tuple[int, int]]]:
    """(estimate, truth) of each later block of the training time, by `value(rows before it, its rows)`."""
    edges = [len(rows) * block // BLOCKS for block in range(BLOCKS + 1)]
    spans = zip(edges[FIRST_JUDGED_BLOCK:], edges[FIRST_JUDGED_BLOCK + 1 :], strict=False)
    return [
        list(zip(value(rows[:start], rows[start:end]), (row.target for row in rows[start:end]), strict=True))
        for start, end in spans
    ]


def _best_penalty(rows: Sequence[Row]) -> int:
    """The penalty with the best mean accuracy over the judged blocks, the greater of equal ones."""

    def judged(penalty: int) -> Fraction:
        blocks = judged_blocks(rows, lambda before, block: fit(sums_of(before), penalty).wholes(block))
        return sum((accuracy(block) for block in blocks), Fraction(0))

    return max(PENALTIES, key=lambda penalty: (judged(penalty), penalty))


def _values(hours: Hours, before: Sequence[Row], block: Sequence[Row], penalty: int, *, with_trees: bool) -> list[int]:
    if not with_trees:
        return fit(sums_of(before), penalty).wholes(block)
    model = Calibrator.of_files(TREES, _files(hours, before, penalty, 0, with_trees=True))
    return [one.value for one in model.ordered([row.inputs for row in block])]


def _files(hours: Hours, rows: Sequence[Row], penalty: int, margin: int, *, with_trees: bool) -> dict[str, bytes]:
    units = [(name, unit) for name, (unit, _) in INPUTS.items()]
    model = fit(sums_of(rows), penalty)
    fitted = calibration_of(hours.target.column, hours.target.unit, units, model, rows)
    files = {CALIBRATION_FILE: calibration_file.written(replace(fitted, margin=margin))}
    if with_trees:
        files[TREES_FILE] = boosted_trees.train(rows, list(INPUTS)).encode("ascii")
    return files


def _metrics(trained: Trained) -> dict[str, Decimal]:
    found = trained.model.ordered([row.inputs for row in trained.held_out])
    pairs = [(one.value, row.target) for one, row in zip(found, trained.held_out, strict=True)]
    covered = sum(row.target >= one.lower for one, row in zip(found, trained.held_out, strict=True))
    mean = sum(row.target for row in trained.training) // len(trained.training)
    return {
        "accuracyHourly": decimal_of(accuracy(pairs)),
        "accuracyOfTrainingMean": decimal_of(accuracy([(mean, truth) for _, truth in pairs])),
        "lowerBoundCoverage": decimal_of(Fraction(covered, len(pairs))),
        "insideHull": decimal_of(Fraction(sum(one.inside for one in found), len(pairs))),
    }


def _card(hours: Hours, data_sha256: str, penalty: int, files: dict[str, bytes], *, with_trees: bool) -> ModelCard:
    return ModelCard(
        name=f"air-quality-{hours.target.key}" + ("-trees" if with_trees else ""),
        method=TREES if with_trees else RIDGE,
        purpose=f"calibrates a low-cost sensor array to the reference's {hours.target.column} by the hour",
        quantity=hours.target.column,
        unit=hours.target.unit,
        data={"AirQualityUCI.csv": data_sha256},
        data_text=SOURCE,
        split=f"by time: {TRAINING_SHARE} of the hours to fit (penalty {penalty} by later blocks), the rest held out",
        seed=SEED,
        metrics={},
        limits=LIMITS,
        code=code_hashes(),
        libraries={name: version(name) for name in LIBRARIES},
        artefacts={name: sha256_of(content) for name, content in sorted(files.items())},
    )


def sha256_of(content: bytes) -> str:
    """SHA-256 as 0x hex."""
    return "0x" + hashlib.sha256(content).hexdigest()


@cache
def code_hashes() -> dict[str, str]:
    """SHA-256 of each file whose code decides a calibrated value, by its name in the house."""
    files = {module.__name__: Path(str(module.__file__)) for module in CODE} | {__name__: Path(__file__)}
    return {name.replace(".", "/") + ".py": sha256_of(file.read_bytes()) for name, file in sorted(files.items())}
