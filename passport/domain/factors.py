"""A versioned factor set: every number of the calculation is data, named in each passport that used it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from passport.domain.boundary import FACTORY_TO_HAND_OVER, Boundary
from passport.domain.gwp import GwpSet
from passport.domain.names import plain_name, words_of
from passport.errors import CategoryUnknown, ModeUnknown, WarehouseUnknown


@dataclass(frozen=True, slots=True)
class GradeStep:
    """A grade and the highest total in kgCO2e that still earns it; None: no limit."""

    grade: str
    up_to_kg: Decimal | None
    assessment: str
    advice: str


NOT_GRADED = GradeStep(
    "not graded", None, "not graded", "grades belong to the whole way from the factory, this boundary is narrower"
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Share of today's footprint that may remain."""

    share_2030: Decimal
    share_2050: Decimal


@dataclass(frozen=True, slots=True)
class Equivalents:
    """kgCO2e of one tree's year, of one kilometre driven and of one smartphone charge."""

    tree_kg: Decimal
    driving_km_kg: Decimal
    charge_kg: Decimal


@dataclass(frozen=True, slots=True)
class Hauls:
    """A mode whose factor depends on the distance of the leg: `short` below the limit, `long` from it on."""

    mode: str
    below_km: Decimal
    short: str
    long: str


@dataclass(frozen=True, slots=True)
class FactorSet:
    """By plain name: kgCO2e per unit (manufacturing), per m2 and day (warehousing), per tonne-km (transport).

    `sources` says, for a mode of transport, which rows of the publication its factor is the sum of, with any note.
    A set without grades grades nothing.
    """

    name: str
    methodology: str
    owner_label: str
    gwp_set: GwpSet
    content_hash: str
    manufacturing: Mapping[str, Decimal]
    warehousing: Mapping[str, Decimal]
    warehouse_of_category: Mapping[str, str]
    warehouse_otherwise: str
    storage_days_per_event: Decimal
    area_m2_per_unit: Decimal
    transport: Mapping[str, Decimal]
    carriers: tuple[tuple[str, str], ...]
    mode_otherwise: str
    weight_otherwise_t: Decimal
    earth_radius_km: Decimal
    grades: tuple[GradeStep, ...]
    equivalents: Equivalents
    targets: Targets
    boundary: Boundary = FACTORY_TO_HAND_OVER
    hauls: Hauls | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def manufacturing_kg(self, category: str) -> Decimal:
        """kgCO2e per unit. Raises CategoryUnknown."""
        found = self.manufacturing.get(plain_name(category))
        if found is None:
            raise CategoryUnknown(category, self.manufacturing)
        return found

    def warehouse_type(self, field: str, recorded: str | None, category: str) -> str:
        """The recorded type, else the one that serves the category. Raises WarehouseUnknown."""
        if recorded is None:
            return self.warehouse_of_category.get(plain_name(category), self.warehouse_otherwise)
        if plain_name(recorded) not in self.warehousing:
            raise WarehouseUnknown(field, recorded, self.warehousing)
        return plain_name(recorded)

    def transport_mode(self, field: str, mode: str) -> str:
        """The mode under the name of this set. Raises ModeUnknown."""
        if plain_name(mode) not in self.transport:
            raise ModeUnknown(field, mode, self.transport)
        return plain_name(mode)

    def mode_at(self, mode: str, distance_km: Fraction) -> str:
        """The mode whose factor holds at this distance: air is short-haul below the limit of the set, if it has one."""
        if self.hauls is None or mode != self.hauls.mode:
            return mode
        return self.hauls.short if distance_km < Fraction(self.hauls.below_km) else self.hauls.long

    def transport_source(self, mode: str) -> str:
        """Where the factor of a mode stands."""
        return self.sources.get(mode, f"{self.name}, transport, {mode}")

    def mode_of_carrier(self, carrier: str) -> str | None:
        """The mode of the first listed word that is a word of the carrier's name, in any case; None if none is."""
        words = words_of(carrier)
        return next((mode for word, mode in self.carriers if word in words), None)
