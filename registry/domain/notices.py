"""The sentences that must stand beside a figure whose origin limits what may be said of it."""

from __future__ import annotations

DEMONSTRATION_NOTICE = (
    "Demonstration: the readings of two inverters are real and were metered elsewhere, those of the dwelling are a "
    "sample whose origin is not published; that they belong to the Thai grid is an assumption. The grove, the flare, "
    "the other 39 dwellings, members, risks, disputes and losses are invented: SIMULATED. The expert and the other "
    "signers are demonstration keys. Factor 0.5562 tCO2e/MWh is the T-VER project factor from a secondary source."
)

DEMONSTRATION_PREFIX = "DEMO-"


def notice_for(serials: str) -> str:
    """The notice that units with this serial text carry; empty where none is due."""
    return DEMONSTRATION_NOTICE if serials.startswith(DEMONSTRATION_PREFIX) else ""
