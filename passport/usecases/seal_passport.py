"""Seals a product's passport: its statement becomes a leaf under a root on chain, and can never be changed unseen."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from passport.domain.factors import FactorSet
from passport.domain.statement import inputs_of, statement_of
from passport.ports import CanonicalForm, ProductStore, SealedPassport, Sealer
from passport.usecases.assess_product import assess_product
from registry.domain.footprints import footprint_leaf
from registry.domain.merkle import leaf_hash
from registry.domain.seals import SealKind

GRAMS_PER_KG = 1000


def seal_passport(
    product_id: str,
    *,
    store: ProductStore,
    factors: FactorSet,
    canonical: CanonicalForm,
    sealer: Sealer,
    chain_id: int,
    contract: str,
) -> SealedPassport:
    """The sealed passport of the product as it is stored now; unchanged inputs give the same seal, however often.

    Raises ProductUnknown, and Refused as the seal registry refuses.
    """
    assessment = assess_product(product_id, store=store, factors=factors)
    input_hash = "0x" + sha256(canonical(inputs_of(assessment))).hexdigest()
    statement = statement_of(assessment, chain_id=chain_id, contract=contract, input_hash=input_hash)
    leaf = canonical(statement)
    sealed = sealer(leaves_of(leaf, statement))
    passport = SealedPassport(
        product_id=product_id,
        subject="0x" + leaf_hash(leaf).hex(),
        leaf=leaf,
        statement=statement,
        seal_id=sealed.seal_id,
        root=sealed.root,
        transaction=sealed.transaction,
        block=sealed.block,
    )
    store.keep_passport(passport)
    return passport


def leaves_of(leaf: bytes, statement: Mapping[str, str]) -> list[bytes]:
    """The passport's leaf and, from a kilogram on, the footprint leaf by which a retirement can name it."""
    total_kg = int(statement["totalGrams"]) // GRAMS_PER_KG
    if total_kg == 0:
        return [leaf]
    return [leaf, footprint_leaf(SealKind.Passport, "0x" + sha256(leaf).hexdigest(), total_kg)]
