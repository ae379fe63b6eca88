"""The figures of one company that a report is made from: gross masses, partners, and offset certificates apart."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from passport.domain.certificates import SustainabilityCertificate
from registry.errors import InvalidInput

FIRST_YEAR = 1990
LAST_YEAR = 2100
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Method:
    """How the masses were computed; masses of two methods are never compared."""

    methodology: str
    factor_set: str
    factor_set_hash: str
    gwp_set: str


@dataclass(frozen=True, slots=True)
class Masses:
    """Gross milligrams of CO2e by scope."""

    scope1_mg: int
    scope2_mg: int
    scope3_mg: int

    @property
    def total_mg(self) -> int:
        return self.scope1_mg + self.scope2_mg + self.scope3_mg


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    """Partners by what is known of them; `assessed` have shipments and therefore a score."""

    known: int
    assessed: int
    with_violations: int


@dataclass(frozen=True, slots=True)
class OffsetFigures:
    """Anchored offset certificates; they stand beside the masses and are never subtracted."""

    count: int
    grams: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is known of a company now; `left_out` products could not be computed and are in no mass.

    `certificates` are the first ones by id; `more_certificates` says that there are others.
    """

    masses: Masses
    method: Method
    boundary: str
    products: int
    left_out: int
    measured: int
    units: int
    partners: PartnerFigures
    offsets: OffsetFigures
    certificates: tuple[SustainabilityCertificate, ...] = ()
    more_certificates: bool = False


@dataclass(frozen=True, slots=True)
class BaseYear:
    """The frozen figures that targets are shares of."""

    year: int
    masses: Masses
    method: Method

    def comparable(self, inventory: Inventory) -> bool:
        """True if both were computed in the same way, so that their difference means something."""
        return self.method == inventory.method


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the base year that may remain in 2030 and in 2050."""

    of_2030: Fraction
    of_2050: Fraction


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """What was asked for. `base_year` None: the frozen one, or the period where none is frozen.

    Raises InvalidInput for a year or a name that cannot be.
    """

    framework: str
    language: str
    period: int
    organisation: str
    base_year: int | None = None

    def __post_init__(self) -> None:
        for field, year in (("period", self.period), ("base_year", self.base_year)):
            if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
                raise InvalidInput(field, year, f"must be a year from {FIRST_YEAR} to {LAST_YEAR}")
        if self.base_year is not None and self.base_year > self.period:
            raise InvalidInput("base_year", self.base_year, f"must not be after the period, {self.period}")
        name = self.organisation
        if not (name.strip() and name.isprintable() and len(name) <= LONGEST_NAME):
            raise InvalidInput("organisation", name, f"must be 1 to {LONGEST_NAME} printable characters")
