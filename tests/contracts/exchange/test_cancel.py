"""A maker withdraws one order, or all of an epoch, and nobody else can."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from tests.contracts.orders import ORDER_TYPE, UNIT, buy
from tests.contracts.refusals import refused

PRICE = 250 * UNIT
NOBODY = "0x" + "00" * 20


@pytest.fixture
def bid(deployed, batch):
    return buy(deployed, batch, 5, PRICE)


def test_a_maker_withdraws_its_order(exchange, bid, emitter):
    """Must mark the order for ever and announce it."""
    transaction = exchange.cancel(astuple(bid.order), {"from": emitter})
    assert exchange.isCancelled(bid.hash)
    assert dict(transaction.events["OrderCancelled"]) == {"order": bid.hash, "maker": emitter.address}


def test_an_order_is_withdrawn_once(exchange, bid, emitter):
    """Must refuse to withdraw what is withdrawn."""
    exchange.cancel(astuple(bid.order), {"from": emitter})
    with refused("OrderWasCancelled", bid.hash):
        exchange.cancel(astuple(bid.order), {"from": emitter})


def test_nobody_withdraws_another_s_order(exchange, bid, emitter, stranger):
    """Must refuse anyone but the maker."""
    with refused("CallerNotMaker", stranger.address, emitter.address):
        exchange.cancel(astuple(bid.order), {"from": stranger})


def test_an_epoch_rises_by_one_for_its_maker_only(exchange, emitter, absorber):
    """Must count the caller's epochs from 0 and leave the others'."""
    exchange.raiseEpoch({"from": emitter})
    transaction = exchange.raiseEpoch({"from": emitter})
    assert transaction.return_value == 2
    assert dict(transaction.events["EpochRaised"]) == {"maker": emitter.address, "epoch": 2}
    assert (exchange.epochOf(emitter), exchange.epochOf(absorber)) == (2, 0)


def test_order_hashes_agree_with_eth_account(exchange, bid):
    """Must hash an order as an independent EIP-712 implementation does."""
    assert exchange.hashOrder(astuple(bid.order)) == bid.hash


def test_every_field_of_an_order_changes_its_hash(exchange, bid):
    """Must bind all twenty-one fields: changing any one gives another hash."""
    order = replace(bid.order, taker="0x" + "11" * 20, recipient="0x" + "11" * 20)
    changed = [replace(order, **{name: _other(name, getattr(order, name))}) for name in order.__dataclass_fields__]
    hashes = {str(exchange.hashOrder(astuple(each))) for each in [order, *changed]}
    assert len(hashes) == len(ORDER_TYPE) + 1


def test_the_domain_is_readable(exchange):
    """Must publish the EIP-712 domain (ERC-5267)."""
    domain = exchange.eip712Domain()
    assert (domain[1], domain[2], domain[4]) == ("CarboniX CreditExchange", "1", exchange.address)


@pytest.mark.parametrize("missing", ["access", "credit", "treasury"])
def test_the_exchange_is_not_born_blind(CreditExchange, deployed, credit, treasury, stranger, missing):
    """Must refuse a zero address by its name at deployment."""
    parts = {"access": deployed["RegistryAccess"], "credit": credit, "treasury": treasury, "silence": 60}
    parts[missing] = NOBODY
    with refused("ZeroAddress", missing):
        stranger.deploy(CreditExchange, *parts.values())


def _other(name, value):
    if name == "side":
        return 1 - value
    if isinstance(value, int):
        return value + 1
    return value[:-1] + ("1" if value[-1] != "1" else "2")
