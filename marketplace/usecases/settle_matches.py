"""Sends waiting trades to the chain in batches, each exactly once over crashes and reorganisations."""

from __future__ import annotations

from marketplace.domain.batching import BatchPolicy, due, goes
from marketplace.domain.settlement import Settlement, SettlementBatch
from marketplace.ports import SettlementBook, SettlementDesk, Settler
from marketplace.usecases.advance_settlements import advance_settlements, see_through


def settle_matches(
    *, book: SettlementBook, settler: Settler, desk: SettlementDesk, policy: BatchPolicy, at_once: bool
) -> list[Settlement]:
    """Brings open batches on, then sends new ones: every waiting trade `at_once`, else what the policy lets go.

    Answers the batches that a block took or that moved to another one, as the chain holds them now. A batch and its
    trades are stored before anything is sent.

    Raises Refused if the chain refuses a batch as a whole; its trades then wait for the next call.
    """
    settled = {one.batch.number: one for one in advance_settlements(book=book, settler=settler, desk=desk)}
    sent = True
    while sent:  # what a repair brings back may match again, and goes in the next round
        sent = False
        while batch := _next_batch(book, settler, desk, policy, at_once):
            settled[batch.number], sent = see_through(batch, None, book=book, settler=settler), True
        if sent:
            settled |= {one.batch.number: one for one in advance_settlements(book=book, settler=settler, desk=desk)}
    return [settled[number] for number in sorted(settled)]


def _next_batch(
    book: SettlementBook, settler: Settler, desk: SettlementDesk, policy: BatchPolicy, at_once: bool
) -> SettlementBatch | None:
    desk.catch_up()
    now_s = settler.time_s()
    book.take_in(now_s)
    if not at_once and not goes(due(book.waiting(), now_s, settler.base_fee_wei(), policy)):
        return None
    return book.form(settler.last_batch_no() + 1, policy.most_matches, now_s)
