"""Introduces the adapters of order entry to their use cases: one room where orders come in, change and leave."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

from marketplace.adapters.backing_book import MAKERS_REMEMBERED, BackingBook
from marketplace.adapters.open_trades import OpenTradeTable
from marketplace.adapters.order_facts import OrderFacts
from marketplace.domain.accounts import own_wallets
from marketplace.domain.commands import Cancelled, Command
from marketplace.domain.journal import Entry, Outcome
from marketplace.domain.settlement import TradeRecord
from marketplace.domain.signed_order import SignedOrder
from marketplace.domain.strikes import MOST_STRIKES, counting
from marketplace.errors import DestinationUnknown
from marketplace.usecases.cancel_order import MakerWord, cancel_all, cancel_order
from marketplace.usecases.govern_market import AuditNote, Governing, govern_market
from marketplace.usecases.modify_order import modify_order
from marketplace.usecases.place_order import (
    Entering,
    Entrance,
    Placed,
    Sender,
    enter_order,
    place_order,
    prepare,
    sound_and_signed,
    submit_prepared,
)
from marketplace.usecases.replace_order import replace_order
from marketplace.usecases.show_account import AccountView, show_account
from marketplace.usecases.watch_backing import watch_backing
from registry.domain.events import ZERO_ADDRESS
from registry.domain.orders import Order, Side
from registry.domain.roles import Principal
from registry.errors import CarbonixError, Refused

if TYPE_CHECKING:
    from marketplace.bootstrap import Marketplace

BLOCK_POLL_S = 0.5
FILLS_SHOWN = 50
log = logging.getLogger("carbonix.orders")
Asked = tuple[Order, str, Sender]
Verdict = tuple[bytes, bool]  # an order's digest, and whether its maker's own key signed it
Prepared = tuple[SignedOrder, list[Entry]]


@dataclass(frozen=True)
class OrderRoom:
    """Order entry of one market."""

    market: Marketplace
    _struck: LRUCache[str, tuple[str, int]] = field(default_factory=lambda: LRUCache(MAKERS_REMEMBERED), repr=False)
    _struck_turn: Lock = field(default_factory=Lock, repr=False)

    # --- parts -------------------------------------------------------------------------------------------------------

    @cached_property
    def chain(self) -> OrderFacts:
        """The chain as orders see it."""
        return OrderFacts(self.market.registry.chain, self.market.exchange)

    @cached_property
    def backing(self) -> BackingBook:
        """What makers promised."""
        return BackingBook(self.market.desk, OpenTradeTable(self.market.registry.database))

    @cached_property
    def entrance(self) -> Entrance:
        """Where orders come in."""
        return Entrance(self.market.desk, self.chain, self.backing, self._strikes, MOST_STRIKES)

    # --- calls of makers ---------------------------------------------------------------------------------------------

    def place(self, order: Order, signature: str, sender: Sender) -> Placed:
        """See `place_order`."""
        return place_order(order, signature, sender, entrance=self.entrance)

    def enter(self, order: Order, signature: str, sender: Sender) -> Entering:
        """The order at the desk; its outcome comes once it is durable. See `enter_order`."""
        return enter_order(order, signature, sender, entrance=self.entrance)

    def prepare_warm(self, order: Order, signature: str, sender: Sender, verdict: Verdict) -> Prepared | None:
        """The order behind its checks, from memory alone: None where node, wallet or a second look are needed."""
        if not (self.chain.is_warm(order) and self._is_known(order)):
            return None
        try:
            signed = sound_and_signed(order, signature, verdict, self.chain, ask_wallet=False)
            return signed, prepare(signed, sender, entrance=self.entrance, renew=False)
        except Refused:
            return None

    def submit(self, prepared: Sequence[Prepared]) -> Entering:
        """See `submit_prepared`."""
        return submit_prepared(prepared, self.entrance)

    def place_all(self, orders: Sequence[Asked], verdicts: Sequence[Verdict] | None = None) -> list[Placed | Exception]:
        """Orders of one call, each for itself, through the desk in one group; all signatures are checked before."""
        verdicts = self.chain.verdicts(with_signatures(orders)) if verdicts is None else verdicts
        prepared: list[Prepared] = []
        refused: list[CarbonixError | None] = []
        for asked, verdict in zip(orders, verdicts, strict=True):
            try:
                prepared.append(self._prepared(*asked, verdict))
                refused.append(None)
            except CarbonixError as refusal:
                refused.append(refusal)
        placed = iter(submit_prepared(prepared, self.entrance).placed() if prepared else [])
        return [next(placed) if refusal is None else refusal for refusal in refused]

    def _prepared(self, order: Order, signature: str, sender: Sender, verdict: Verdict) -> Prepared:
        signed = sound_and_signed(order, signature, verdict, self.chain)
        return signed, prepare(signed, sender, entrance=self.entrance)

    def close(self) -> None:
        """Ends what this room started."""
        if "chain" in self.__dict__:
            self.chain.close()

    def cancel(self, order_hash: str, word: MakerWord) -> Cancelled:
        """See `cancel_order`."""
        return cancel_order(order_hash, word, desk=self.market.desk, chain=self.chain)

    def cancel_all(self, maker: str, word: MakerWord, valid_until_s: int | None) -> list[Cancelled]:
        """See `cancel_all`."""
        return cancel_all(maker, word, valid_until_s, desk=self.market.desk, chain=self.chain)

    def modify(self, order_hash: str, credits: int, word: MakerWord, valid_until_s: int | None) -> Placed:
        """See `modify_order`."""
        return modify_order(order_hash, credits, word, valid_until_s, entrance=self.entrance)

    def replace(self, order_hash: str, order: Order, signature: str, word: MakerWord, sender: Sender) -> Placed:
        """See `replace_order`."""
        return replace_order(order_hash, order, signature, word, sender, entrance=self.entrance)

    # --- calls of accounts and operators -----------------------------------------------------------------------------

    def wallets_of(self, caller: Principal) -> frozenset[str]:
        """See `own_wallets`."""
        return own_wallets(caller, self.market.registry.wallets.of_account(caller))

    def require_destination(self, caller: Principal, order: Order) -> None:
        """Raises DestinationUnknown where the account lists destinations, and the order's recipient is none of them."""
        if order.recipient in (ZERO_ADDRESS, order.maker):
            return
        allowed = self.market.registry.wallets.destinations(caller)
        if allowed and order.recipient not in allowed:
            raise DestinationUnknown(order="0x" + self.chain.digest(order).hex(), recipient=order.recipient)

    def account(self, wallet: str) -> AccountView:
        """See `show_account`."""
        view = self.chain.renewed()
        return show_account(wallet, self.market.payment, FILLS_SHOWN, view=view, backing=self.backing, records=self)

    def govern(self, command: Governing, caller: Principal) -> Outcome:
        """See `govern_market`."""
        return govern_market(command, caller=caller, desk=self.market.desk, audit=self._note)

    # --- the watch ---------------------------------------------------------------------------------------------------

    def watch(self, watching: bool = False) -> list[Command]:
        """What the head took from open orders. See `watch_backing`."""
        view = self.chain.renewed(watching)
        return watch_backing(view, desk=self.market.desk, backing=self.backing, store=self.market.store)

    async def run(self) -> None:
        """Watches every block until it is cancelled; what goes wrong is logged and tried again."""
        watched = ""
        while True:
            try:
                head = (await asyncio.to_thread(self.chain.renewed, True)).head.hash
                if head != watched:
                    await asyncio.to_thread(self.watch, True)
                watched = head
            except CarbonixError as fault:
                log.warning("open orders are not watched: %s", fault)
            await asyncio.sleep(BLOCK_POLL_S)

    # --- what the use cases ask of other parts -----------------------------------------------------------------------

    def batches_of(self, wallet: str) -> Sequence[int]:
        """Batches of which the wallet holds something."""
        self.market.registry.follow()
        ledger = self.market.registry.projection()
        return [batch for batch in ledger.batches if ledger.holders(batch).get(wallet)]

    def certificates_of(self, wallet: str) -> Sequence[int]:
        """Certificates that name the wallet as beneficiary."""
        known = self.market.registry.projection().certificates.values()
        return [one.id for one in known if wallet in (one.beneficiary, one.retiree)]

    def fills_of(self, wallet: str, limit: int) -> Sequence[TradeRecord]:
        """The wallet's newest trades."""
        found = OpenTradeTable(self.market.registry.database).fills_of(wallet, limit)
        return self.market.settlement.store.records(found)

    def _strikes(self, maker: str) -> int:
        """Strikes that count, read once per maker and block: the hot path asks for each order."""
        view = self.chain.view()
        with self._struck_turn:
            block, known = self._struck.get(maker, ("", 0))
        if block != view.head.hash:
            known = len(counting(self.market.settlement.store.strikes(maker), view.time_s))
            with self._struck_turn:
                self._struck[maker] = (view.head.hash, known)
        return known

    def _is_known(self, order: Order) -> bool:
        """True if neither tables nor node are asked for strikes, promises and facts: nobody waits on a loop."""
        with self._struck_turn:
            block, _ = self._struck.get(order.maker, ("", 0))
        if block != self.chain.view().head.hash or self.backing.is_behind:
            return False
        with self.market.desk.book() as engine:
            return order.side is Side.Buy or order.batch in engine.facts

    def _note(self, caller: Principal, note: AuditNote) -> None:
        registry = self.market.registry
        with registry.database.transaction() as session:
            registry.audit_log.record(
                session,
                at=registry.clock.now(),
                tenant=caller.tenant,
                actor=caller.subject,
                action=note.action,
                subject=note.subject,
                facts=note.facts,
            )


def with_signatures(orders: Iterable[Asked]) -> list[tuple[Order, bytes]]:
    """Orders as their signatures are checked."""
    return [(order, bytes.fromhex(signature[2:])) for order, signature, _ in orders]
