"""One's own on the exchange: wallets, balances, approvals, orders, fills, certificates. Nobody sees another's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from marketplace.api.trade_schemas import side_word, took_word
from marketplace.domain.candles import MS_PER_S
from marketplace.domain.tape import Chosen, Fill, OrderLine, Page
from marketplace.usecases.show_account import AccountView
from registry.domain.roles import Permission, Principal
from registry.errors import CarbonixError
from web.formatting import utc
from web.front import Front
from web.languages import translated
from web.market_floor import Terms, terms_of
from web.session import require_caller
from web.sheets import Sheet

ORDERS_SHOWN, FILLS_SHOWN = 50, 100
COLUMNS = ("trade", "time", "batch", "side", "role", "price", "credits", "cost", "fee", "status", "transaction")


@dataclass(frozen=True, slots=True)
class Holding:
    """A wallet of one's own; `view` is None while the chain does not answer."""

    wallet: str
    view: AccountView | None


def account_router(front: Front) -> APIRouter:
    """`/account`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    known: list[Terms] = []

    @router.get("/account")
    def show_account(request: Request) -> Response:
        here = translated("Your wallets, balances, approvals, orders, fills and certificates on the exchange.")
        caller = require_caller(request, here=here)
        if not known:
            known.append(terms_of(front))
        data = front.market.data
        owner = data.owner(caller)
        reads = data.reads()
        fills = reads.fills(owner, Chosen(), Page(FILLS_SHOWN))
        return front.answer(
            "account.html",
            front.frame(),
            _sheet(caller, fills, known[0]),
            caller=caller,
            terms=known[0],
            holdings=_holdings(front, caller),
            destinations=front.registry.wallets.destinations(caller),
            orders=_newest_open_first(reads.orders(owner, Chosen(), Page(ORDERS_SHOWN))),
            fills=[(fill, side_word(fill.side), took_word(fill)) for fill in fills],
            may_trade=caller.may(Permission.PLACE_ORDERS),
        )

    return router


def _holdings(front: Front, caller: Principal) -> list[Holding]:
    wallets = sorted(front.market.orders.wallets_of(caller))
    return [Holding(wallet, _view(front, wallet)) for wallet in wallets]


def _view(front: Front, wallet: str) -> AccountView | None:
    try:
        return front.market.orders.account(wallet)
    except CarbonixError:
        return None


def _newest_open_first(orders: Sequence[OrderLine]) -> list[OrderLine]:
    return sorted(orders, key=lambda line: line.state != "open")


def _sheet(caller: Principal, fills: Sequence[Fill], terms: Terms) -> Sheet:
    facts = {"account": caller.subject, "payment": terms.payment, "symbol": terms.symbol, "decimals": terms.decimals}
    return Sheet("account-fills", COLUMNS, [_row(fill) for fill in fills], facts)


def _row(fill: Fill) -> tuple[str | int | None, ...]:
    trade, way = fill.settled.trade, fill.settled.settlement
    sums = (trade.price_minor, trade.credits, trade.notional_minor, fill.fee_minor)
    told = (trade.number, utc(trade.time_ms // MS_PER_S), trade.market.batch, side_word(fill.side), took_word(fill))
    return (*told, *sums, way.state, way.transaction)
