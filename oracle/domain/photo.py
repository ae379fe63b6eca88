"""Photos of an inspection: where and when they were taken, what they look like in 64 bits, and what is signed of them.

Look: the difference hash (each of 8 x 8 places of a 9 x 8 grey picture: darker than its right neighbour or not). Copies
of one photo, scaled, recompressed or brightened, differ in a few bits; different views in about half of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from oracle.domain.boundary import UDEG
from oracle.domain.field_refusals import PhotoDuplicated, PhotoRefused

ACROSS, DOWN = 9, 8
PICTURE_BITS = (ACROSS - 1) * DOWN
# Copies of one photo stay below this many bits; two views of one place were never that close in the tests.
SAME_PICTURE_BITS = 6
# A picture with next to no difference between neighbours (a wall, a lens cap) shows nothing to compare.
LEAST_BITS = 4
# A phone's place is good to some ten metres; a photo further from the ground shows something else.
FARTHEST_M = 100
TEXT = "carbonix/inspection-photo/1"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a photo's own data state: the place in micro-degrees (WGS 84), the Unix second, and its picture hash."""

    longitude_udeg: int
    latitude_udeg: int
    taken_at: int
    picture_hash: str  # 16 hex digits


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of an inspection, signed by who took it; `distance_m` is None where the project has no boundary."""

    sha256: str
    inspection: str
    tenant: str
    taken: Taken
    distance_m: int | None
    signer: str
    signature: str


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """What is asked of photos that stand already."""

    sha256: str
    tenant: str
    picture_hash: str


def photo_text(inspection: str, sha256: str) -> str:
    """What the photographer signs under EIP-191 (personal_sign): three lines."""
    return f"{TEXT}\n{inspection}\n{sha256}"


def picture_hash(grey: Sequence[int]) -> str:
    """16 hex digits of a picture of ACROSS x DOWN grey values, row by row. Raises PhotoRefused if it shows nothing."""
    rows = [grey[start : start + ACROSS] for start in range(0, ACROSS * DOWN, ACROSS)]
    pairs = [pair for row in rows for pair in pairwise(row)]
    bits, uneven = [left < right for left, right in pairs], sum(left != right for left, right in pairs)
    if uneven < LEAST_BITS:
        raise PhotoRefused("photo", f"{uneven} of {PICTURE_BITS} places differ", "must show something")
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def bits_between(one: str, two: str) -> int:
    """How many bits of two picture hashes differ, 0 to 64."""
    return (int(one, 16) ^ int(two, 16)).bit_count()


def require_new(sha256: str, look: str, tenant: str, known: Iterable[KnownPhoto]) -> None:
    """Raises PhotoDuplicated for the same bytes, or a picture that looks the same; another tenant's is not named."""
    for other in known:
        distance = 0 if other.sha256 == sha256 else bits_between(look, other.picture_hash)
        if distance <= SAME_PICTURE_BITS:
            named = other.sha256 if other.tenant == tenant else "a photo of another organisation"
            raise PhotoDuplicated(sha256, named, distance)


def require_at_place_and_time(taken: Taken, distance_m: int | None, not_before: int, now: int) -> None:
    """Raises PhotoRefused for a photo away from the ground, from before the period, or from the future."""
    if distance_m is not None and distance_m > FARTHEST_M:
        raise PhotoRefused("place", f"{distance_m} m from the boundary", f"at most {FARTHEST_M} m")
    if not not_before <= taken.taken_at <= now:
        shown = datetime.fromtimestamp(taken.taken_at, UTC).isoformat()
        raise PhotoRefused("time", shown, "from the period's begin to now")


def udeg_of(degrees: Sequence[Fraction], reference: str, negative: str) -> int:
    """Micro-degrees of degrees, minutes and seconds (EXIF); `reference` is the letter of the hemisphere."""
    whole, minutes, seconds = degrees
    value = round((whole + minutes / 60 + seconds / 3600) * UDEG)
    return -value if reference.strip().upper() == negative else value


def degrees_text(udeg: int) -> str:
    """`98.900000` for micro-degrees."""
    return f"{Decimal(udeg) / UDEG:.6f}"
