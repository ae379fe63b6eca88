"""The settlement model, the order book and the exchange make the same moves, and agree after each of them.

A walk that fails prints a script with exactly its moves. They are made at chosen seconds of chain time, so that the
times in refusals are compared, too: anvil alone mines at a given second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import cached_property
from time import sleep

import pytest
from brownie import chain, web3
from eth_abi import decode
from eth_utils import keccak

from marketplace.domain import settlement_model
from marketplace.domain.purses import UNLIMITED, Purses
from marketplace.domain.settlement_model import BatchTerms, Exchange, Rules
from registry.domain.orders import Order
from tests.contracts import orders
from tests.contracts.attestations import chain_time, mint
from tests.contracts.conftest import CHARACTERS
from tests.contracts.orders import selector_of
from tests.contracts.replay import replayable, run_script
from tests.marketplace.settlement_deck import MAKERS, Deck
from tests.marketplace.settlement_walk import Deed, Spoken, Stage, Walk

SEEDS = (9, 10, 11)
BATCH_KG = 70_000
GAS = 25_000_000
MOST_LOOKS = 5_000  # for a receipt
SPOKEN = {
    "CreditExchange": {"Trade", "MatchFailed", "BatchSettled", "OrderCancelled", "EpochRaised", "Paused", "Unpaused"},
    "CarbonCredit": {"TransferSingle", "CreditsRetired"},
    "PaymentToken": {"Transfer"},
}
# Errors of the exchange that no walk of keys and plain tokens meets. Other files here meet the first five; the
# rest is declared by OpenZeppelin's parts for tokens that answer false, delayed roles, authorities and long names.
ELSEWHERE = {"GasTooLow", "Reentered", "PaymentDecimals", "ZeroAddress", "MassTooLarge"}
UNMET = {"SafeERC20FailedOperation", "AccessManagedInvalidAuthority", "AccessManagedRequiredDelay"}
UNMET |= {"InvalidShortString", "StringTooLong"}
OF_OTHERS = {
    "BatchUnknown",
    "CallerNotApproved",
    "ERC1155MissingApprovalForAll",
    "ERC20InsufficientAllowance",
    "ERC20InsufficientBalance",
    "ERC7943InsufficientUnfrozenBalance",
    "EmptyDetails",
    "InsufficientCredits",
}
VERBS = {"settle", "settle_own", "cancel", "raise_epoch", "pause", "unpause", "match"}
VERBS |= {"admit", "allow", "freeze", "pause_transfers", "label", "give", "hand"}
BOOK_SAYS = {"ZeroCredits", "OrderExpired", "OrderBelowMinimum", "SelfTrade", "Maker"}
DECLINED = {"OrderAllOrNone", "OrderBelowMinimum", "TakerMismatch", "SelfTrade"}


class ChainTwin:
    """Makes a walk's deeds on chain, each in a block of its own at the walk's second, and reads what became of it."""

    def __init__(self, deployed):
        self.deployed = deployed
        self.names = {contract.address.lower(): name for name, contract in deployed.items()}

    def sign(self, order: Order, signer: str) -> tuple[str, str]:
        fields = {name: getattr(order, name) for name in Order.__dataclass_fields__}
        signed = orders.sign(
            self.deployed, orders.Order(**fields | {"side": int(order.side)}), CHARACTERS.index(signer)
        )
        return signed.hash, signed.signature

    def do(self, deed: Deed, now: int, expected: Spoken) -> None:
        """What the model accepts is sent; what it refuses is asked for, which costs no trace."""
        contract = self.deployed[deed.contract]
        data = getattr(contract, deed.function).encode_input(*map(plain, deed.arguments))
        call = {"from": deed.by, "to": contract.address, "data": data, "gas": hex(GAS)}
        rpc("evm_setNextBlockTimestamp", now)
        if isinstance(expected, tuple):
            rpc("evm_mine")
            assert self.asked(call) == expected, deed.function
            return
        receipt = mined(rpc("eth_sendTransaction", call))
        assert int(receipt["status"], 16) == 1, (deed.function, self.asked(call))
        assert [said for log in receipt["logs"] if (said := self.event(log))] == expected, deed.function

    def asked(self, call):
        """The refusal that the chain answers with at its last block, or what it returns."""
        answer = web3.provider.make_request("eth_call", [call, "latest"])
        return self.refusal(bytes.fromhex(answer["error"]["data"][2:])) if "error" in answer else answer["result"]

    def refusal(self, data):
        """(name, argument, ...) by the errors of every contract."""
        name, types = self.errors[data[:4]]
        return (name, *(str(readable(value)) for value in decode(types, data[4:])))

    def event(self, log):
        """(contract, name, arguments) if the model speaks of such events."""
        contract = self.names[log["address"].lower()]
        found = self.events.get((contract, log["topics"][0]))
        if found is None:
            return None
        name, inputs = found
        plain_values = iter(decode([part["type"] for part in inputs if not part["indexed"]], unhex(log["data"])))
        topics = iter(log["topics"][1:])
        facts = {
            part["name"]: readable(
                decode([part["type"]], unhex(next(topics)))[0] if part["indexed"] else next(plain_values)
            )
            for part in inputs
        }
        if name == "MatchFailed":
            facts["reason"] = self.refusal(unhex(facts["reason"]))
        return contract, name, facts

    @cached_property
    def errors(self):
        entries = [entry for contract in self.deployed.values() for entry in contract.abi if entry["type"] == "error"]
        typed = [(entry["name"], [part["type"] for part in entry["inputs"]]) for entry in entries]
        return {selector_of(name, types): (name, types) for name, types in typed}

    @cached_property
    def events(self):
        return {
            (contract, topic_of(entry)): (entry["name"], entry["inputs"])
            for contract, names in SPOKEN.items()
            for entry in self.deployed[contract].abi
            if entry["type"] == "event" and entry["name"] in names
        }

    def agree(self, walk: Walk, orders: Sequence[str]) -> None:
        """Balances, holds, allowances, epochs, clock, number, and the fills of the orders that the deed named."""
        expected = dict(self.told(walk, orders))
        asked = [
            (
                "eth_call",
                [{"to": self.deployed[contract].address, "data": self.encoded(contract, function, *facts)}, "latest"],
            )
            for contract, function, *facts in expected
        ]
        answers = [int(answer["result"], 16) for answer in web3.provider.make_batch_request(asked)]
        assert dict(zip(expected, answers, strict=True)) == expected

    def told(self, walk: Walk, orders: Iterable[str]):
        """Each view of the chain with what the model answers."""
        exchange, purses, payment = walk.exchange, walk.exchange.purses, walk.stage.payments["baht"]
        yield ("CreditExchange", "lastBatchNo"), exchange.last_batch_no
        yield ("CreditExchange", "lastSettledAt"), exchange.last_settled_at
        yield ("CreditExchange", "paused"), exchange.paused
        yield ("CarbonCredit", "paused"), purses.transfers_paused
        for holder in walk.stage.addresses.values():
            yield ("PaymentToken", "balanceOf", holder), purses.minor(payment, holder)
            for batch in exchange.batches:
                yield ("CarbonCredit", "balanceOf", holder, batch), purses.kg(batch, holder)
        for maker in map(walk.address, MAKERS):
            yield ("CreditExchange", "epochOf", maker), exchange.epoch(maker)
            yield ("CarbonCredit", "isApprovedForAll", maker, exchange.rules.exchange), maker in purses.admits
            for batch in exchange.batches:
                yield ("CarbonCredit", "getFrozenTokens", maker, batch), purses.frozen_kg.get((batch, maker), 0)
            yield ("PaymentToken", "allowance", maker, exchange.rules.exchange), purses.allowed(payment, maker)
        for order in orders:
            yield ("CreditExchange", "filledCredits", order), exchange.filled(order)
            yield ("CreditExchange", "isCancelled", order), order in exchange.cancelled

    def encoded(self, contract, function, *facts):
        return getattr(self.deployed[contract], function).encode_input(*facts)


def new_walk(deployed, project) -> Walk:
    """Two batches at the absorber, money at every maker, all approved: the model begins with what the chain says."""
    credit, token, exchange = deployed["CarbonCredit"], deployed["PaymentToken"], deployed["CreditExchange"]
    batches = [mint(deployed, project, BATCH_KG) for _ in range(2)]
    addresses = {name: orders.dev_account(position).address.lower() for position, name in enumerate(CHARACTERS)}
    addresses["exchange"] = exchange.address.lower()
    payments = {"baht": token.address.lower(), "unlisted": credit.address.lower()}
    for name in MAKERS:
        credit.setApprovalForAll(exchange, True, {"from": addresses[name]})
        token.mint(addresses[name], 10**10, {"from": addresses["admin"]})
        token.approve(exchange, UNLIMITED, {"from": addresses[name]})
    purses = Purses(
        exchange=addresses["exchange"],
        credits_kg={
            (batch, holder): credit.balanceOf(holder, batch) for batch in batches for holder in addresses.values()
        },
        admits=frozenset(addresses[name] for name in MAKERS),
        money_minor={(payments["baht"], holder): token.balanceOf(holder) for holder in addresses.values()},
        allowed_minor={(payments["baht"], addresses[name]): UNLIMITED for name in MAKERS},
    )
    rules = Rules(
        exchange=addresses["exchange"],
        treasury=addresses["treasury"],
        operator=addresses["exchange_operator"],
        guardian=addresses["guardian"],
        admin=addresses["admin"],
        silence_s=exchange.silenceS(),
        tick_minor={payments["baht"]: exchange.tickOf(token)},
    )
    terms = {batch: terms_of(deployed["CreditRegistry"], batch) for batch in batches}
    begins = Exchange(rules, purses, terms, last_settled_at=exchange.lastSettledAt())
    return Walk(Stage(addresses, payments, begins, chain_time()), ChainTwin(deployed))


def terms_of(registry, batch: int) -> BatchTerms:
    facts = registry.batchOf(batch).dict()
    country = str(facts["country"])
    return BatchTerms(facts["kind"], facts["standard"], country, facts["vintageYear"], registry.labelsOf(batch))


@pytest.fixture
def walk(deployed, project) -> Walk:
    return new_walk(deployed, project)


@pytest.mark.parametrize("seed", SEEDS)
def test_exchange_model_and_book_agree(walk, exchange, seed):
    """Must refuse with the same words, settle the same trades and hold the same balances after each random move.

    (L-9.1, L-9.2, L-9.3, L-9.4, L-9.5, L-9.6, L-9.7, L-9.8, L-9.9.)
    """
    with replayable(__name__, "walk", walk.moves):
        Deck(walk, seed).play()
        walk.twin.agree(walk, [stated.hash for stated in walk.orders])

    refused = {name for _, name in walk.seen}
    declared = {
        entry["name"] for entry in exchange.abi if entry["type"] == "error" and not entry["name"].startswith("ECDSA")
    }
    assert (declared - ELSEWHERE - UNMET) | OF_OTHERS <= refused
    assert {verb for verb, name in walk.seen if name == "done"} >= VERBS
    assert {name for verb, name in walk.seen if verb == "book"} >= BOOK_SAYS
    assert {name for verb, name in walk.seen if verb == "declined"} >= DECLINED
    assert walk.seen["match", "done"] >= 10


def test_a_walk_that_fails_prints_what_replays_it(walk, deployed, project, capsys, monkeypatch):
    """Must print moves that fail again while the model is wrong, and pass once it is right."""
    moves = walk.moves
    with monkeypatch.context() as broken:
        broken.setattr(settlement_model, "FEE_BPS", 44)
        with pytest.raises(AssertionError), replayable(__name__, "walk", moves):
            Deck(walk, SEEDS[0]).play()
        script = capsys.readouterr().out
        chain.revert()
        with pytest.raises(AssertionError, match="settle"):
            run_script(script, again := new_walk(deployed, project))
    assert again.moves == moves
    chain.revert()
    run_script(script, again := new_walk(deployed, project))
    assert again.moves == moves


def rpc(method: str, *parameters):
    answer = web3.provider.make_request(method, list(parameters))
    assert "error" not in answer, answer
    return answer["result"]


def mined(transaction: str):
    """The receipt, which anvil has a moment after the transaction's hash."""
    for _ in range(MOST_LOOKS):
        receipt = rpc("eth_getTransactionReceipt", transaction)
        if receipt:
            return receipt
        sleep(0.002)
    raise AssertionError(f"{transaction} was not mined")


def plain(argument):
    """Orders as tuples, at any depth."""
    if isinstance(argument, Order):
        return astuple(argument)
    return type(argument)(map(plain, argument)) if isinstance(argument, list | tuple) else argument


def readable(value):
    return "0x" + value.hex() if isinstance(value, bytes) else value


def unhex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def topic_of(entry) -> str:
    types = ",".join(part["type"] for part in entry["inputs"])
    return "0x" + keccak(text=f"{entry['name']}({types})").hex()
