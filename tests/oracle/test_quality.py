"""Bad rows are named one by one; good rows survive whatever stands between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.domain.quality import longest_rising, sift
from oracle.domain.readings import Row
from oracle.errors import ReadingRefused
from tests.oracle.meters import METER, START_S, row


def named(refused: tuple[ReadingRefused, ...]) -> list[tuple[str, str, str]]:
    return [(refusal.name, refusal.facts["row"], refusal.facts["field"]) for refusal in refused]


def test_each_bad_row_is_named_and_the_good_rows_survive() -> None:
    """Must refuse each fault under its own name, with row and field, and accept every row around them."""
    rows = [
        row(1, 0),
        row(2, 1, "1100.000001"),
        row(3, 2, "-100.000001"),
        row(4, 3, "12", "kW"),
        row(5, 4, "twelve"),
        Row(6, "yesterday", "12", "W"),
        row(7, 0),
        row(8, 6),
        row(9, 5),
        Row(10, "2023-11-14 22:21:30", "1", "W"),
        row(11, 7),
    ]
    sifted = sift(METER, rows)
    assert named(sifted.refused) == [
        ("ReadingOutOfRange", "2", "value"),
        ("ReadingOutOfRange", "3", "value"),
        ("ReadingUnitWrong", "4", "unit"),
        ("ReadingUnreadable", "5", "value"),
        ("ReadingUnreadable", "6", "time"),
        ("ReadingDuplicated", "7", "time"),
        ("ReadingOutOfOrder", "9", "time"),
        ("ReadingOutOfOrder", "10", "time"),
    ]
    assert [reading.row for reading in sifted.accepted] == [1, 8, 11]


def test_the_range_is_the_rated_power_with_its_tolerance_and_the_own_use() -> None:
    """Must accept both ends of the range and name value, range, rated power and tolerance when it refuses."""
    sifted = sift(METER, [row(1, 0, "1100"), row(2, 1, "-100"), row(3, 2, "1101")])
    assert [reading.row for reading in sifted.accepted] == [1, 2]
    assert sifted.refused[0].facts["value"] == "1101 W"
    assert sifted.refused[0].facts["rule"] == "-100 to 1100 W (rated 1000 W plus 100000 ppm)"


def test_one_row_far_in_the_future_takes_no_other_row_down() -> None:
    """Must refuse the row that jumps ahead, not the many that follow it."""
    sifted = sift(METER, [row(1, 0), row(2, 50_000), row(3, 1), row(4, 2), row(5, 3)])
    assert named(sifted.refused) == [("ReadingOutOfOrder", "2", "time")]
    assert len(sifted.accepted) == 4


def test_of_two_readings_of_one_interval_the_first_stands() -> None:
    """Must not let a later row replace an earlier one, whatever it says."""
    sifted = sift(METER, [row(1, 0, "100"), row(2, 1, "200"), row(3, 1, "900"), row(4, 2, "300")])
    assert [reading.value for reading in sifted.accepted] == ["100", "200", "300"]
    assert named(sifted.refused) == [("ReadingDuplicated", "3", "time")]


def test_stored_readings_stand() -> None:
    """Must refuse what is stored already and what begins before the last stored reading."""
    standing = [START_S, START_S + 120]
    sifted = sift(METER, [row(1, 0), row(2, 1), row(3, 2), row(4, 3)], standing)
    assert named(sifted.refused) == [
        ("ReadingDuplicated", "1", "time"),
        ("ReadingOutOfOrder", "2", "time"),
        ("ReadingDuplicated", "3", "time"),
    ]
    assert [reading.row for reading in sifted.accepted] == [4]


def test_control_characters_of_a_bad_row_are_shown_as_escapes() -> None:
    """Must not store, show or log what a terminal or a database would choke on."""
    refusal = sift(METER, [row(1, 0, "1\x00\x1b[31m")]).refused[0]
    assert refusal.facts["value"] == "1\\x00\\x1b[31m"


@given(st.lists(st.integers(-20, 20), max_size=12))
def test_the_fewest_rows_are_refused_for_their_order(times: list[int]) -> None:
    """Must keep a strictly rising run that no other run beats, by brute force over all of them."""
    places = longest_rising(times)
    kept = [times[place] for place in places]
    assert places == sorted(places)
    assert all(earlier < later for earlier, later in pairwise(kept))
    best = [1] * len(times)
    for place, time in enumerate(times):
        best[place] += max((best[before] for before in range(place) if times[before] < time), default=0)
    assert len(places) == max(best, default=0)


@pytest.mark.parametrize("count", [0, 1])
def test_hardly_any_rows_are_sifted_as_well(count: int) -> None:
    """Must accept an empty list and a single row."""
    assert len(sift(METER, [row(1, 0)][:count]).accepted) == count
