"""The versioned policy of quality: weights of the parts, trust of sources, age of calibrations, gates and widening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from oracle.domain.readings import PPM
from registry.errors import InvalidInput

POLICY_TYPE = "carbonix/quality-policy/1"
MEMBERS = {"type", "version", "note", "weightsPpm", "trustPpm", "calibration", "gatesPpm", "widestPpm"}
TRUSTS = ("unsigned", "account", "signed", "signedCalibrated")


class Part(StrEnum):
    """The parts of the score."""

    COMPLETENESS = "completeness"
    AUTHENTICITY = "authenticity"
    QUALITY_CONTROL = "qualityControl"
    CALIBRATION = "calibration"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class QualityPolicy:
    """One version of the policy; shares in ppm, ages in days."""

    version: str
    weights_ppm: Mapping[Part, int]
    trust_ppm: Mapping[str, int]
    full_until_days: int
    nothing_from_days: int
    gate_ppm: int
    part_gates_ppm: Mapping[Part, int]
    widest_ppm: int

    def trust_of(self, name: str) -> int:
        """The weight of a source's trust, ppm. Raises InvalidInput for a trust that the policy does not know."""
        if name not in self.trust_ppm:
            raise InvalidInput("trust", name, "one of " + ", ".join(self.trust_ppm))
        return self.trust_ppm[name]

    def calibration_ppm(self, age_days: int | None) -> int:
        """Full up to one age, nothing from another on, a straight line between; nothing without a calibration."""
        if age_days is None or age_days >= self.nothing_from_days:
            return 0
        span = self.nothing_from_days - self.full_until_days
        return min(PPM, (self.nothing_from_days - age_days) * PPM // span)


def policy_of(document: Mapping[str, object]) -> QualityPolicy:
    """The policy that a document states. Raises InvalidInput for members, sums or orders that do not hold."""
    if set(document) != MEMBERS or document["type"] != POLICY_TYPE:
        raise InvalidInput("policy", sorted(document), f"{POLICY_TYPE} with exactly {', '.join(sorted(MEMBERS))}")
    weights = _shares(document, "weightsPpm", tuple(Part))
    gates = _shares(document, "gatesPpm", ("score", *Part), partly=True)
    trust = _shares(document, "trustPpm", TRUSTS)
    ages = _integers(document, "calibration")
    _check(weights, trust, ages)
    return QualityPolicy(
        version=str(document["version"]),
        weights_ppm={Part(name): share for name, share in weights.items()},
        trust_ppm=trust,
        full_until_days=ages["fullUntilDays"],
        nothing_from_days=ages["nothingFromDays"],
        gate_ppm=gates.pop("score", 0),
        part_gates_ppm={Part(name): share for name, share in gates.items()},
        widest_ppm=_shares({"widest": {"widestPpm": document["widestPpm"]}}, "widest", ("widestPpm",))["widestPpm"],
    )


def _check(weights: Mapping[str, int], trust: Mapping[str, int], ages: Mapping[str, int]) -> None:
    if sum(weights.values()) != PPM:
        raise InvalidInput("weightsPpm", sum(weights.values()), f"the weights sum to {PPM}")
    levels = [trust[name] for name in TRUSTS]
    if levels != sorted(levels):
        raise InvalidInput("trustPpm", levels, "a higher trust never weighs less")
    if set(ages) != {"fullUntilDays", "nothingFromDays"} or not 0 <= ages["fullUntilDays"] < ages["nothingFromDays"]:
        raise InvalidInput("calibration", dict(ages), "0 <= fullUntilDays < nothingFromDays")


def _shares(
    document: Mapping[str, object], field: str, names: tuple[str, ...], *, partly: bool = False
) -> dict[str, int]:
    shares = _integers(document, field)
    known = set(shares) <= set(names) if partly else set(shares) == set(names)
    if not known or not all(0 <= share <= PPM for share in shares.values()):
        raise InvalidInput(field, shares, f"shares of 0 to {PPM} ppm of {', '.join(names)}")
    return shares


def _integers(document: Mapping[str, object], field: str) -> dict[str, int]:
    stated = document[field]
    if not isinstance(stated, Mapping) or not all(type(value) is int for value in stated.values()):
        raise InvalidInput(field, stated, "an object of integers")
    return {str(name): int(value) for name, value in stated.items()}
