"""What every methodology is: an id, a name on chain, its parameters with their sources, and one pure function."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from oracle.domain.methods.outcome import Outcome

METHODOLOGY_TYPE = "carbonix/methodology/1"
STANDING = "a methodology of CarboniX; its units are not units of the standard that it follows"
COMMON_RULES: Mapping[str, str] = {
    "rounding": "kilograms are rounded down, in favour of the atmosphere; nothing is rounded before that",
    "negative": "a negative result stays negative and is a reversal; it is never clipped to zero",
    "powers": "powers, exponentials and roots are decimals of 50 digits; all else is exact",
}

Inputs = TypeVar("Inputs")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that the method takes as given, as text so that no digit is lost, with where it comes from.

    `confidence`: read (in a stored document), secondary (quoted by another), memory (to be verified before certifying),
    house (a rule of this house).
    """

    name: str
    text: str
    unit: str
    source: str
    confidence: str

    @property
    def value(self) -> Fraction:
        """The exact number."""
        return Fraction(self.text)


@dataclass(frozen=True, slots=True)
class Method(Generic[Inputs]):
    """A version of a methodology. `quantify` reads nothing but its inputs and raises InvalidInput for what it refuses.

    `kind` is the kind of the projects on chain; `gwp_set` the one set that it takes, or None where no gas is weighed.
    """

    id: str
    name: str
    after: str
    kind: str
    formula: str
    gas: str
    inputs_type: type[Inputs]
    rule: Callable[[Inputs], Outcome]
    parameters: tuple[Parameter, ...]
    rules: Mapping[str, str]
    gwp_set: str | None = None
    evidence: tuple[str, ...] = ()
    valid_from: str = "2016-01-01T00:00:00Z"
    valid_until: str = "2030-01-01T00:00:00Z"
    written: Mapping[str, object] | None = field(default=None, compare=False)

    def quantify(self, inputs: Inputs) -> Outcome:
        """The quantity that the inputs show."""
        return self.rule(inputs)

    @property
    def formula_hash(self) -> str:
        """SHA-256 of the formula's text, 0x hex."""
        return "0x" + hashlib.sha256(self.formula.encode()).hexdigest()

    def document(self) -> Mapping[str, object]:
        """The methodology as values for canonical JSON; its SHA-256 is the document hash that the chain registers."""
        if self.written is not None:
            return self.written
        return {
            "type": METHODOLOGY_TYPE,
            "id": self.id,
            "name": self.name,
            "after": self.after,
            "kind": self.kind,
            "formula": self.formula,
            "formulaSha256": self.formula_hash,
            "gas": self.gas,
            "gwpSet": self.gwp_set or "none",
            "parameters": [_parameter_document(each) for each in self.parameters],
            "evidence": list(self.evidence),
            "rules": {**COMMON_RULES, **self.rules},
            "validFrom": self.valid_from,
            "validUntil": self.valid_until,
            "standing": STANDING,
        }


def _parameter_document(parameter: Parameter) -> dict[str, str]:
    return {
        "name": parameter.name,
        "value": parameter.text,
        "unit": parameter.unit,
        "source": parameter.source,
        "confidence": parameter.confidence,
    }
