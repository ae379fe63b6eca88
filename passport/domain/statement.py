"""What a passport states, as the leaf that is sealed: all text, gross, with its method and the hash of its inputs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from passport.domain.boundary import FACTORY_TO_HAND_OVER
from passport.domain.factors import FactorSet
from passport.domain.footprint import Footprint, footprint_of
from passport.domain.gwp import one_gwp_set
from passport.domain.methodology import Methodology
from passport.domain.product import Product, record_of
from passport.domain.rounding import grams_of

LEAF_TYPE = "carbonix/passport/1"
INPUTS_TYPE = "carbonix/passport-inputs/1"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A product, its footprint, and the methodology that it was computed by."""

    product: Product
    footprint: Footprint
    methodology: Methodology

    @property
    def factors(self) -> FactorSet:
        return self.methodology.factors


def assess(product: Product, by: FactorSet | Methodology) -> Assessment:
    """The footprint with everything that is needed to compute it again; a bare factor set is of the owner's kind.

    Raises as `footprint_of` does.
    """
    methodology = by if isinstance(by, Methodology) else Methodology.by(by)
    return Assessment(product, footprint_of(product, methodology.factors), methodology)


def total_of(assessments: Iterable[Assessment]) -> Fraction:
    """The sum of totals in kgCO2e; nothing is 0. Raises GwpMixed: kilograms of two sets of potentials have no sum."""
    every = list(assessments)
    if every:
        one_gwp_set(assessed.methodology.gwp_set for assessed in every)
    return sum((assessed.footprint.total_kg for assessed in every), Fraction(0))


def inputs_of(assessment: Assessment) -> dict[str, object]:
    """Everything the total depends on; its canonical bytes are hashed into the leaf."""
    return {
        "type": INPUTS_TYPE,
        "product": record_of(assessment.product),
        "factorSet": assessment.factors.name,
        "factorSetHash": assessment.factors.content_hash,
    }


def statement_of(assessment: Assessment, *, chain_id: int, contract: str, input_hash: str) -> dict[str, str]:
    """The leaf. `contract` is the seal registry that holds its root; grams are rounded half to even, each by itself.

    A boundary narrower than the way from factory to hand-over is said in the leaf: a reader must not take its zeros
    for figures.
    """
    product, footprint, factors = assessment.product, assessment.footprint, assessment.factors
    narrower = {} if factors.boundary == FACTORY_TO_HAND_OVER else {"boundary": factors.boundary.said}
    return narrower | {
        "type": LEAF_TYPE,
        "chainId": str(chain_id),
        "contract": contract,
        "kind": "passport",
        "productId": product.product_id,
        "productName": product.name,
        "category": product.category,
        "origin": product.origin,
        "scope1Grams": str(grams_of(footprint.scope_1_kg)),
        "scope2Grams": str(grams_of(footprint.scope_2_kg)),
        "scope3Grams": str(grams_of(footprint.scope_3_kg)),
        "totalGrams": str(grams_of(footprint.total_kg)),
        "grade": footprint.grade.grade,
        "basis": str(footprint.basis),
        "methodology": factors.methodology,
        "factorSet": factors.name,
        "factorSetHash": factors.content_hash,
        "gwpSet": factors.gwp_set.value,
        "inputHash": input_hash,
    }
