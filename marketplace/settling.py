"""Introduces settlement's adapters to its use cases: one office settles, reconciles, reports and writes tickets."""

from __future__ import annotations

import logging
import secrets
from dataclasses import asdict, dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING

from marketplace.adapters.exchange_history import ExchangeHistoryStore
from marketplace.adapters.reconciliation_store import ReconciliationStore
from marketplace.adapters.settlement_desk import DeskOfSettlement
from marketplace.adapters.settlement_store import SettlementStore
from marketplace.domain.batching import BatchPolicy
from marketplace.domain.commands import ListContract
from marketplace.domain.reconciliation import Difference
from marketplace.domain.settlement import Settlement
from marketplace.domain.strikes import Strike, counting
from marketplace.domain.ticket import Ticket
from marketplace.domain.treasury import TreasuryReport
from marketplace.errors import OperatorKeyMissing
from marketplace.usecases.reconcile_settlements import reconcile_settlements
from marketplace.usecases.report_treasury import report_treasury
from marketplace.usecases.settle_matches import settle_matches
from marketplace.usecases.write_ticket import RetirementWish, write_ticket
from registry.domain.details import SALT_BYTES
from registry.domain.orders import NONCE_LIMIT
from registry.errors import NotFound

if TYPE_CHECKING:
    from marketplace.api.settlement_schemas import TicketBody
    from marketplace.bootstrap import Marketplace

log = logging.getLogger("carbonix.settlement")


@dataclass(frozen=True)
class SettlementOffice:
    """Settlement of one market. One thread at a time settles and reconciles; everything else only reads."""

    market: Marketplace
    policy: BatchPolicy = field(default_factory=BatchPolicy)
    _turn: RLock = field(default_factory=RLock, repr=False)

    @property
    def store(self) -> SettlementStore:
        """Every trade's way to the chain."""
        return SettlementStore(self.market.registry.database)

    @property
    def reconciliation(self) -> ReconciliationStore:
        """What was compared, and what differed."""
        return ReconciliationStore(self.market.registry.database)

    @property
    def history(self) -> ExchangeHistoryStore:
        """The followed chain."""
        registry = self.market.registry
        return ExchangeHistoryStore(registry.database, registry.events, registry.chain)

    def settle(self, *, at_once: bool = True) -> list[Settlement]:
        """Settles every waiting trade, or what the policy lets go; then compares chain and book.

        Raises OperatorKeyMissing, and as `settle_matches` does.
        """
        operator = self.market.operator
        if operator is None:
            raise OperatorKeyMissing(self.market.exchange.chain_id)
        desk = DeskOfSettlement(self.market.desk)
        with self._turn:
            settled = settle_matches(book=self.store, settler=operator, desk=desk, policy=self.policy, at_once=at_once)
            self.reconcile()
        return settled

    def reconcile(self) -> list[Difference]:
        """Follows the chain and compares what is new; each difference is an alarm in the log, too."""
        with self._turn:
            self.market.registry.follow()
            found = reconcile_settlements(
                history=self.history, book=self.reconciliation, desk=DeskOfSettlement(self.market.desk)
            )
        for one in found:
            told = (one.kind, one.block, one.subject, one.expected, one.found)
            log.error("%s at block %d: %s; ours %s, the chain's %s", *told)
        return found

    def reconciled_to(self) -> int | None:
        """The newest block that was compared."""
        last = self.reconciliation.last()
        return None if last is None else last.number

    def differences(self, limit: int) -> list[Difference]:
        """All that differs, newest block first."""
        return self.reconciliation.differences(limit)

    def treasury(self) -> TreasuryReport:
        """The fees on chain, up to the newest followed block."""
        return report_treasury(history=self.history, token=self.market.payment)

    def strikes(self, account: str) -> list[Strike]:
        """Strikes of an account that count at the chain's time."""
        return counting(self.store.strikes(account), self.market.exchange.view().time_s)

    def ticket(self, body: TicketBody) -> Ticket:
        """The ticket of what a maker wants; salt and nonce are drawn where it named none.

        Raises NotFound for a contract that is not listed, and as `write_ticket` does.
        """
        now_s = self.market.exchange.view().time_s
        draft = body.draft(payment=self.market.payment, now_s=now_s, nonce=secrets.randbelow(NONCE_LIMIT))
        rule = None
        if body.contract is not None:
            listed = self._contract(body.contract)
            draft, rule = replace(draft, batch=0, **asdict(listed.criteria)), listed.delivery_rule
        wish = None
        if body.retire is not None:
            wish = RetirementWish(body.retire.details, body.retire.salt or secrets.token_hex(SALT_BYTES))
        return write_ticket(draft, exchange=self.market.exchange, wish=wish, rule_of_contract=rule)

    def _contract(self, code: str) -> ListContract:
        with self.market.desk.book() as engine:
            if code not in engine.contracts:
                raise NotFound("standard contract", code)
            return engine.contracts[code]
