"""The operator's hand: sends a batch of matches through the outbox, once, and reads the events of its receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.adapters.exchange_chain import ExchangeChain
from marketplace.domain.commands import Traded
from marketplace.domain.settlement import Failed, Settled, Settlement, SettlementBatch
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import SettlementUnreadable
from registry.adapters.abi import decode_error
from registry.adapters.outbox import Outbox
from registry.domain.events import ChainEvent, Receipt
from registry.errors import Refused
from registry.ports import TransactionSigner

WORDS_OF_A_MATCH = ("Trade", "MatchFailed", "BatchSettled")


class Operator:
    """Holds the key of the exchange operator; it can delay a trade, never move more than was signed."""

    def __init__(self, outbox: Outbox, signer: TransactionSigner, exchange: ExchangeChain) -> None:
        self._outbox = outbox
        self._signer = signer
        self._exchange = exchange

    def last_batch_no(self) -> int:
        """Number of the last settlement at the chain's head."""
        return self._exchange.view().last_batch_no()

    def time_s(self) -> int:
        """Chain time at the head."""
        return self._exchange.view().time_s

    def base_fee_wei(self) -> int:
        """What a unit of gas costs at least in the next block."""
        return self._exchange.base_fee_wei()

    def is_final(self, batch: SettlementBatch) -> bool:
        """True if the batch is in the chain now, under as many blocks as the deployment asks for."""
        earlier = self._earlier(batch)
        return self._outbox.is_final(batch.intent if earlier is None else earlier[0])

    def is_used(self, batch: SettlementBatch) -> bool:
        """True if a block holds the batch's transaction, whatever became of it: then its name is used up."""
        return self._outbox.mined(batch.intent) is not None

    def settle(self, batch: SettlementBatch, orders: Sequence[SignedOrder]) -> Settlement:
        """Sends the batch, or finds it sent, and reads each match's outcome.

        A transaction of an earlier attempt, reverted once, may succeed in another history; then it is the batch's own.

        Raises Refused if the chain refused the batch as a whole, SettlementUnreadable if the events do not fit.
        """
        earlier = self._earlier(batch)
        if earlier is not None:
            return read_settlement(batch, earlier[1])
        try:
            receipt = self._send(batch, orders)
        except Refused:
            earlier = self._earlier(batch)
            if earlier is None:
                raise
            receipt = earlier[1]
        return read_settlement(batch, receipt)

    def _earlier(self, batch: SettlementBatch) -> tuple[str, Receipt] | None:
        """The earlier attempt that the chain holds as a success, if there is one."""
        found = ((intent, self._outbox.mined(intent)) for intent in batch.earlier_intents)
        return next(((intent, receipt) for intent, receipt in found if receipt and receipt.succeeded), None)

    def _send(self, batch: SettlementBatch, orders: Sequence[SignedOrder]) -> Receipt:
        return self._outbox.transact(
            batch.intent,
            self._signer,
            "CreditExchange",
            "settle",
            batch.number,
            [signed.order for signed in orders],
            [signed.signature for signed in orders],
            matches_of(batch, orders),
        )


def matches_of(batch: SettlementBatch, orders: Sequence[SignedOrder]) -> list[dict[str, int]]:
    """The trades as the contract wants them: indices into the list of orders."""
    index = {signed.hash: position for position, signed in enumerate(orders)}
    return [
        {"buy": index[trade.buy], "sell": index[trade.sell], "credits": trade.credits, "price": trade.price_minor}
        for trade in batch.trades
    ]


def read_settlement(batch: SettlementBatch, receipt: Receipt) -> Settlement:
    """What became of each match: MatchFailed names its position, the others have one Trade each, in order."""
    told = [event for event in receipt.events if event.contract == "CreditExchange"]
    failed = {e.arguments["position"]: _failed(e.arguments) for e in told if e.name == "MatchFailed"}
    traded = [position for position, event in enumerate(receipt.events) if _is_trade(event)]
    if len(failed) + len(traded) != len(batch.trades):
        raise _unreadable(batch, receipt, f"{len(traded)} trades and {len(failed)} failures")
    remaining = iter(traded)
    outcomes = tuple(
        failed.get(position) or _settled(batch, receipt, trade, next(remaining))
        for position, trade in enumerate(batch.trades)
    )
    return Settlement(batch, receipt.transaction, receipt.block, receipt.time, outcomes)


def _is_trade(event: ChainEvent) -> bool:
    return (event.contract, event.name) == ("CreditExchange", "Trade")


def _settled(batch: SettlementBatch, receipt: Receipt, trade: Traded, at: int) -> Settled:
    told = receipt.events[at].arguments
    expected = (batch.number, trade.buy, trade.sell, trade.credits, trade.price_minor)
    if tuple(told[name] for name in ("batchNo", "buyOrder", "sellOrder", "credits", "price")) != expected:
        raise _unreadable(batch, receipt, f"a trade of orders {told['buyOrder']} and {told['sellOrder']}")
    return Settled(told["notional"], told["fee"], _certificate(receipt.events[at + 1 :]))


def _certificate(after: Sequence[ChainEvent]) -> int | None:
    """The certificate that a trade made: the ledger tells of it between this trade and the exchange's next word."""
    for event in after:
        if event.contract == "CreditExchange" and event.name in WORDS_OF_A_MATCH:
            return None
        if event.name == "CertificateIssued":
            return int(event.arguments["certificate"])
    return None


def _failed(arguments: Mapping[str, Any]) -> Failed:
    refusal = decode_error(bytes.fromhex(arguments["reason"][2:]))
    return Failed(refusal.name, refusal.facts, refusal.sentence)


def _unreadable(batch: SettlementBatch, receipt: Receipt, told: str) -> SettlementUnreadable:
    return SettlementUnreadable(batch.number, receipt.transaction, told)
