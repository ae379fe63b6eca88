"""Shows a wallet at one block: balances, approvals, open orders, what is promised, fills and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.domain.backing import Asset, Bound, Demand, demand_of, units_of
from marketplace.domain.commands import Place
from marketplace.domain.settlement import TradeRecord
from marketplace.ports import AccountRecords, Backing, OrderView


@dataclass(frozen=True, slots=True)
class CreditBalance:
    """Kilograms of a batch: held, frozen, and promised by open sells and unsettled trades."""

    batch: int
    held_kg: int
    frozen_kg: int
    promised_kg: int


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order in the book with the credits that it still seeks."""

    place: Place
    rest: int


@dataclass(frozen=True, slots=True)
class AccountView:
    """One wallet at one block; money in minor units of the payment token."""

    wallet: str
    block: int
    chain_time_s: int
    payment: str
    funds_minor: int
    allowance_minor: int
    promised_minor: int
    credits_approved: bool
    credits: tuple[CreditBalance, ...]
    orders: tuple[OpenOrder, ...]
    fills: tuple[TradeRecord, ...]
    certificates: tuple[int, ...]


def show_account(
    wallet: str, payment: str, fills: int, *, view: OrderView, backing: Backing, records: AccountRecords
) -> AccountView:
    """The wallet as the chain, the book and the tables know it; `fills` is how many of the newest are shown.

    Raises ChainUnavailable, DeskBusy.
    """
    backing.refresh(view.last_batch_no())
    resting, bound = backing.resting(wallet), backing.bound(wallet)
    demands: list[Demand | Bound] = [*(demand_of(place, rest) for place, rest in resting), *bound]
    batches = sorted({*records.batches_of(wallet), *(one.asset.batch for one in demands if one.asset.batch)})
    return AccountView(
        wallet=wallet,
        block=view.block,
        chain_time_s=view.time_s,
        payment=payment,
        funds_minor=view.funds_minor(wallet, payment),
        allowance_minor=view.allowance_minor(wallet, payment),
        promised_minor=units_of(demands, Asset(0, payment)),
        credits_approved=view.may_move_credits(wallet),
        credits=tuple(_balance(view, wallet, batch, units_of(demands, Asset(batch, ""))) for batch in batches),
        orders=tuple(OpenOrder(place, rest) for place, rest in resting),
        fills=tuple(records.fills_of(wallet, fills)),
        certificates=tuple(certificates_of(wallet, records)),
    )


def certificates_of(wallet: str, records: AccountRecords) -> Sequence[int]:
    """Numbers of the wallet's retirement certificates, oldest first."""
    return sorted(records.certificates_of(wallet))


def _balance(view: OrderView, wallet: str, batch: int, promised_kg: int) -> CreditBalance:
    return CreditBalance(batch, view.held_kg(wallet, batch), view.frozen_kg(wallet, batch), promised_kg)
