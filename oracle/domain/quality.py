"""Sifts a meter's rows: a row that breaks a rule is named with row, field, value and rule; the good rows survive.

What is not done: a missing row is never filled in, a value is never mended, and a value that repeats is not suspected.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from oracle.domain.readings import UNIT_UW, Meter, Reading, Row, read_row, utc_text
from oracle.errors import ReadingDuplicated, ReadingOutOfOrder, ReadingOutOfRange, ReadingRefused


@dataclass(frozen=True, slots=True)
class Sifted:
    """Accepted readings in order of time, refused rows in order of the file."""

    accepted: tuple[Reading, ...]
    refused: tuple[ReadingRefused, ...]


def sift(meter: Meter, rows: Iterable[Row], standing: Collection[int] = ()) -> Sifted:
    """Splits rows into readings and refusals. `standing`: starts, in Unix seconds, of the stored ones.

    The rules, in this order: readable, the meter's unit, within the meter's range, on its cadence, not a second time,
    after everything that is stored, and rising; where rows do not rise, the fewest rows are refused, later ones first.
    """
    refused: list[ReadingRefused] = []
    last_s = max(standing, default=None)
    candidates: list[Reading] = []
    for row in rows:
        try:
            reading = check_alone(meter, row)
            _check_against_standing(reading, standing, last_s, row)
        except ReadingRefused as refusal:
            refused.append(refusal)
        else:
            candidates.append(reading)
    accepted, misplaced = _split_rising(candidates)
    refused.extend(misplaced)
    return Sifted(tuple(accepted), tuple(sorted(refused, key=lambda refusal: int(refusal.facts["row"]))))


def check_alone(meter: Meter, row: Row) -> Reading:
    """The rules that one row can break without knowing any other. Raises a ReadingRefused."""
    reading = read_row(meter, row)
    if not meter.lowest_uw <= reading.power_uw <= meter.highest_uw:
        raise ReadingOutOfRange(row.number, "value", f"{row.value} {row.unit}", _range_of(meter))
    if reading.start_s % meter.cadence_s:
        rule = f"an interval of meter {meter.id} begins on a multiple of {meter.cadence_s} s"
        raise ReadingOutOfOrder(row.number, "time", row.time, rule)
    return reading


def _check_against_standing(reading: Reading, standing: Collection[int], last_s: int | None, row: Row) -> None:
    if last_s is None or reading.start_s > last_s:
        return
    if reading.start_s in standing:
        raise ReadingDuplicated(row.number, "time", row.time, "one reading per interval; the one that is stored stands")
    rule = f"readings are stored up to {utc_text(last_s)}: a reading comes after them"
    raise ReadingOutOfOrder(row.number, "time", row.time, rule)


def _split_rising(candidates: Sequence[Reading]) -> tuple[list[Reading], list[ReadingRefused]]:
    places = longest_rising([reading.start_s for reading in candidates])
    accepted = [candidates[place] for place in places]
    kept, taken = set(places), {reading.start_s for reading in accepted}
    misplaced = [
        _misplaced(reading, twice=reading.start_s in taken)
        for place, reading in enumerate(candidates)
        if place not in kept
    ]
    return accepted, misplaced


def _misplaced(reading: Reading, *, twice: bool) -> ReadingRefused:
    if twice:
        return ReadingDuplicated(
            reading.row, "time", utc_text(reading.start_s), "one reading per interval; the other stands"
        )
    return ReadingOutOfOrder(reading.row, "time", utc_text(reading.start_s), "times rise from row to row")


def longest_rising(times: Sequence[int]) -> list[int]:
    """Places of a longest strictly rising subsequence, found from the end: the earlier of two crossing rows stays.

    Method: patience sorting with back links, O(n log n).
    """
    tails: list[int] = []  # negated time at the end of the best run of each length, rising
    ends: list[int] = []  # its place
    follower = [-1] * len(times)
    for place in range(len(times) - 1, -1, -1):
        length = bisect_left(tails, -times[place])
        follower[place] = ends[length - 1] if length else -1
        tails[length : length + 1] = [-times[place]]
        ends[length : length + 1] = [place]
    run: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        run.append(place)
        place = follower[place]
    return run


def _range_of(meter: Meter) -> str:
    scale = UNIT_UW[meter.unit]
    lowest, highest = (_decimal(bound, scale) for bound in (meter.lowest_uw, meter.highest_uw))
    rated = _decimal(meter.rated_uw, scale)
    return f"{lowest} to {highest} {meter.unit} (rated {rated} {meter.unit} plus {meter.tolerance_ppm} ppm)"


def _decimal(power_uw: int, scale: int) -> str:
    whole, rest = divmod(abs(power_uw), scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}".rstrip("0")
    return ("-" if power_uw < 0 else "") + str(whole) + (f".{digits}" if digits else "")
