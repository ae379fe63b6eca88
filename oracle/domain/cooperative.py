"""A cooperative's members: what each may take of a verified reduction, to the kilogram, as signed leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from registry.errors import InvalidInput

CLAIM_TAG = b"CarboniX/claim/1"
GAIN = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A holder (address, 0x hex) and its share, a positive whole weight among those of all members."""

    holder: str
    weight: int


@dataclass(frozen=True, slots=True)
class MemberClaim:
    """Kilograms of one member; `index` is the place of its leaf."""

    index: int
    holder: str
    kg: int


@dataclass(frozen=True, slots=True)
class ClaimScope:
    """What every leaf names beside the member: where and for which period it may be claimed."""

    chain_id: int
    contract: str
    project: int
    period_start: int
    period_end: int


def share_out(total_kg: int, members: Sequence[Member]) -> tuple[MemberClaim, ...]:
    """Whole kilograms by weight that add up to the total exactly.

    Each share is rounded down; what is left goes kilogram by kilogram to the largest remainders, and among equal ones
    to the earlier member. A member whose share is below a kilogram gets no leaf. Raises InvalidInput.
    """
    if not members or any(member.weight < 1 for member in members):
        raise InvalidInput("members", len(members), "must be at least one, each with a positive weight")
    weights = sum(member.weight for member in members)
    exact = [Fraction(total_kg * member.weight, weights) for member in members]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(members)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: total_kg - sum(shares)]:
        shares[place] += 1
    held = [(member.holder, kg) for member, kg in zip(members, shares, strict=True) if kg > 0]
    return tuple(MemberClaim(index, holder, kg) for index, (holder, kg) in enumerate(held))


def claim_leaf(scope: ClaimScope, claim: MemberClaim) -> bytes:
    """The leaf as CooperativeClaims encodes it: ten words of abi.encode."""
    numbers = (GAIN, scope.project, scope.period_start, scope.period_end, claim.index)
    words = [
        CLAIM_TAG.ljust(32, b"\0"),
        scope.chain_id.to_bytes(32, "big"),
        _address(scope.contract),
        *(number.to_bytes(32, "big") for number in numbers),
        _address(claim.holder),
        claim.kg.to_bytes(32, "big"),
    ]
    return b"".join(words)


def _address(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x")).rjust(32, b"\0")
