"""Makes good in the book what failed on chain: orders at fault leave, what their counterparties lost returns."""

from __future__ import annotations

from marketplace.domain.fault import orders_at_fault
from marketplace.ports import SettlementBook, SettlementDesk


def compensate_failures(*, book: SettlementBook, desk: SettlementDesk) -> int:
    """Speaks for every failed trade that the book has not heard of yet; how many they were.

    All that is at fault leaves before anything returns, so that nothing meets it again. Each word has a key of its own
    in the journal: said again after a crash, it acts once.
    """
    failures = book.uncompensated()
    accused: set[str] = set()
    for trade, failed, _ in failures:
        at_fault = orders_at_fault(failed.name, failed.facts, trade.buy, trade.sell)
        accused |= at_fault
        for order in sorted(at_fault):
            desk.withdraw(order, failed.name, trade.number)
    for trade, _, at_s in failures:
        for order in sorted({trade.buy, trade.sell} - accused):
            desk.reopen(order, trade.credits, at_s, trade.number)
        book.note_compensated(trade.number)
    return len(failures)
