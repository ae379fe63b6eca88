"""What the public page of a product shows, gathered once for the page, for JSON and for CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from passport.domain.certificates import SustainabilityCertificate, Validity
from passport.domain.equivalents import equivalents_of
from passport.domain.factors import FactorSet
from passport.domain.journey import Journey, JourneyStep
from passport.domain.markets import WHOLE_PLACE, Market, place_of
from passport.domain.rounding import rounded, whole_percents
from passport.errors import FactorSetUnknown
from passport.ports import SealedPassport
from passport.usecases.show_public_passport import PublicPassport
from registry.domain.records import Allotment
from web.formatting import grams_as_kg
from web.front import Frame, Front
from web.sheets import Cell, Sheet

ALLOTTED_HEADING = "Retired credits allotted to this product, shown beside its footprint and not subtracted from it"
BOUNDARY = "from the factory to the hand-over: manufacturing, warehousing, transport"
SCOPES = (("scope1Grams", "manufacturing", 1), ("scope2Grams", "warehousing", 2), ("scope3Grams", "transport", 3))
COLUMNS = ("part", "kind", "times", "days", "distance_km", "kg_co2e_per_unit", "percent")
GRAMS_PER_KG = 1_000


@dataclass(frozen=True, slots=True)
class ScopeBar:
    """A stage with its grams and its share in whole percents."""

    stage: str
    scope: int
    grams: int
    percent: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """The footprint as something that a reader knows: how many, by which factor in kgCO2e."""

    what: str
    amount: str
    factor: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page says; where the company shows grades alone, no kilogram is among it."""

    frame: Frame
    passport: SealedPassport
    market: Market
    factors: FactorSet
    total_shown: bool
    on_chain: bool
    gtin: str | None
    bars: Sequence[ScopeBar]
    place: int
    same: Sequence[Likeness]
    journey: Journey | None
    versions: Sequence[SealedPassport]
    allotments: Sequence[Allotment]
    certificates: Sequence[tuple[SustainabilityCertificate, Validity]]

    @property
    def statement(self) -> dict[str, str]:
        return self.passport.statement

    @property
    def allotted_kg(self) -> int:
        return sum(entry.kg for entry in self.allotments)

    @property
    def boundary(self) -> str:
        """What is counted; a leaf names only a narrower boundary than the usual one."""
        return self.statement.get("boundary", BOUNDARY)


def shown_of(front: Front, frame: Frame, public: PublicPassport, market: Market) -> Shown:
    """Gathers it at one block, by the factor set that the sealed statement names."""
    sealed, total_shown = public.published.sealed, public.published.level.shows_total
    factors = _factors(front, public)
    total_kg = Fraction(int(sealed.statement["totalGrams"]), GRAMS_PER_KG)
    seal = frame.ledger.seals.get(sealed.seal_id)
    return Shown(
        frame=frame,
        passport=sealed,
        market=market,
        factors=factors,
        total_shown=total_shown,
        on_chain=seal is not None and seal.root == sealed.root,
        gtin=public.gtin,
        bars=scope_bars(sealed) if total_shown else (),
        place=place_of(total_kg, factors.grades) if total_shown else 0,
        same=likenesses(total_kg, factors) if total_shown else (),
        journey=front.passport.journey(sealed) if total_shown else None,
        versions=front.passport.public.versions(sealed.product_id) if total_shown else (),
        allotments=[one for one in frame.ledger.allotments if total_shown and one.subject == sealed.subject],
        certificates=public.certificates,
    )


def scope_bars(passport: SealedPassport) -> list[ScopeBar]:
    """The three stages as they were sealed; percents add up to 100."""
    grams = [int(passport.statement[key]) for key, _, _ in SCOPES]
    percents = whole_percents([Fraction(part) for part in grams])
    return [
        ScopeBar(stage, scope, part, percent)
        for (_, stage, scope), part, percent in zip(SCOPES, grams, percents, strict=True)
    ]


def likenesses(total_kg: Fraction, factors: FactorSet) -> list[Likeness]:
    """Kilometres, trees and charges, each with the factor that the total was divided by."""
    same, per = equivalents_of(total_kg, factors), factors.equivalents
    return [
        Likeness("driving_km", f"{rounded(same.driving_km, 1):,}", format(per.driving_km_kg, "f")),
        Likeness("trees", f"{rounded(same.trees, 1):,}", format(per.tree_kg, "f")),
        Likeness("charges", f"{rounded(same.charges, 0):,}", format(per.charge_kg, "f")),
    ]


def sheet_of(shown: Shown, public: PublicPassport) -> Sheet:
    """The same as rows and facts; amounts are decimal text."""
    name = f"passport-{shown.passport.product_id}"
    return Sheet(name, COLUMNS, _rows(shown), _facts(shown, public) | (_figures(shown) if shown.total_shown else {}))


def _rows(shown: Shown) -> list[tuple[Cell, ...]]:
    scopes: list[tuple[Cell, ...]] = [
        (f"scope {bar.scope}", bar.stage, None, None, None, _kg(bar.grams), bar.percent) for bar in shown.bars
    ]
    journey = shown.journey
    if journey is None:
        return scopes
    return [*scopes, *(_step("stay", one) for one in journey.storages), *(_step("leg", o) for o in journey.transports)]


def _step(part: str, step: JourneyStep) -> tuple[Cell, ...]:
    days, way = (None if one is None else f"{rounded(one, 3):f}" for one in (step.days, step.distance_km))
    return part, step.kind, step.times, days, way, f"{rounded(step.kg, 3):f}", None


def _facts(shown: Shown, public: PublicPassport) -> dict[str, Any]:
    statement = shown.statement
    return {
        "product": shown.passport.product_id,
        "name": public.name,
        "gtin": shown.gtin,
        "functionalUnit": "one unit of the product, as handed over",
        "boundary": shown.boundary,
        "market": shown.market.identity,
        "grade": statement["grade"] if shown.market.letters else None,
        "basis": statement["basis"],
        "methodology": statement["methodology"],
        "factorSet": statement["factorSet"],
        "gwpSet": statement["gwpSet"],
        "seal": shown.passport.seal_id,
        "sealedOnChain": shown.on_chain,
    }


def _figures(shown: Shown) -> dict[str, Any]:
    journey = shown.journey
    return {
        "totalKg": _kg(int(shown.statement["totalGrams"])),
        "unit": "kgCO2e per unit, gross",
        "inputs": None if journey is None else {"all": journey.inputs, "measured": journey.measured},
        "placeOnScale": {"thousandths": shown.place, "of": WHOLE_PLACE},
        "equivalents": [
            {"what": one.what, "amount": one.amount.replace(",", ""), "factorKg": one.factor} for one in shown.same
        ],
        "leaf": shown.passport.subject,
        "transaction": shown.passport.transaction,
        "versions": [
            {"seal": one.seal_id, "totalKg": _kg(int(one.statement["totalGrams"])), "leaf": one.subject}
            for one in shown.versions
        ],
        "creditsBeside": {"said": ALLOTTED_HEADING, "kg": str(shown.allotted_kg)},
    }


def _factors(front: Front, public: PublicPassport) -> FactorSet:
    """The set that the passport names; the default one where it is no longer kept."""
    try:
        named = public.published.sealed.statement["factorSet"]
        return front.passport.factor_sets.named(named, public.published.tenant)
    except FactorSetUnknown:
        return front.passport.factors


def _kg(grams: int) -> str:
    return grams_as_kg(grams).replace(",", "")
