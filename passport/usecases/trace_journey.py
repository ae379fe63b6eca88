"""Traces the way behind a sealed passport, only while the records are still the very ones that were sealed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from passport.domain.journey import Journey, journey_of
from passport.domain.statement import Assessment, inputs_of
from passport.errors import ProductUnknown
from passport.ports import CanonicalForm, SealedPassport
from registry.errors import InvalidInput, NotFound, Refused


def trace_journey(
    sealed: SealedPassport, *, assess: Callable[[str, str], Assessment], canonical: CanonicalForm
) -> Journey | None:
    """The way, without carrier, place or number; None where the present records are not those of the seal.

    `assess` computes a product by a factor set of a name.
    """
    try:
        assessed = assess(sealed.statement["factorSet"], sealed.product_id)
    except (ProductUnknown, InvalidInput, NotFound, Refused):
        return None
    present = "0x" + sha256(canonical(inputs_of(assessed))).hexdigest()
    return journey_of(assessed.footprint) if present == sealed.statement["inputHash"] else None
