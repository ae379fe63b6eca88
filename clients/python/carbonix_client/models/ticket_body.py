from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.ticket_body_selftrade import TicketBodySelftrade
from ..models.ticket_body_side import TicketBodySide
from ..models.ticket_body_timeinforce import TicketBodyTimeinforce
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.retire_body import RetireBody


T = TypeVar("T", bound="TicketBody")


@_attrs_define
class TicketBody:
    """What a maker wants; what it leaves out is filled in: payment token, expiry, epoch, fee, salt.

    Attributes:
        maker (str):
        side (TicketBodySide):
        credits_ (str):
        price (str):
        batch (str | Unset): 0: a bid for any batch that meets the criteria Default: '0'.
        contract (None | str | Unset): a standard contract, in place of criteria
        kind (str | Unset):  Default: '0'.
        standard (str | Unset):  Default: '0'.
        country (str | Unset):  Default: '0x0000'.
        vintage_from (str | Unset):  Default: '0'.
        vintage_to (str | Unset):  Default: '0'.
        labels (str | Unset):  Default: '0'.
        payment (None | str | Unset):
        taker (str | Unset):  Default: '0x0000000000000000000000000000000000000000'.
        recipient (str | Unset):  Default: '0x0000000000000000000000000000000000000000'.
        lasts_s (int | Unset):  Default: 86400.
        min_fill (str | Unset):  Default: '0'.
        all_or_none (bool | Unset):  Default: False.
        time_in_force (TicketBodyTimeinforce | Unset):  Default: TicketBodyTimeinforce.GTC.
        market (bool | Unset): takes what is there, down to the price as the worst one Default: False.
        self_trade (TicketBodySelftrade | Unset):  Default: TicketBodySelftrade.CANCEL_NEWEST.
        retire (None | RetireBody | Unset):
    """

    maker: str
    side: TicketBodySide
    credits_: str
    price: str
    batch: str | Unset = "0"
    contract: None | str | Unset = UNSET
    kind: str | Unset = "0"
    standard: str | Unset = "0"
    country: str | Unset = "0x0000"
    vintage_from: str | Unset = "0"
    vintage_to: str | Unset = "0"
    labels: str | Unset = "0"
    payment: None | str | Unset = UNSET
    taker: str | Unset = "0x0000000000000000000000000000000000000000"
    recipient: str | Unset = "0x0000000000000000000000000000000000000000"
    lasts_s: int | Unset = 86400
    min_fill: str | Unset = "0"
    all_or_none: bool | Unset = False
    time_in_force: TicketBodyTimeinforce | Unset = TicketBodyTimeinforce.GTC
    market: bool | Unset = False
    self_trade: TicketBodySelftrade | Unset = TicketBodySelftrade.CANCEL_NEWEST
    retire: None | RetireBody | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.retire_body import RetireBody  # noqa: PLC0415

        maker = self.maker

        side = self.side.value

        credits_ = self.credits_

        price = self.price

        batch = self.batch

        contract: None | str | Unset
        if isinstance(self.contract, Unset):
            contract = UNSET
        else:
            contract = self.contract

        kind = self.kind

        standard = self.standard

        country = self.country

        vintage_from = self.vintage_from

        vintage_to = self.vintage_to

        labels = self.labels

        payment: None | str | Unset
        if isinstance(self.payment, Unset):
            payment = UNSET
        else:
            payment = self.payment

        taker = self.taker

        recipient = self.recipient

        lasts_s = self.lasts_s

        min_fill = self.min_fill

        all_or_none = self.all_or_none

        time_in_force: str | Unset = UNSET
        if not isinstance(self.time_in_force, Unset):
            time_in_force = self.time_in_force.value

        market = self.market

        self_trade: str | Unset = UNSET
        if not isinstance(self.self_trade, Unset):
            self_trade = self.self_trade.value

        retire: dict[str, Any] | None | Unset
        if isinstance(self.retire, Unset):
            retire = UNSET
        elif isinstance(self.retire, RetireBody):
            retire = self.retire.to_dict()
        else:
            retire = self.retire

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "maker": maker,
                "side": side,
                "credits": credits_,
                "price": price,
            }
        )
        if batch is not UNSET:
            field_dict["batch"] = batch
        if contract is not UNSET:
            field_dict["contract"] = contract
        if kind is not UNSET:
            field_dict["kind"] = kind
        if standard is not UNSET:
            field_dict["standard"] = standard
        if country is not UNSET:
            field_dict["country"] = country
        if vintage_from is not UNSET:
            field_dict["vintageFrom"] = vintage_from
        if vintage_to is not UNSET:
            field_dict["vintageTo"] = vintage_to
        if labels is not UNSET:
            field_dict["labels"] = labels
        if payment is not UNSET:
            field_dict["payment"] = payment
        if taker is not UNSET:
            field_dict["taker"] = taker
        if recipient is not UNSET:
            field_dict["recipient"] = recipient
        if lasts_s is not UNSET:
            field_dict["lastsS"] = lasts_s
        if min_fill is not UNSET:
            field_dict["minFill"] = min_fill
        if all_or_none is not UNSET:
            field_dict["allOrNone"] = all_or_none
        if time_in_force is not UNSET:
            field_dict["timeInForce"] = time_in_force
        if market is not UNSET:
            field_dict["market"] = market
        if self_trade is not UNSET:
            field_dict["selfTrade"] = self_trade
        if retire is not UNSET:
            field_dict["retire"] = retire

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.retire_body import RetireBody  # noqa: PLC0415

        d = dict(src_dict)
        maker = d.pop("maker")

        side = TicketBodySide(d.pop("side"))

        credits_ = d.pop("credits")

        price = d.pop("price")

        batch = d.pop("batch", UNSET)

        def _parse_contract(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        contract = _parse_contract(d.pop("contract", UNSET))

        kind = d.pop("kind", UNSET)

        standard = d.pop("standard", UNSET)

        country = d.pop("country", UNSET)

        vintage_from = d.pop("vintageFrom", UNSET)

        vintage_to = d.pop("vintageTo", UNSET)

        labels = d.pop("labels", UNSET)

        def _parse_payment(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        payment = _parse_payment(d.pop("payment", UNSET))

        taker = d.pop("taker", UNSET)

        recipient = d.pop("recipient", UNSET)

        lasts_s = d.pop("lastsS", UNSET)

        min_fill = d.pop("minFill", UNSET)

        all_or_none = d.pop("allOrNone", UNSET)

        _time_in_force = d.pop("timeInForce", UNSET)
        time_in_force: TicketBodyTimeinforce | Unset
        if isinstance(_time_in_force, Unset):
            time_in_force = UNSET
        else:
            time_in_force = TicketBodyTimeinforce(_time_in_force)

        market = d.pop("market", UNSET)

        _self_trade = d.pop("selfTrade", UNSET)
        self_trade: TicketBodySelftrade | Unset
        if isinstance(_self_trade, Unset):
            self_trade = UNSET
        else:
            self_trade = TicketBodySelftrade(_self_trade)

        def _parse_retire(data: object) -> None | RetireBody | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                retire_type_0 = RetireBody.from_dict(data)

                return retire_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RetireBody | Unset, data)

        retire = _parse_retire(d.pop("retire", UNSET))

        ticket_body = cls(
            maker=maker,
            side=side,
            credits_=credits_,
            price=price,
            batch=batch,
            contract=contract,
            kind=kind,
            standard=standard,
            country=country,
            vintage_from=vintage_from,
            vintage_to=vintage_to,
            labels=labels,
            payment=payment,
            taker=taker,
            recipient=recipient,
            lasts_s=lasts_s,
            min_fill=min_fill,
            all_or_none=all_or_none,
            time_in_force=time_in_force,
            market=market,
            self_trade=self_trade,
            retire=retire,
        )

        return ticket_body
