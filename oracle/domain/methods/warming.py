"""Warming potentials: one set a methodology; sums over two sets are refused."""

from __future__ import annotations

from oracle.domain.methods.method import Parameter
from oracle.errors import WarmingSetsMixed

SET_OF_PROJECTS = "AR5"
_SOURCE = "IPCC AR5, 100 years, as listed by globalwarmingpotentials (T-VER takes AR5)"
CH4 = Parameter("GWP_CH4", "28", "kgCO2e/kg", _SOURCE, "read")
N2O = Parameter("GWP_N2O", "265", "kgCO2e/kg", _SOURCE, "read")


def check_set(stated: str) -> None:
    """Raises WarmingSetsMixed for figures that were weighed with another set than the projects' own."""
    if stated != SET_OF_PROJECTS:
        raise WarmingSetsMixed(stated, SET_OF_PROJECTS)
