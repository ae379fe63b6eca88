"""The list of methodologies that a footprint can be computed by, with the owner's own first."""

from __future__ import annotations

from functools import cache

from passport.adapters.factor_files import default_factors
from passport.adapters.freight_rows import REFUSED, freight_methodologies
from passport.domain.gwp import GwpSet
from passport.domain.methodology import Methodology, listed
from passport.errors import FootprintMethodUnknown, GwpMixed

OWNER = "owner-default-2025"
# A name without its potentials is completed where the publication has one set only.
COMPLETED = {"iso14083-defra-2025": "iso14083-defra-2025/ar5"}


@cache
def all_methodologies() -> dict[str, Methodology]:
    """By identity, the owner's first."""
    return listed((Methodology.by(default_factors()), *freight_methodologies()))


def methodology_named(identity: str) -> Methodology:
    """The methodology of this identity.

    Raises FootprintMethodUnknown, and GwpMixed for potentials that a publication cannot be restated to.
    """
    name = COMPLETED.get(identity, identity)
    if name in REFUSED:
        raise GwpMixed([GwpSet.AR5, GwpSet.AR6], f"{name}: {REFUSED[name]}")
    found = all_methodologies().get(name)
    if found is None:
        raise FootprintMethodUnknown(identity, all_methodologies())
    return found
