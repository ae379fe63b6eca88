"""Calibrates rows of a channel with the company's model in force, and says which version gave each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oracle.domain.calibration import Calibrated
from oracle.ports import ModelShelf


@dataclass(frozen=True, slots=True)
class CalibratedRows:
    """Calibrated values in the order of their rows, integers of `unit`, by version `version` of the model."""

    name: str
    version: int
    card_hash: str
    unit: str
    values: tuple[Calibrated, ...]


def calibrate_channel(
    name: str, rows: Sequence[Mapping[str, int]], *, tenant: str, shelf: ModelShelf
) -> CalibratedRows:
    """The values. Raises ModelUnknown if no version is approved, InvalidInput for a row with other inputs.

    A row without one of its inputs has no value: the caller leaves it out, and it counts as missing.
    """
    version, card_hash = shelf.in_force(tenant, name)
    calibrator = shelf.calibrator(tenant, card_hash)
    return CalibratedRows(name, version, card_hash, calibrator.unit, tuple(calibrator.named(rows)))
