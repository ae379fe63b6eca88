from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.order_body_out import OrderBodyOut
    from ..models.quote_out import QuoteOut
    from ..models.retirement_out import RetirementOut


T = TypeVar("T", bound="TicketOut")


@_attrs_define
class TicketOut:
    """The order to sign under `orderHash` with what it moves at its limit, fee included.

    Attributes:
        order (OrderBodyOut): The order as its maker signed it, field by field as in ICreditExchange.sol.
        order_hash (str):
        quote (QuoteOut): What a trade would move, in minor units of the payment token.
        sentences (list[str]):
        delivery_rule (str):
        retirement (None | RetirementOut):
    """

    order: OrderBodyOut
    order_hash: str
    quote: QuoteOut
    sentences: list[str]
    delivery_rule: str
    retirement: None | RetirementOut

    def to_dict(self) -> dict[str, Any]:
        from ..models.retirement_out import RetirementOut  # noqa: PLC0415

        order = self.order.to_dict()

        order_hash = self.order_hash

        quote = self.quote.to_dict()

        sentences = self.sentences

        delivery_rule = self.delivery_rule

        retirement: dict[str, Any] | None
        if isinstance(self.retirement, RetirementOut):
            retirement = self.retirement.to_dict()
        else:
            retirement = self.retirement

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "orderHash": order_hash,
                "quote": quote,
                "sentences": sentences,
                "deliveryRule": delivery_rule,
                "retirement": retirement,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_body_out import OrderBodyOut  # noqa: PLC0415
        from ..models.quote_out import QuoteOut  # noqa: PLC0415
        from ..models.retirement_out import RetirementOut  # noqa: PLC0415

        d = dict(src_dict)
        order = OrderBodyOut.from_dict(d.pop("order"))

        order_hash = d.pop("orderHash")

        quote = QuoteOut.from_dict(d.pop("quote"))

        sentences = cast(list[str], d.pop("sentences"))

        delivery_rule = d.pop("deliveryRule")

        def _parse_retirement(data: object) -> None | RetirementOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                retirement_type_0 = RetirementOut.from_dict(data)

                return retirement_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RetirementOut, data)

        retirement = _parse_retirement(d.pop("retirement"))

        ticket_out = cls(
            order=order,
            order_hash=order_hash,
            quote=quote,
            sentences=sentences,
            delivery_rule=delivery_rule,
            retirement=retirement,
        )

        return ticket_out
