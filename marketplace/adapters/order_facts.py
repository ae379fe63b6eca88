"""The chain as orders see it: one view for each block, shared by all who ask; a maker is read once per block."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from threading import RLock
from typing import Any, TypeVar

from marketplace.adapters.chain_log import ChainLog
from marketplace.adapters.exchange_chain import BlockView, ExchangeChain
from marketplace.adapters.order_digest import OrderDigests
from marketplace.adapters.signature_pool import Check
from marketplace.adapters.signature_worker import Checked
from marketplace.domain.commands import OpenBatch
from registry.adapters.chain import ChainGateway
from registry.adapters.signer import text_digest
from registry.domain.events import Block
from registry.domain.orders import Order, Side

Answer = TypeVar("Answer")
WATCH_TRUSTED_S = 2.0  # a watch that was silent for longer is asked no more: the head is


class OrderFacts:
    """Views of the exchange's chain behind the port `OrderChain`."""

    def __init__(self, gateway: ChainGateway, exchange: ExchangeChain) -> None:
        self._gateway = gateway
        self._exchange = exchange
        self._digests = OrderDigests(exchange.chain_id, exchange.address)
        self._log = ChainLog(gateway)
        self._view: FactsView | None = None
        self._watched_at = -WATCH_TRUSTED_S
        self._turn = RLock()

    @property
    def address(self) -> str:
        """Address of CreditExchange."""
        return self._exchange.address

    @property
    def credit_address(self) -> str:
        """Address of CarbonCredit."""
        return self._exchange.credit_address

    @property
    def chain_id(self) -> int:
        """Chain that orders are signed for."""
        return self._exchange.chain_id

    def digest(self, order: Order) -> bytes:
        """EIP-712 digest of the order."""
        return self._digests.digest(order)

    def signed_by_key(self, digest: bytes, signature: bytes, maker: str) -> bool:
        """True if the maker's own key signed the digest; a wallet is asked by the view."""
        return self._digests.signed_by_key(digest, signature, maker)

    def verdicts(self, orders: Sequence[tuple[Order, bytes]], beside: bool = True) -> list[tuple[bytes, bool]]:
        """Both at once for many orders with their signatures; see `OrderDigests.verdicts`."""
        return self._digests.verdicts(orders, beside)

    def begin(self, orders: Sequence[tuple[Order, bytes]]) -> Check | None:
        """The same, to be asked for when it is done; None where nobody is free or the orders are few."""
        return self._digests.begin(orders)

    def check_body(self, sent: bytes) -> list[Checked] | None:
        """The orders of a body, read and checked beside; see `OrderDigests.check_body`."""
        return self._digests.check_body(sent)

    def close(self) -> None:
        """Ends the processes that check signatures."""
        self._digests.close()

    def text_digest(self, text: str) -> bytes:
        """EIP-191 digest of what a maker says to the market."""
        return text_digest(text)

    def view(self) -> FactsView:
        """The head that the watch saw last, or where none watches the head of this moment. Raises ChainUnavailable."""
        known = self._view
        if known is not None and time.monotonic() - self._watched_at < WATCH_TRUSTED_S:
            return known
        return self.renewed()

    def is_warm(self, order: Order) -> bool:
        """True if the watch runs and the order can be judged without asking the node."""
        known = self._view
        trusted = time.monotonic() - self._watched_at < WATCH_TRUSTED_S
        return known is not None and trusted and known.knows(order)

    def renewed(self, watching: bool = False) -> FactsView:
        """The head of this moment; with `watching` the caller promises to come again soon. Raises ChainUnavailable."""
        with self._turn:
            head = self._gateway.head()
            if self._view is None or self._view.head != head:
                self._log.advance(head)
                self._view = FactsView(self._gateway, head, self._log)
            if watching:
                self._watched_at = time.monotonic()
            return self._view


class FactsView(BlockView):
    """One block; each question goes to the node once, whoever asks."""

    def __init__(self, gateway: ChainGateway, head: Block, log: ChainLog) -> None:
        super().__init__(gateway, head)
        self.head = head
        self.cancelled, self.epochs, self.labelled = log.cancelled, log.epochs, log.labelled
        self._filled = log.filled
        self._known: dict[Hashable, Any] = {}

    def knows(self, order: Order) -> bool:
        """True if no question about this order goes to the node: its maker was read at this block already."""
        maker, payment = order.maker, order.payment
        if order.side is Side.Buy:
            own: tuple[Hashable, ...] = (("funds", maker, payment), ("allowance", maker, payment))
        else:
            own = (("held", maker, order.batch), ("frozen", maker, order.batch), ("moves", maker))
        told = all(question in self._known for question in (("tick", payment), ("epoch", maker), *own))
        return told and (not order.batch or "_batch_count" in self.__dict__)

    def is_cancelled(self, order: str) -> bool:
        """True if the maker withdrew the order on chain."""
        return order in self.cancelled

    def filled_credits(self, order: str) -> int:
        """Whole credits of the order that the chain has settled."""
        return self._filled.get(order, 0)

    def tick_minor(self, payment: str) -> int:
        """Smallest price step; zero for a token that the exchange does not admit."""
        return self._once(("tick", payment), super().tick_minor, payment)

    def epoch_of(self, maker: str) -> int:
        """Epoch that the maker's orders must carry."""
        return self._once(("epoch", maker), super().epoch_of, maker)

    def held_kg(self, holder: str, batch: int) -> int:
        """Kilograms of the batch that the holder has."""
        return self._once(("held", holder, batch), super().held_kg, holder, batch)

    def frozen_kg(self, holder: str, batch: int) -> int:
        """Kilograms of the batch that are frozen at the holder; they may exceed what it holds."""
        return self._once(("frozen", holder, batch), self._frozen_kg, holder, batch)

    def may_move_credits(self, holder: str) -> bool:
        """True if the holder approved the exchange for its credits."""
        return self._once(("moves", holder), super().may_move_credits, holder)

    def funds_minor(self, holder: str, payment: str) -> int:
        """Units of the payment token that the holder has."""
        return self._once(("funds", holder, payment), super().funds_minor, holder, payment)

    def allowance_minor(self, holder: str, payment: str) -> int:
        """Units of the payment token that the exchange may move for the holder."""
        return self._once(("allowance", holder, payment), super().allowance_minor, holder, payment)

    def batch_facts(self, batch: int) -> OpenBatch:
        """What attribute bids ask of a batch, as the registry has it."""
        return self._once(("batch", batch), self._batch_facts, batch)

    def _frozen_kg(self, holder: str, batch: int) -> int:
        return int(self._ask("CarbonCredit", "getFrozenTokens", holder, batch))

    def _batch_facts(self, batch: int) -> OpenBatch:
        told = self._ask("CreditRegistry", "batchOf", batch)
        return OpenBatch(
            batch=batch,
            kind=int(told["kind"]),
            standard=int(told["standard"]),
            country=told["country"],
            vintage_year=int(told["vintageYear"]),
            labels=int(self._ask("CreditRegistry", "labelsOf", batch)),
        )

    def _once(self, question: Hashable, ask: Callable[..., Answer], *asked: object) -> Answer:
        try:
            found: Answer = self._known[question]
        except KeyError:
            found = self._known[question] = ask(*asked)  # two who ask at once get the same answer twice
        return found
