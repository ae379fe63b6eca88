"""What the label bits of a batch mean: which programmes accept it, as in ICreditRegistry.sol."""

from __future__ import annotations

LABELS = ("CORSIA eligible", "ICVCM core carbon principles", "Article 6 authorised", "SDG impact verified")


def label_names(bits: int) -> tuple[str, ...]:
    """The names of the bits that are set, the lowest first."""
    return tuple(name for place, name in enumerate(LABELS) if bits >> place & 1)
