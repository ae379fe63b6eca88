"""A methodology: a versioned way from the same inputs to kilograms, by one set of factors, potentials and boundary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from passport.domain.boundary import Boundary
from passport.domain.factors import FactorSet
from passport.domain.gwp import GwpSet

OWNER_VERSION = "1"
OWNER_LABEL = "the product owner's formulas and factors"


@dataclass(frozen=True, slots=True)
class Methodology:
    """`identity` names formulas, factors and potentials; a changed number is a new version or a new factor set."""

    identity: str
    version: str
    label: str
    factors: FactorSet

    @property
    def gwp_set(self) -> GwpSet:
        return self.factors.gwp_set

    @property
    def boundary(self) -> Boundary:
        return self.factors.boundary

    @classmethod
    def by(cls, factors: FactorSet) -> Methodology:
        """The owner's methodology on a factor set of its kind, a tenant's own one for example."""
        return cls(factors.methodology, OWNER_VERSION, OWNER_LABEL, factors)


def listed(methodologies: Iterable[Methodology]) -> dict[str, Methodology]:
    """Methodologies by identity."""
    return {methodology.identity: methodology for methodology in methodologies}
