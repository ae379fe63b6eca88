"""Facts about depth: what stands is what came and did not leave, and grouping never flatters a price."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.commands import Market
from marketplace.domain.depth import DepthLevel, Ladder
from marketplace.domain.standings import Standings
from registry.domain.orders import Side

HERE, THERE = Market(1, "0xaa"), Market(2, "0xaa")
moves = st.lists(
    st.tuples(
        st.sampled_from(["rest", "fill", "keep", "leave"]),
        st.integers(1, 12),
        st.sampled_from(Side),
        st.integers(1, 9),
        st.integers(1, 20),
        st.booleans(),
    ),
    max_size=60,
)


def test_bids_group_downwards_and_asks_upwards() -> None:
    """Must never show a better price than there is."""
    ladder = Ladder()
    for side, price in ((Side.Buy, 104), (Side.Buy, 100), (Side.Buy, 99), (Side.Sell, 106), (Side.Sell, 110)):
        ladder.change(side, price, 5, 1)
    assert ladder.levels(Side.Buy, group_minor=10) == (DepthLevel(100, 10, 2), DepthLevel(90, 5, 1))
    assert ladder.levels(Side.Sell, group_minor=10) == (DepthLevel(110, 10, 2),)
    assert ladder.levels(Side.Buy, 1) == (DepthLevel(104, 5, 1),)
    assert ladder.levels(Side.Sell, 1) == (DepthLevel(106, 5, 1),)


def test_a_price_that_empties_is_told_as_zero() -> None:
    """Must tell every touched price with what stands there now, and nothing twice."""
    ladder = Ladder()
    ladder.change(Side.Sell, 7, 4, 1)
    assert ladder.take_changes().asks == {7: DepthLevel(7, 4, 1)}
    ladder.change(Side.Sell, 7, -4, -1)
    assert ladder.take_changes().asks == {7: DepthLevel(7, 0, 0)}
    assert not ladder.take_changes()
    with pytest.raises(ValueError):
        ladder.change(Side.Sell, 7, -1, -1)


def test_an_attribute_bid_stands_in_every_conforming_market_with_the_same_credits() -> None:
    """Must show shared credits in each market, and take them from each when one of them trades."""
    standings = Standings()
    standings.rest("bid", Side.Buy, 250, 10, [HERE, THERE], shared=True)
    standings.rest("own", Side.Buy, 250, 3, [HERE])
    assert standings.ladder(HERE).levels(Side.Buy) == (DepthLevel(250, 13, 2, 10),)
    standings.fill("bid", 4)
    assert standings.ladder(HERE).levels(Side.Buy) == (DepthLevel(250, 9, 2, 6),)
    assert standings.ladder(THERE).levels(Side.Buy) == (DepthLevel(250, 6, 1, 6),)
    assert standings.take_touched() == [HERE, THERE]
    standings.leave("bid")
    assert standings.ladder(THERE).levels(Side.Buy) == ()
    standings.rest("bid", Side.Buy, 250, 10, [HERE], shared=True)
    standings.extend("bid", THERE)
    assert standings.ladder(THERE).levels(Side.Buy) == (DepthLevel(250, 10, 1, 10),)


@given(moves)
def test_depth_is_the_sum_of_what_stands(steps: list[tuple[str, int, Side, int, int, bool]]) -> None:
    """Must equal, after any moves, the orders that stand, added up by price; the best price is the first level."""
    standings, orders = Standings(), dict[str, tuple[Side, int, int, bool]]()
    for move, number, side, price, credits, shared in steps:
        name = f"o{number}"
        if move == "rest":
            standings.rest(name, side, price, credits, [HERE, THERE] if shared else [HERE], shared=shared)
            orders[name] = (side, price, credits, shared)
        elif move == "leave" or (move == "fill" and name in orders and orders[name][2] <= credits):
            standings.leave(name) if move == "leave" else standings.fill(name, credits)
            orders.pop(name, None)
        elif name in orders:
            left = credits if move == "keep" else orders[name][2] - credits
            standings.keep(name, credits) if move == "keep" else standings.fill(name, credits)
            orders[name] = (*orders[name][:2], left, orders[name][3])
    for market in (HERE, THERE):
        for side in Side:
            expected: dict[int, DepthLevel] = {}
            for at, price, credits, shared in orders.values():
                if at is side and (shared or market is HERE):
                    known = expected.get(price, DepthLevel(price, 0, 0))
                    expected[price] = DepthLevel(
                        price, known.credits + credits, known.orders + 1, known.shared_credits + credits * shared
                    )
            levels = standings.ladder(market).levels(side)
            assert levels == tuple(sorted(expected.values(), key=lambda one: one.price_minor, reverse=side is Side.Buy))
            assert standings.ladder(market).best(side) == (levels[0] if levels else None)
