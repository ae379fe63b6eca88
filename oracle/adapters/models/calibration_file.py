"""Writes and reads a calibration as canonical JSON: coefficients are decimal texts, no object is ever unpickled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from oracle.domain.calibration import Calibration, Input
from registry.adapters.canonical_json import canonical, parse_canonical
from registry.errors import InvalidInput

FORMAT = "carbonix/calibration/1"
LARGEST_BYTES = 64 * 1024
MOST_INPUTS = 32
LARGEST_WHOLE = 10**18
DECIMAL_PLACES = range(-60, 40)
"""Places that a coefficient can begin at: without a bound, a short text could ask for a number of a gigabyte."""


def written(calibration: Calibration) -> bytes:
    """The canonical JSON bytes."""
    return canonical(
        {
            "format": FORMAT,
            "quantity": calibration.quantity,
            "unit": calibration.unit,
            "inputs": [
                {
                    "name": one.name,
                    "unit": one.unit,
                    "centre": str(one.centre),
                    "scale": str(one.scale),
                    "lowest": str(one.lowest),
                    "highest": str(one.highest),
                    "weight": str(weight),
                }
                for one, weight in zip(calibration.inputs, calibration.weights, strict=True)
            ],
            "intercept": str(calibration.intercept),
            "precision": [[str(one) for one in row] for row in calibration.precision],
            "hullLimit": str(calibration.hull_limit),
            "margin": str(calibration.margin),
        }
    )


def read(data: bytes) -> Calibration:
    """The calibration of these bytes. Raises NotCanonical, and InvalidInput for another document."""
    if len(data) > LARGEST_BYTES:
        raise InvalidInput("calibration", f"{len(data)} bytes", f"at most {LARGEST_BYTES}")
    document = parse_canonical(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInput("calibration", str(document)[:40], f"a document of the form {FORMAT}")
    try:
        found = _read(document)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as fault:
        raise InvalidInput("calibration", str(fault), f"a document of the form {FORMAT}") from fault
    _check(found)
    return found


def _read(document: dict[str, Any]) -> Calibration:
    inputs = tuple(
        Input(
            str(one["name"]),
            str(one["unit"]),
            Decimal(one["centre"]),
            int(one["scale"]),
            int(one["lowest"]),
            int(one["highest"]),
        )
        for one in document["inputs"]
    )
    return Calibration(
        str(document["quantity"]),
        str(document["unit"]),
        inputs,
        Decimal(document["intercept"]),
        tuple(Decimal(one["weight"]) for one in document["inputs"]),
        tuple(tuple(Decimal(one) for one in row) for row in document["precision"]),
        Decimal(document["hullLimit"]),
        int(document["margin"]),
    )


def _check(found: Calibration) -> None:
    count = len(found.inputs)
    if (
        not 0 < count <= MOST_INPUTS
        or len(found.precision) != count
        or any(len(row) != count for row in found.precision)
    ):
        raise InvalidInput("inputs", count, f"1 to {MOST_INPUTS}, and a square of as many rows beside them")
    numbers = [found.intercept, found.hull_limit, *found.weights, *(one for row in found.precision for one in row)]
    numbers += [one.centre for one in found.inputs]
    wholes = [number for one in found.inputs for number in (one.scale, one.lowest, one.highest)]
    if not all(one.is_finite() and one.adjusted() in DECIMAL_PLACES for one in numbers):
        raise InvalidInput("calibration", found.quantity, "finite numbers of a size that a measured quantity can have")
    if any(abs(one) > LARGEST_WHOLE for one in (*wholes, found.margin)):
        raise InvalidInput("calibration", found.quantity, f"whole numbers of at most {LARGEST_WHOLE}")
    if (
        found.margin < 0
        or any(one.scale < 1 for one in found.inputs)
        or len({one.name for one in found.inputs}) < count
    ):
        raise InvalidInput("calibration", found.quantity, "scales of at least 1, no negative margin, no name twice")
