"""Reads the serials of other registries as they print them, and keeps their used blocks apart.

Verra, 13 parts: batch-start-end-programme-type-verifier-registry-country-scope-project-vintage start-vintage end-
additional. Gold Standard, 9 parts: GS1-1-country-project-type-vintage-issuance-start-end. Ranges include both ends.
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from registry.errors import Refused


class Standard(IntEnum):
    """Standards whose units are bridged, under the numbers of ICreditRegistry.Standard."""

    VERRA = 4
    GOLD_STANDARD = 5


# One spelling for each serial: with another, e.g. a leading zero, the same list could be taken for a second one.
_NUMBER, _LETTERS, _MIXED = "[1-9][0-9]{0,18}", "[A-Z]+", "[0-9A-Z]+"
_COUNTRY, _DAY = "(?P<country>[A-Z]{2})", "[0-9]{8}"
_RANGE = f"(?P<start>{_NUMBER})-(?P<end>{_NUMBER})"
_SHAPES = {
    Standard.VERRA: re.compile(
        f"{_NUMBER}-{_RANGE}-{_LETTERS}-{_LETTERS}-{_NUMBER}-(?P<list>{_LETTERS})-{_COUNTRY}-{_NUMBER}-{_NUMBER}"
        f"-(?P<first>{_DAY})-(?P<last>{_DAY})-[01]"
    ),
    Standard.GOLD_STANDARD: re.compile(
        f"{_MIXED}-{_NUMBER}-{_COUNTRY}-{_MIXED}-{_MIXED}-(?P<year>{_NUMBER})-(?P<list>{_NUMBER})-{_RANGE}"
    ),
}


@dataclass(frozen=True, slots=True)
class Namespace:
    """The list within which a block's numbers are unique: a Verra registry, or a Gold Standard issuance."""

    standard: Standard
    list: str


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Serials from start to end, both inclusive."""

    start: int
    end: int

    @property
    def credits(self) -> int:
        return self.end - self.start + 1

    def overlaps(self, other: Block) -> bool:
        return self.start <= other.end and other.start <= self.end


def parse(standard: int, serial: str) -> tuple[Namespace, Block]:
    """Raises Refused: SerialMalformed."""
    read = _read(standard, serial)
    return Namespace(Standard(standard), read["list"]), Block(int(read["start"]), int(read["end"]))


def with_range(standard: int, serial: str, start: int, end: int) -> str:
    """The same serial with another range in the place of its own. Raises Refused: SerialMalformed."""
    read = _read(standard, serial)
    return f"{serial[: read.start('start')]}{start}-{end}{serial[read.end('end') :]}"


def vintage_of(standard: int, serial: str) -> tuple[int, int] | None:
    """The printed vintage in Unix seconds, half-open; None where no calendar has its days.

    Raises Refused: SerialMalformed.
    """
    read = _read(standard, serial)
    try:
        if standard == Standard.GOLD_STANDARD:
            year = int(read["year"])
            return _seconds(datetime(year, 1, 1, tzinfo=UTC)), _seconds(datetime(year + 1, 1, 1, tzinfo=UTC))
        first, last = (datetime.strptime(read[part], "%d%m%Y").replace(tzinfo=UTC) for part in ("first", "last"))
        return _seconds(first), _seconds(last + timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def require_agreement(standard: int, serial: str, country: str, period_start: int, period_end: int) -> None:
    """The serial is of the project's country (two letters), and the half-open period, in Unix seconds, its vintage.

    Of Verra the period runs from the first midnight (UTC) to the one after the last day; of Gold Standard it lies
    inside the year. Raises Refused: SerialMalformed, CountryMismatch, VintageMismatch.
    """
    printed, of_serial = vintage_of(standard, serial), _read(standard, serial)["country"]
    if of_serial != country:
        raise Refused("CountryMismatch", {"ofProject": _as_bytes(country), "ofSerial": _as_bytes(of_serial)})
    inside = printed is not None and printed[0] <= period_start < period_end <= printed[1]
    if not inside or (standard == Standard.VERRA and printed != (period_start, period_end)):
        raise Refused("VintageMismatch", {"periodStart": period_start, "periodEnd": period_end, "serial": serial})


def _read(standard: int, serial: str) -> re.Match[str]:
    read = _SHAPES[Standard(standard)].fullmatch(serial) if standard in _SHAPES else None
    if read is None or int(read["end"]) < int(read["start"]):
        raise Refused("SerialMalformed", {"standard": int(standard), "serial": serial})
    return read


def _as_bytes(country: str) -> str:
    """As the contract answers it: bytes2."""
    return f"0x{country.encode().hex()}"


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


class UsedBlocks:
    """The used blocks of one namespace, sorted and apart; it only grows."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []

    def __len__(self) -> int:
        return len(self._blocks)

    def hint(self, start: int) -> int:
        """First serial of the used block at or below `start`, which the contract asks for; 0: there is none."""
        position = bisect_right([block.start for block in self._blocks], start)
        return self._blocks[position - 1].start if position else 0

    def judge(self, block: Block, hint: int) -> str | None:
        """The name of the contract's refusal of this block under this hint; None where it would take it."""
        below = next((used for used in self._blocks if used.start == hint), None)
        if (hint and below is None) or hint > block.start:
            return "NeighbourWrong"
        if below is not None and below.end >= block.start:
            return "BlockOverlaps"
        above = next((used for used in self._blocks if used.start > hint), None)
        if above is None or above.start > block.end:
            return None
        return "NeighbourWrong" if above.end < block.start else "BlockOverlaps"

    def use(self, block: Block) -> None:
        """Takes a block that `judge` let pass under its right hint. Raises ValueError if it meets a used one."""
        if self.judge(block, self.hint(block.start)) is not None:
            raise ValueError(f"{block} meets a used block")
        insort(self._blocks, block)
