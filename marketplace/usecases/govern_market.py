"""Halts, collars, limits, standard contracts and the kill switch: the operator's word, in journal and audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marketplace.domain.accounts import account_of
from marketplace.domain.commands import Command, Halt, Kill, ListContract, Resume, SetCollar, SetLimits
from marketplace.domain.journal import Entry, Outcome
from marketplace.ports import TradingDesk
from marketplace.usecases.cancel_order import require_accepted
from registry.domain.roles import Permission, Principal

Governing = Halt | Resume | SetCollar | SetLimits | ListContract | Kill


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What the audit log is told: a verb of the house, what it was done to, and the facts of it."""

    action: str
    subject: str
    facts: Mapping[str, object]


Auditor = Callable[[Principal, AuditNote], None]


def govern_market(command: Governing, *, caller: Principal, desk: TradingDesk, audit: Auditor) -> Outcome:
    """Carries the command out for everybody at once, and notes who gave it.

    Raises NotAuthorised, DeskBusy, DeskHalted, and the engine's refusal by name.
    """
    caller.check(Permission.HALT_MARKETS)
    outcome = desk.submit(Entry(command, account=account_of(caller))).result()
    require_accepted(outcome)
    action, subject, facts = _told(command)
    audit(caller, AuditNote(action, subject, {**facts, "record": outcome.sequence}))
    return outcome


def _told(command: Command) -> tuple[str, str, Mapping[str, object]]:
    match command:
        case Halt(market=market, reason=reason):
            return "market.halted", _market(market), {"reason": reason}
        case Resume(market=market):
            return "market.resumed", _market(market), {}
        case SetCollar(market=market, low_minor=low, high_minor=high, band_bps=band):
            return "market.collared", _market(market), {"low": low, "high": high, "bandBps": band}
        case SetLimits(max_orders_per_maker=orders, max_credits_per_order=order, max_open_credits_per_maker=total):
            return "market.limited", "all", {"orders": orders, "creditsPerOrder": order, "openCredits": total}
        case ListContract(code=code, delivery_rule=rule):
            return "contract.listed", code, {"deliveryRule": rule}
        case Kill(reason=reason):
            return "market.killed", "all", {"reason": reason}
    return "market.told", type(command).__name__, {}


def _market(market: object) -> str:
    return "all" if market is None else f"{getattr(market, 'batch', '')}/{getattr(market, 'payment', '')}"
