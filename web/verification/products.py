"""Finds the product behind a GTIN and checks the seal of its newest passport."""

from __future__ import annotations

from passport.domain.digital_link import DigitalLink, read_gtin
from registry.domain.verdict import Step, not_checked, passed
from registry.errors import CarbonixError
from web.front import Front
from web.verification.hashes import leaf_step


def product_of(front: Front, text: str) -> str | None:
    """The product that these digits name here; None if they are no GTIN, or nobody's that is shown."""
    try:
        return front.passport.public.product_of(DigitalLink(read_gtin("box", text)))
    except CarbonixError:
        return None


def product_steps(front: Front, text: str, product: str) -> list[Step]:
    """That the GTIN names the product, and that its passport's leaf is under a root on chain."""
    named = passed("gtin", f"This GTIN names the product {product} of this registry.", gtin=text, product=product)
    try:
        passport = front.passport.public.passport(product).published.sealed
    except CarbonixError as fault:
        return [named, not_checked("leaf", f"Its passport cannot be shown: {fault.sentence}.")]
    leaf = leaf_step(front, passport.subject)
    return [named, leaf or not_checked("leaf", "The seal of its passport is not kept here.")]
