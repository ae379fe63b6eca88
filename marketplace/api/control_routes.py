"""Doors of the operator: halts, collars, limits, standard contracts and the kill switch; anyone sees the limits."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter, Depends
from pydantic import Field, model_validator

from marketplace.api.schemas import Address, Amount, Country, Uint8, Uint16, Uint32, Uint64, Uint128, Uint256
from marketplace.bootstrap import Marketplace
from marketplace.domain.commands import Criteria, Halt, Kill, ListContract, Market, Resume, SetCollar, SetLimits
from marketplace.domain.journal import Outcome
from marketplace.domain.limits import limits_in_force
from registry.api.body_limit import BoundedRoute
from registry.api.schema import Schema
from registry.api.security import require
from registry.domain.orders import ANY_COUNTRY
from registry.domain.roles import Permission, Principal

Operator = Annotated[Principal, Depends(require(Permission.HALT_MARKETS))]
Reason = Annotated[str, Field(pattern=r"^[\x20-\x7e]{3,64}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9.\-]{0,31}$")]
MOST_BAND_BPS = 10_000


class MarketBody(Schema):
    """One market; without a batch the whole house."""

    batch: Uint256 | None = None
    payment: Address | None = None

    def market(self, payment: str) -> Market | None:
        """The market that is meant; `payment` where none is named."""
        return None if self.batch is None else Market(self.batch, self.payment or payment)


class HaltBody(MarketBody):
    """What stands still, and why."""

    reason: Reason


class KillBody(Schema):
    """Why everything halts and every order leaves."""

    reason: Reason


class CollarBody(Schema):
    """Bounds of one market's prices, fixed or around its last trade; all left out lifts them."""

    batch: Uint256
    payment: Address | None = None
    low: Uint128 = 0
    high: Uint128 = 0
    band_bps: Annotated[int, Field(ge=0, lt=MOST_BAND_BPS)] = 0

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.high and self.high < self.low:
            raise ValueError("high must not be below low")
        return self


class LimitsBody(Schema):
    """Limits for each maker; 0 is the house's own limit, or none."""

    max_orders_per_maker: Uint32 = 0
    max_credits_per_order: Uint64 = 0
    max_open_credits_per_maker: Uint64 = 0


class ContractBody(Schema):
    """A standard contract: which batches deliver, and the rule that tickets print."""

    code: Code
    delivery_rule: Annotated[str, Field(pattern=r"^[\x20-\x7e]{3,500}$")]
    kind: Uint8 = 0
    standard: Uint8 = 0
    country: Country = ANY_COUNTRY
    vintage_from: Uint16 = 0
    vintage_to: Uint16 = 0
    labels: Uint32 = 0


class GovernedOut(Schema):
    """The journal record that carries the word."""

    sequence: int
    timestamp: int

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """The record's number and time."""
        return cls(sequence=outcome.sequence, timestamp=outcome.time_ms)


class LimitsOut(Schema):
    """What one maker may have open; 0 is no limit."""

    max_orders_per_maker: Amount
    max_credits_per_order: Amount
    max_open_credits_per_maker: Amount
    halted: str | None


def control_router(market: Marketplace) -> APIRouter:
    """Doors of the operator; each use stands in journal and audit log."""
    router = APIRouter(prefix="/controls", route_class=BoundedRoute)
    _of_markets(router, market)
    _of_the_house(router, market)
    return router


def _of_markets(router: APIRouter, market: Marketplace) -> None:
    @router.post("/halt", operation_id="haltMarket")
    def halt(body: HaltBody, caller: Operator) -> GovernedOut:
        """Stops a market, or all of them; cancelling stays possible."""
        return GovernedOut.of(market.orders.govern(Halt(body.market(market.payment), body.reason), caller))

    @router.post("/resume", operation_id="resumeMarket")
    def resume(body: MarketBody, caller: Operator) -> GovernedOut:
        """Lets a market, or all of them, trade again."""
        return GovernedOut.of(market.orders.govern(Resume(body.market(market.payment)), caller))

    @router.post("/collar", operation_id="setCollar")
    def collar(body: CollarBody, caller: Operator) -> GovernedOut:
        """Bounds the prices of a market; orders outside leave."""
        named = Market(body.batch, body.payment or market.payment)
        return GovernedOut.of(market.orders.govern(SetCollar(named, body.low, body.high, body.band_bps), caller))


def _of_the_house(router: APIRouter, market: Marketplace) -> None:
    @router.post("/limits", operation_id="setLimits")
    def limits(body: LimitsBody, caller: Operator) -> GovernedOut:
        """Limits what one maker may have open; what rests stays."""
        told = SetLimits(body.max_orders_per_maker, body.max_credits_per_order, body.max_open_credits_per_maker)
        return GovernedOut.of(market.orders.govern(told, caller))

    @router.get("/limits", operation_id="showLimits")
    def show_limits() -> LimitsOut:
        """The limits in force, and whether the house stands still."""
        with market.desk.book() as engine:
            told, halted = limits_in_force(engine.limits), engine.halt_reason
        return LimitsOut(
            max_orders_per_maker=told.max_orders_per_maker,
            max_credits_per_order=told.max_credits_per_order,
            max_open_credits_per_maker=told.max_open_credits_per_maker,
            halted=halted,
        )

    @router.post("/contracts", operation_id="listContract")
    def contract(body: ContractBody, caller: Operator) -> GovernedOut:
        """Lists a standard contract under its code, or changes it."""
        years = (body.vintage_from, body.vintage_to)
        criteria = Criteria(body.kind, body.standard, body.country, *years, body.labels)
        return GovernedOut.of(market.orders.govern(ListContract(body.code, criteria, body.delivery_rule), caller))

    @router.post("/kill", operation_id="killSwitch")
    def kill(body: KillBody, caller: Operator) -> GovernedOut:
        """Halts everything and withdraws every open order."""
        return GovernedOut.of(market.orders.govern(Kill(body.reason), caller))
