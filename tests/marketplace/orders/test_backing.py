"""Facts about backing: one balance stands behind one promise, and an order whose backing leaves shrinks or goes.

What marketplace/usecases promises in watch_backing.py and show_account.py.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.adapters.chain_log import ChainLog
from marketplace.domain.backing import Asset, Bound, Demand, shrunk
from marketplace.domain.commands import Cancel, Expire, Shrink
from registry.domain.orders import ALL_OR_NONE, Side
from registry.domain.roles import Role
from registry.errors import ChainUnavailable
from tests.marketplace.conftest import MONEY
from tests.marketplace.orders.conftest import PRICE, Doors

demands = st.lists(
    st.builds(
        lambda credits, each, least: Demand("", "0xaa", Asset(0, "0xbb"), credits, each, min(least, credits)),
        st.integers(1, 50),
        st.integers(1, 1_000),
        st.integers(1, 50),
    ),
    max_size=12,
).map(lambda found: [one._replace(order=f"o{number}") for number, one in enumerate(found)])


@given(demands, st.integers(-10, 20_000))
def test_what_is_left_is_covered_and_the_oldest_come_first(seeking: list[Demand], available: int) -> None:
    """Must leave no more than is available, cut nobody whose elders and own were covered, and respect minimums."""
    told = {one.order: one.credits for one in shrunk(seeking, available)}
    left = {one.order: told.get(one.order, one.credits) for one in seeking}
    assert sum(left[one.order] * one.each for one in seeking) <= max(available, 0)
    assert all(left[one.order] in (0, one.credits) or left[one.order] >= one.least for one in seeking)
    before = 0
    for one in seeking:
        if before + one.units <= available:
            assert left[one.order] == one.credits
        before += left[one.order] * one.each


def test_an_order_shrinks_when_its_backing_leaves(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must take from the newest first, keep the oldest's place, say the error's name, and never fill the desk."""
    monkeypatch.setattr("marketplace.usecases.watch_backing.COMMANDS_AT_ONCE", 1)
    trading, who = doors.trading, doors.trading.stage.characters
    old, new = (doors.place(Side.Buy, 10).json()["order"] for _ in range(2))
    assert trading.market.orders.watch() == []
    trading.send(who.emitter, "PaymentToken", "approve", trading.market.exchange.address, 13 * PRICE)
    assert trading.market.orders.watch() == [Shrink(new, 3, "MissingApproval")]
    trading.send(who.emitter, "PaymentToken", "transfer", who.stranger.address, MONEY - 4 * PRICE)
    told = trading.market.orders.watch()
    assert told == [Shrink(old, 4, "InsufficientFunds"), Shrink(new, 0, "InsufficientFunds")]
    assert [rest for _, rest in trading.market.orders.backing.resting(who.emitter.address)] == [4]
    assert trading.market.orders.watch() == []


def test_a_settled_trade_that_counts_twice_for_a_moment_shrinks_nothing(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must look again before an order loses credits for good."""
    doors.place(Side.Buy, 10)
    backing = doors.trading.market.orders.backing
    truly, stale = backing.bound, [Bound(1, "0x01", "", Asset(0, doors.trading.market.payment), MONEY)]
    answers = iter([stale])
    monkeypatch.setattr(backing, "bound", lambda maker: next(answers, None) or truly(maker))
    assert doors.trading.market.orders.watch() == []
    assert next(answers, None) is None


def test_fills_are_counted_once_when_reading_them_fails_midway(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must read the chain anew after a failure, and not add what it had read to itself."""
    trading, log = doors.trading, ChainLog(doors.trading.registry.chain)
    order, maker = doors.order(Side.Sell, 2)
    placed = doors.client.post("/api/v1/orders", json=doors.signed(order, maker)).json()["order"]
    doors.place(Side.Buy, 2)
    trading.market.settle()
    trading.send(maker, "CreditExchange", "raiseEpoch")
    head, read = trading.registry.chain.head(), ChainLog._read
    monkeypatch.setattr("marketplace.adapters.chain_log.BLOCKS_PER_READ", 1)

    def fail_at_the_head(self: ChainLog, first: int, last: int) -> None:
        if last == head.number:
            raise ChainUnavailable("it went away")
        read(self, first, last)

    with monkeypatch.context() as away:
        away.setattr(ChainLog, "_read", fail_at_the_head)
        with pytest.raises(ChainUnavailable):
            log.advance(head)
    log.advance(head)
    assert log.filled[placed] == 2


@pytest.mark.parametrize(
    ("function", "args", "reason"),
    [("raiseEpoch", (), "OrderEpoch"), ("cancel", ("order",), "OrderWasCancelled")],
)
def test_what_the_chain_ended_leaves_the_book(doors: Doors, function: str, args: tuple[str, ...], reason: str) -> None:
    """Must withdraw orders of an earlier epoch, and one that its maker withdrew on chain."""
    order, maker = doors.order(Side.Sell)
    placed = doors.client.post("/api/v1/orders", json=doors.signed(order, maker)).json()["order"]
    doors.trading.send(maker, "CreditExchange", function, *(order for _ in args))
    assert doors.trading.market.orders.watch() == [Cancel(placed, reason)]
    assert doors.asks() == []


def test_credits_without_approval_leave_and_all_or_none_goes_whole(doors: Doors) -> None:
    """Must let both go when the exchange may move nothing, an all-or-none order already when one credit is missing."""
    trading, who = doors.trading, doors.trading.stage.characters
    held = trading.held_kg(who.absorber) // 1_000
    whole = doors.place(Side.Sell, held - 1, flags=ALL_OR_NONE).json()["order"]
    small = doors.place(Side.Sell, 1).json()["order"]
    send = ("safeTransferFrom", who.absorber.address, who.stranger.address, trading.stage.batch, 2_000, "0x")
    trading.send(who.absorber, "CarbonCredit", *send)
    assert trading.market.orders.watch() == [Shrink(whole, 0, "InsufficientCredits")]
    trading.send(who.absorber, "CarbonCredit", "setApprovalForAll", trading.market.exchange.address, False)
    assert trading.market.orders.watch() == [Shrink(small, 0, "MissingApproval")]


def test_an_expired_order_leaves_with_the_block(doors: Doors) -> None:
    """Must tell the engine the chain's time once it has come to an expiry."""
    trading = doors.trading
    doors.place(Side.Sell, expiry=trading.registry.chain.head().time + 100)
    trading.stage.chain.engine.increase_time(200)
    trading.stage.chain.engine.mine()
    (told,) = trading.market.orders.watch()
    assert isinstance(told, Expire)
    assert trading.market.orders.watch() == []


def test_trades_that_wait_bind_until_the_chain_has_them(doors: Doors) -> None:
    """Must count a trade once: in the book, between book and chain, or on chain."""
    trading, who = doors.trading, doors.trading.stage.characters
    doors.place(Side.Sell, 2)
    doors.place(Side.Buy, 2)
    trading.market.orders.backing.refresh(0)
    bound = trading.market.orders.backing.bound(who.emitter.address)
    assert [one.units for one in bound] == [2 * PRICE]
    assert doors.place(Side.Buy, 39).json()["needed"] == str(41 * PRICE)
    trading.market.settle()
    assert trading.market.orders.watch() == []
    assert trading.market.orders.backing.bound(who.emitter.address) == []
    assert doors.place(Side.Buy, 38).status_code == 201


def test_an_account_sees_its_own_and_nobody_elses(doors: Doors) -> None:
    """Must show balances, promises, open orders and fills of one's wallet, and another's as if it did not exist."""
    who, batch = doors.trading.stage.characters, doors.trading.stage.batch
    wallet = who.absorber.address
    own = doors.as_(Role.NET_ABSORBER, subject=wallet, tenant=wallet)
    held = doors.trading.held_kg(who.absorber)
    doors.place(Side.Sell, 3)
    doors.place(Side.Buy, 1)
    shown = doors.client.get("/api/v1/account", headers=own).json()
    assert (shown["wallet"], shown["creditsApproved"]) == (wallet, True)
    assert shown["credits"] == [{"batch": str(batch), "heldKg": str(held), "frozenKg": "0", "promisedKg": "3000"}]
    assert [(one["remaining"], one["timeInForce"]) for one in shown["orders"]] == [("2", "gtc")]
    assert [one["credits"] for one in shown["fills"]] == ["1"]
    other = doors.client.get("/api/v1/account", params={"wallet": who.emitter.address}, headers=own)
    assert (other.status_code, other.json()["code"]) == (404, "WalletUnknown")
    assert doors.client.get("/api/v1/account", headers={"Authorization": ""}).status_code == 401
