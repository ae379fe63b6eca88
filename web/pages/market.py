"""The market: one screen that everybody may read, and from which whoever is signed in trades with their own wallet."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from marketplace.api.trade_filters import FrameWord
from registry.domain.roles import Permission, Principal
from registry.errors import NotFound
from web.asking import asked
from web.demonstration_wallet import key_of
from web.front import Front
from web.market_floor import Floor, Terms, choices, floor_of, reaching, terms_of
from web.session import caller_of

FRAMES: tuple[FrameWord, ...] = ("1m", "5m", "15m", "1h", "4h", "1d")
GROUPS = (1, 10, 100, 1_000)  # in ticks
LONGEST_BATCH = 2**63


def market_page_router(front: Front) -> APIRouter:
    """`/market`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
    known: list[Terms] = []  # they never change under one deployment

    @router.get("/market")
    def show_market(
        request: Request,
        batch: Annotated[int | None, Query(ge=1, lt=LONGEST_BATCH)] = None,
        frame: FrameWord = "1h",
        group: Literal["1", "10", "100", "1000"] = "1",
    ) -> Response:
        seen = front.frame()
        if batch is not None and batch not in seen.ledger.batches:
            raise NotFound("batch", batch, name="BatchUnknown")
        if not known:
            known.append(terms_of(front))
        terms, caller = known[0], caller_of(request)
        floor = floor_of(front, seen, terms, batch, int(group) * terms.tick_minor)
        return front.answer(
            "market.html",
            seen,
            floor.sheet,
            floor=floor,
            bids=reaching(floor.book.bids),
            asks=reaching(floor.book.asks),
            frames=FRAMES,
            groups=GROUPS,
            timeframe=frame,
            group=int(group),
            caller=caller,
            may_trade=caller is not None and caller.may(Permission.PLACE_ORDERS),
            may_settle=caller is not None and caller.may(Permission.SETTLE_MATCHES),
            settles_by_hand=front.is_demonstration and not front.market.settle_every_s,
            choices=choices(),
            given=_given(floor, frame, front, caller),
        )

    return router


def _given(floor: Floor, timeframe: str, front: Front, caller: Principal | None) -> dict[str, object]:
    """What the page's script needs to know."""
    return floor.terms.for_script() | {
        "batch": str(floor.chosen.batch),
        "frame": timeframe,
        "contracts": floor.contracts_for_script,
        "signIn": asked().at("/sign-in"),
        "signedIn": caller is not None,
        "wallets": sorted(front.market.orders.wallets_of(caller)) if caller else [],
        "mayTrade": caller is not None and caller.may(Permission.PLACE_ORDERS),
        "demonstrationWallet": front.is_demonstration and key_of(caller) is not None,
    }
