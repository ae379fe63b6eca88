"""Distances are the same metre on every machine."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.domain.distance import distance_m
from passport.domain.product import Point

RADIUS_KM = Decimal("6371.0088")
LATITUDES = st.decimals(min_value=-90, max_value=90, places=5)
LONGITUDES = st.decimals(min_value=-180, max_value=180, places=5)


def point(latitude: str, longitude: str) -> Point:
    return Point(Decimal(latitude), Decimal(longitude))


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        (("13.7", "100.5"), ("10.8", "106.7"), 746_821),
        (("51.5", "-0.12"), ("40.7", "-74"), 5_571_498),
        (("0", "179.9"), ("0", "-179.9"), 22_239),
        (("0", "0"), ("0", "180"), 20_015_114),
        (("90", "0"), ("-90", "0"), 20_015_114),
        (("1", "1"), ("1", "1"), 0),
    ],
)
def test_known_ways_have_known_lengths(one: tuple[str, str], other: tuple[str, str], metres: int) -> None:
    """Must agree with the haversine formula, over the date line and to the antipodes."""
    assert distance_m([point(*one), point(*other)], RADIUS_KM) == metres


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_decimal_series_agree_with_binary_trigonometry(a: Decimal, b: Decimal, c: Decimal, d: Decimal) -> None:
    """Must lie within two metres of the same formula in double precision, anywhere on earth."""
    north, west, south, east = (math.radians(angle) for angle in (a, b, c, d))
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin((east - west) / 2) ** 2
    expected = 2 * 6_371_008.8 * math.asin(math.sqrt(min(1.0, half)))
    assert abs(distance_m([Point(a, b), Point(c, d)], RADIUS_KM) - expected) <= 2


def test_the_callers_precision_does_not_matter() -> None:
    """Must compute in a context of its own."""
    way = [point("13.7", "100.5"), point("12", "103"), point("10.8", "106.7")]
    with localcontext() as context:
        context.prec = 5
        coarse = distance_m(way, RADIUS_KM)
    assert coarse == distance_m(way, RADIUS_KM)


def test_a_way_is_rounded_once() -> None:
    """Must add exact legs and round at the end: a thousand legs of 0.4 m are 400 m, not nothing."""
    step = Decimal("0.4") / (RADIUS_KM * 1000) * Decimal("57.29577951308232")
    way = [Point(Decimal(0), step * place) for place in range(1001)]
    assert distance_m(way, RADIUS_KM) == 400
