"""What a passport states, as the leaf that is sealed: all text, gross, with its method and the hash of its inputs."""

from __future__ import annotations

from dataclasses import dataclass

from passport.domain.factors import FactorSet
from passport.domain.footprint import Footprint, footprint_of
from passport.domain.product import Product, record_of
from passport.domain.rounding import grams_of

LEAF_TYPE = "carbonix/passport/1"
INPUTS_TYPE = "carbonix/passport-inputs/1"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A product, its footprint, and the factor set that it was computed with."""

    product: Product
    footprint: Footprint
    factors: FactorSet


def assess(product: Product, factors: FactorSet) -> Assessment:
    """The footprint with everything that is needed to compute it again. Raises as `footprint_of` does."""
    return Assessment(product, footprint_of(product, factors), factors)


def inputs_of(assessment: Assessment) -> dict[str, object]:
    """Everything the total depends on; its canonical bytes are hashed into the leaf."""
    return {
        "type": INPUTS_TYPE,
        "product": record_of(assessment.product),
        "factorSet": assessment.factors.name,
        "factorSetHash": assessment.factors.content_hash,
    }


def statement_of(assessment: Assessment, *, chain_id: int, contract: str, input_hash: str) -> dict[str, str]:
    """The leaf. `contract` is the seal registry that holds its root; grams are rounded half to even, each by itself."""
    product, footprint, factors = assessment.product, assessment.footprint, assessment.factors
    return {
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
        "gwpSet": factors.gwp_set,
        "inputHash": input_hash,
    }
