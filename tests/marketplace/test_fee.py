"""The fee is 45 / 10,000 of the notional, to the last unit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.fee import FINEST_TICK_MINOR, fee_minor, quote
from marketplace.errors import PriceOffTick
from registry.errors import Refused

TICKS = st.integers(4, 16).map(lambda power: 10**power)


@given(ticks=TICKS, price_ticks=st.integers(1, 10**12), credits=st.integers(1, 2**64 - 1))
def test_the_fee_is_exact_for_every_price_on_a_tick(ticks: int, price_ticks: int, credits: int) -> None:
    """Must equal the rational 45 / 10,000 of the notional, for tokens of 6 to 18 decimals."""
    quoted = quote(credits, price_ticks * ticks, ticks)
    assert Fraction(quoted.fee_minor) == Fraction(45, 10_000) * quoted.notional_minor
    assert quoted.buyer_pays_minor == quoted.seller_receives_minor + quoted.fee_minor


@given(parts=st.lists(st.integers(1, 1_000), min_size=1, max_size=20), price_ticks=st.integers(1, 10**6))
def test_splitting_a_trade_does_not_change_the_fee(parts: list[int], price_ticks: int) -> None:
    """Must charge many fills what one fill of the sum would cost."""
    price_minor = price_ticks * FINEST_TICK_MINOR
    assert sum(quote(part, price_minor).fee_minor for part in parts) == quote(sum(parts), price_minor).fee_minor


@pytest.mark.parametrize("notional_minor", [1, 9_999, 10_001, 2_000])
def test_an_off_tick_notional_is_refused_instead_of_rounded(notional_minor: int) -> None:
    """Must refuse by PriceOffTick and name the tick."""
    with pytest.raises(PriceOffTick) as refusal:
        fee_minor(notional_minor)
    assert refusal.value.facts == {"price": str(notional_minor), "tick": "10000"}


@pytest.mark.parametrize(
    ("credits", "price_minor", "name"),
    [(0, 10_000, "ZeroCredits"), (1, 0, "PriceOffTick"), (1, 15_000, "PriceOffTick")],
)
def test_a_quote_for_nothing_or_off_the_tick_is_refused(credits: int, price_minor: int, name: str) -> None:
    """Must refuse by the name that the chain uses."""
    with pytest.raises(Refused) as refusal:
        quote(credits, price_minor)
    assert refusal.value.name == name


def test_the_fee_of_the_worked_example() -> None:
    """Must give the figures of docs/spec/05-marketplace.md: 16 credits at 250.00 cost 4,000.00, the fee is 18.00."""
    quoted = quote(16, 250_000_000)
    assert (quoted.notional_minor, quoted.fee_minor) == (4_000_000_000, 18_000_000)
    assert quoted.seller_receives_minor == 3_982_000_000
