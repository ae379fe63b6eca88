"""Allots kilograms of a retirement to a sealed passport: they are shown beside its footprint and never subtracted."""

from __future__ import annotations

from passport.ports import Allotter, ProductStore
from registry.domain.events import Receipt
from registry.errors import Refused

KG_LIMIT = 1 << 64


def allot_kilograms(
    certificate: int, product_id: str, kg: int, reference: str, *, store: ProductStore, allotter: Allotter
) -> Receipt:
    """The receipt of the allotment; the same reference allots once, however often it is asked.

    Raises PassportNotSealed, and by the contract's names AllotmentExceedsRetired, CertificateUnknown,
    CallerNotBeneficiary, ZeroKilograms, MassTooLarge.
    """
    if kg <= 0:
        raise Refused("ZeroKilograms")
    if kg >= KG_LIMIT:
        raise Refused("MassTooLarge", {"kg": kg})
    subject = store.passport(product_id).subject
    intent = f"allot:{certificate}:{subject}:{kg}:{reference}"
    return allotter(intent, certificate, subject, kg)
