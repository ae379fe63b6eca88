"""A buy order may name criteria instead of a batch: every one is checked on chain, against the batch of each fill."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import hash_of
from tests.contracts.orders import UNIT, buy, outcomes, reason_of, sell, trade

PRICE = 250 * UNIT
ANY = 0
TRADE_FACTS = {"kind": 2, "standard": 1, "country": "0x5448", "vintage_from": 2016, "vintage_to": 2016, "labels": 0}
CORSIA, ARTICLE_6 = 1, 4


@pytest.fixture
def ask(deployed, batch):
    return sell(deployed, batch, 5, PRICE)


@pytest.fixture
def wish(deployed):
    """A buy order for any batch that meets the given criteria."""
    return lambda **criteria: buy(deployed, ANY, 5, PRICE, **criteria)


@pytest.fixture
def labelled(registry, batch, registrar):
    registry.setLabels(batch, CORSIA | ARTICLE_6, hash_of("letter"), {"from": registrar})


def test_an_order_with_criteria_takes_a_batch_that_meets_them(deployed, wish, ask, batch, credit, exchange, emitter):
    """Must settle where kind, standard, country and vintage fit, and say which batch was traded (L-9.5)."""
    bid = wish(**TRADE_FACTS)
    transaction = trade(deployed, bid, ask, 5, PRICE)
    assert outcomes(transaction) == (1, 0)
    assert transaction.events["Trade"]["batch"] == batch
    assert credit.balanceOf(emitter, batch) == 5_000
    assert exchange.filledCredits(bid.hash) == 5


@pytest.mark.parametrize(
    "criterion",
    [{}, *({name: value} for name, value in TRADE_FACTS.items()), {"vintage_from": 1}, {"vintage_to": 2**16 - 1}],
)
def test_what_is_not_asked_does_not_matter(deployed, wish, ask, criterion):
    """Must take any batch that meets the criteria that are set, and any at all where none is."""
    assert outcomes(trade(deployed, wish(**criterion), ask, 5, PRICE)) == (1, 0)


@pytest.mark.parametrize(
    "criterion",
    [
        {"kind": 1},
        {"kind": 255},
        {"standard": 4},
        {"standard": 255},
        {"country": "0x564e"},
        {"vintage_from": 2017},
        {"vintage_to": 2015},
        {"vintage_from": 2017, "vintage_to": 2015},
        {"labels": 1},
        {"labels": 2**32 - 1},
    ],
)
def test_one_criterion_that_is_not_met_refuses(deployed, wish, ask, batch, exchange, credit, emitter, criterion):
    """Must refuse by name, however well all other criteria fit, and move nothing (L-9.5)."""
    bid = wish(**(TRADE_FACTS | criterion))
    assert reason_of(trade(deployed, bid, ask, 5, PRICE), exchange) == ("CriteriaNotMet", bid.hash, batch)
    assert (credit.balanceOf(emitter, batch), exchange.filledCredits(bid.hash)) == (0, 0)


@pytest.mark.parametrize("labels", [CORSIA, ARTICLE_6, CORSIA | ARTICLE_6])
def test_every_label_that_is_asked_is_carried(deployed, wish, ask, labelled, labels):
    """Must take a batch that carries the labels, and maybe others."""
    assert outcomes(trade(deployed, wish(labels=labels), ask, 5, PRICE)) == (1, 0)


@pytest.mark.parametrize("labels", [2, CORSIA | 2, 1 << 31])
def test_a_missing_label_refuses(deployed, wish, ask, batch, labelled, exchange, labels):
    """Must refuse a batch that lacks one of the labels."""
    bid = wish(labels=labels)
    assert reason_of(trade(deployed, bid, ask, 5, PRICE), exchange) == ("CriteriaNotMet", bid.hash, batch)


def test_labels_are_read_at_every_fill(deployed, wish, ask, batch, labelled, registry, registrar, exchange):
    """Must refuse the second fill of an order whose batch lost the label meanwhile."""
    bid = wish(labels=CORSIA)
    assert outcomes(trade(deployed, bid, ask, 2, PRICE)) == (1, 0)
    registry.setLabels(batch, ARTICLE_6, hash_of("withdrawal"), {"from": registrar})
    assert reason_of(trade(deployed, bid, ask, 2, PRICE), exchange) == ("CriteriaNotMet", bid.hash, batch)


@pytest.mark.parametrize("name", TRADE_FACTS)
def test_a_named_batch_brings_no_criteria(deployed, batch, ask, exchange, name):
    """Must refuse a buy order that says both, even where they agree."""
    bid = buy(deployed, batch, 5, PRICE, **{name: TRADE_FACTS[name] or CORSIA})
    assert reason_of(trade(deployed, bid, ask, 5, PRICE), exchange) == ("OrderCriteria", bid.hash)


@pytest.mark.parametrize("name", TRADE_FACTS)
def test_a_seller_says_what_it_sells(deployed, batch, wish, exchange, name):
    """Must refuse a sell order with criteria."""
    odd = sell(deployed, batch, 5, PRICE, **{name: TRADE_FACTS[name] or CORSIA})
    assert reason_of(trade(deployed, wish(), odd, 5, PRICE), exchange) == ("OrderCriteria", odd.hash)


def test_nobody_sells_just_any_batch(deployed, wish, exchange):
    """Must refuse a sell order without a batch, whatever the buyer wants."""
    odd = sell(deployed, ANY, 5, PRICE)
    assert reason_of(trade(deployed, wish(), odd, 5, PRICE), exchange) == ("OrderCriteria", odd.hash)


def test_a_batch_that_nobody_opened_meets_nothing(deployed, batch, wish, registry):
    """Must fail the match by the registry's own refusal."""
    ghost = sell(deployed, batch + 1, 5, PRICE)
    assert reason_of(trade(deployed, wish(), ghost, 5, PRICE), registry) == ("BatchUnknown", batch + 1)
