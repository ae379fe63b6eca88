"""Applies a calibration from its files: the ridge everywhere, or trees inside the hull and the ridge outside of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oracle.adapters.models import calibration_file
from oracle.adapters.models.boosted_trees import Trees, check_text
from oracle.domain.calibration import Calibrated, Calibration, bounded, estimate, is_inside, values_of
from oracle.domain.model_card import RIDGE
from registry.errors import InvalidInput

CALIBRATION_FILE = "calibration.json"
TREES_FILE = "trees.txt"
BY_RIDGE, BY_TREES = "ridge", "trees"


class Calibrator:
    """A calibration in memory."""

    def __init__(self, method: str, calibration: Calibration, trees: Trees | None) -> None:
        self._calibration = calibration
        self._trees = None if method == RIDGE else trees

    @classmethod
    def of_files(cls, method: str, files: Mapping[str, bytes]) -> Calibrator:
        """The calibration of a card's files. Raises InvalidInput, NotCanonical."""
        calibration = check_files(method, files)
        trees = files.get(TREES_FILE)
        return cls(method, calibration, None if trees is None else Trees(_text(trees), len(calibration.inputs)))

    @property
    def unit(self) -> str:
        """The unit of the integers that it gives."""
        return self._calibration.unit

    def named(self, rows: Sequence[Mapping[str, int]]) -> list[Calibrated]:
        """A calibrated value for each row of named inputs. Raises InvalidInput for a row with other names."""
        return self.ordered([values_of(self._calibration, row) for row in rows])

    def ordered(self, rows: Sequence[tuple[int, ...]]) -> list[Calibrated]:
        """The same for rows in the calibration's own order."""
        inside = [is_inside(self._calibration, row) for row in rows]
        found = [
            bounded(self._calibration, estimate(self._calibration, row), BY_RIDGE, inside=within)
            for row, within in zip(rows, inside, strict=True)
        ]
        if self._trees is not None:
            places = [place for place, within in enumerate(inside) if within]
            for place, value in zip(places, self._trees.values([rows[place] for place in places]), strict=True):
                found[place] = bounded(self._calibration, value, BY_TREES, inside=True)
        return found


def files_of(method: str) -> set[str]:
    """Names of the files that a model of this method consists of."""
    return {CALIBRATION_FILE} if method == RIDGE else {CALIBRATION_FILE, TREES_FILE}


def check_files(method: str, files: Mapping[str, bytes]) -> Calibration:
    """The calibration of the files, after a look at all of them. Raises InvalidInput, NotCanonical."""
    needed = files_of(method)
    if set(files) != needed:
        raise InvalidInput("artefacts", ", ".join(sorted(files)), f"exactly {', '.join(sorted(needed))}")
    calibration = calibration_file.read(files[CALIBRATION_FILE])
    if TREES_FILE in files:
        check_text(_text(files[TREES_FILE]), len(calibration.inputs))
    return calibration


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as fault:
        raise InvalidInput(TREES_FILE, f"byte {fault.start}", "LightGBM's text format, plain ASCII") from fault
