"""What a claim rests on, whatever its methodology: kilograms, and the inputs, model and readings behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.readings import Period
from registry.domain.cooperative import Member


@dataclass(frozen=True, slots=True)
class OracleProject:
    """A registered project, what measures it, and who shares in it; project emissions in kg per period.

    `meter` is a declared meter; where it is empty, the project's monitoring plan says which devices measure it.
    `read_up_to` is how many readings of the bronze log are looked at for what is stored; None looks at all.
    """

    number: int
    meter: str = ""
    project_emissions_kg: Fraction = Fraction(0)
    members: tuple[Member, ...] = ()  # of a cooperative; none: the owner receives everything
    read_up_to: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimBasis:
    """All that a report says of a project's period. Masses in kg of CO2e, rounded down; the bound may be credited.

    `inputs` (what was monitored), `reduction` (how the kilograms follow) and `model` (what decides them besides the
    readings) are values for canonical JSON. `leaves` are those under the report's data root, in order; `files` the
    CIDs of the bytes that they came in. `read_up_to` is how many readings of the bronze log were looked at, None where
    no log was read or it was not known. `notice` says what limits the figures, SIMULATED where nothing was measured.
    """

    project: int
    period: Period
    methodology_name: str
    point_kg: int
    lower_bound_kg: int
    inputs: Mapping[str, object]
    reduction: Mapping[str, object]
    model: Mapping[str, object]
    leaves: tuple[bytes, ...]
    files: tuple[str, ...]
    devices: tuple[str, ...]
    refused_rows: int
    missing_s: int
    notice: str
    read_up_to: int | None = None
