"""The fee is 45 basis points of the notional, exactly, for every price on the tick."""

from __future__ import annotations

from fractions import Fraction

from brownie.test import given, strategy
from hypothesis import HealthCheck, settings

from tests.contracts.orders import UNIT, buy, sell, trade

TICK = UNIT // 100


def test_the_fee_of_a_tick_is_forty_five_units(exchange):
    """Must charge 45 smallest units of one tick, the smallest notional there is."""
    assert exchange.feeOn(TICK) == 45


@given(credits=strategy("uint64", min_value=1), ticks=strategy("uint64", min_value=1))
@settings(max_examples=15, suppress_health_check=[HealthCheck.data_too_large])
def test_the_fee_has_no_remainder(exchange, credits, ticks):
    """Must equal notional x 45 / 10,000 as a fraction."""
    notional = credits * ticks * TICK
    assert Fraction(exchange.feeOn(notional)) == Fraction(notional * 45, 10_000)


@given(
    credits=strategy("uint8", min_value=1, max_value=16),
    price=strategy("uint32", min_value=1, max_value=5_000_000),
)
@settings(max_examples=6)
def test_what_the_buyer_paid_is_what_the_others_got(
    deployed, batch, token, absorber, emitter, treasury, credits, price
):
    """Must split what the buyer pays between seller and treasury to the last unit (I-7)."""
    before = [token.balanceOf(each) for each in (emitter, absorber, treasury)]
    bid, ask = buy(deployed, batch, credits, price * TICK), sell(deployed, batch, credits, price * TICK)
    transaction = trade(deployed, bid, ask, credits, price * TICK)

    if transaction.events["BatchSettled"]["failed"]:
        return  # more than the purse of the buyer holds: refused elsewhere by name
    paid, got, fee = (
        abs(token.balanceOf(each) - amount) for each, amount in zip((emitter, absorber, treasury), before, strict=True)
    )
    assert paid == got + fee == credits * price * TICK
    assert fee * 10_000 == paid * 45
