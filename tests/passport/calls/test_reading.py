"""Facts about what a busy call saves: signatures, connections, checks are done once, and believed no longer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from passport.adapters.product_document import document_of, product_of, stored_product
from passport.adapters.product_store import ProductTable
from passport.domain.product import Point
from passport.domain.rounding import rounded, whole_percents
from registry.adapters.database import Database
from registry.adapters.tokens import KEY_FILE, Tokens
from registry.domain.roles import Role
from registry.errors import NotAuthenticated
from tests.passport.products import coffee, leg, product_with

CEO = frozenset({Role.CEO})


def test_a_remembered_signature_ends_with_its_key_and_its_time(tmp_path: Path) -> None:
    """Must read a token's time at every use, and ask anew once the key's file was replaced or removed."""
    tokens = Tokens(tmp_path)
    token = tokens.issue_token("a", "one", CEO, 1000, 60)
    assert tokens.read_token(token, 1001) == tokens.read_token(token, 1059)
    with pytest.raises(NotAuthenticated, match="ended at"):
        tokens.read_token(token, 1060)
    key = (tmp_path / KEY_FILE).read_bytes()
    (tmp_path / KEY_FILE).unlink()
    for _ in range(2):
        with pytest.raises(NotAuthenticated, match="not signed here"):
            tokens.read_token(token, 1001)
    (tmp_path / KEY_FILE).unlink()
    (tmp_path / KEY_FILE).write_bytes(key)
    assert tokens.read_token(token, 1001).subject == "a"


def test_a_forged_token_is_never_remembered(tmp_path: Path) -> None:
    """Must refuse the same wrong bytes each time, beside a good token."""
    tokens = Tokens(tmp_path)
    good = tokens.issue_token("a", "one", CEO, 1000)
    assert tokens.read_token(good, 1001).tenant == "one"
    for _ in range(2):
        with pytest.raises(NotAuthenticated):
            tokens.read_token(good[:-4] + "AAAA", 1001)


def test_one_reading_sees_one_state(database: Database) -> None:
    """Must read on one connection within, as nested as it comes, and on its own again afterwards."""
    with database.one_reading(), database.reading() as outer:
        with database.one_reading(), database.reading() as inner:
            assert inner is outer
            inner.connection().execute(text("SELECT 1"))
        with database.transaction() as writing:
            assert writing is not outer
    with database.reading() as after:
        assert after is not outer


def test_a_failure_within_one_reading_ends_it(database: Database) -> None:
    """Must give the connection back after an error."""

    def failing() -> None:
        with database.one_reading():
            raise OSError("disk")

    for _ in range(20):  # more than a pool of connections holds
        with pytest.raises(OSError, match="disk"):
            failing()
    with database.one_reading(), database.reading() as session:
        assert session.connection().execute(text("SELECT 1")).scalar() == 1


def test_a_stored_product_is_read_as_it_was_checked(sqlite: Database) -> None:
    """Must read from the store the very product that the door would read from the same document."""
    points = (Point(Decimal("13.75"), Decimal("100.5")), Point(Decimal("10.8"), Decimal("-106.7")))
    ways = (
        leg(distance_km=None, points=points, mode="sea"),
        leg(shipment_id="b", weight_kg=Decimal("0.50"), quantity=3),
    )
    for product in (coffee(), product_with(*ways, unit_weight_kg=Decimal("1.20"), supplier_kg=Decimal("1E+2"))):
        assert stored_product(document_of(product)) == product_of(document_of(product)) == product
        ProductTable(sqlite).put(replace(product, origin="a store"), "one")
        assert ProductTable(sqlite).product(product.product_id, "one") == replace(product, origin="a store")


@given(st.fractions(), st.integers(0, 9))
def test_rounding_in_integers_is_half_to_even(exact: Fraction, decimals: int) -> None:
    """Must round as Python rounds a fraction, ties and negative numbers too."""
    assert rounded(exact, decimals) == Decimal(round(exact * 10**decimals)).scaleb(-decimals)
    tie = Fraction(2 * exact.numerator + 1, 2 * 10**decimals)
    assert rounded(tie, decimals) == Decimal(round(tie * 10**decimals)).scaleb(-decimals)


@given(st.lists(st.fractions(min_value=0, max_value=1000), min_size=1, max_size=5))
def test_whole_percents_lose_nothing(parts: list[Fraction]) -> None:
    """Must add up to 100, each share less than one percent from its exact value."""
    percents, total = whole_percents(parts), sum(parts)
    assert sum(percents) == (100 if total else 0)
    assert all(abs(shown - part * 100 / total) < 1 for shown, part in zip(percents, parts, strict=True) if total)
