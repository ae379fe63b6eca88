"""Puts partners side by side, in the order in which they were asked for, with the best of each component."""

from __future__ import annotations

from collections.abc import Sequence

from passport.domain.partners import Comparison, compare
from passport.errors import SupplyUnknown
from passport.ports import PartnerStore
from registry.errors import InvalidInput

FEWEST_COMPARED = 2
MOST_COMPARED = 20


def compare_partners(tenant: str, ids: Sequence[str], *, store: PartnerStore) -> Comparison:
    """Raises InvalidInput for fewer than 2 or more than 20 different ids, SupplyUnknown for the first one missing."""
    asked = list(dict.fromkeys(ids))
    if not FEWEST_COMPARED <= len(asked) <= MOST_COMPARED:
        raise InvalidInput("ids", ",".join(ids), f"must name {FEWEST_COMPARED} to {MOST_COMPARED} different partners")
    found = {partner.partner_id: partner for partner in store.some(tenant, asked)}
    missing = next((one for one in asked if one not in found), None)
    if missing is not None:
        raise SupplyUnknown("partners", missing)
    return compare([found[one] for one in asked])
