from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.place_body_time_in_force_type_0 import PlaceBodyTimeInForceType0
from ..models.place_body_type_type_0 import PlaceBodyTypeType0
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.order_body import OrderBody


T = TypeVar("T", bound="PlaceBody")


@_attrs_define
class PlaceBody:
    """An order with its maker's signature over its EIP-712 digest.

    Time in force, type and post-only are signed inside the salt; said here, too, they must say the same.

        Attributes:
            order (OrderBody): The order as its maker signed it, field by field as in ICreditExchange.sol.
            signature (str):
            client_order_id (None | str | Unset):
            type_ (None | PlaceBodyTypeType0 | Unset):
            time_in_force (None | PlaceBodyTimeInForceType0 | Unset):
            post_only (bool | None | Unset):
    """

    order: OrderBody
    signature: str
    client_order_id: None | str | Unset = UNSET
    type_: None | PlaceBodyTypeType0 | Unset = UNSET
    time_in_force: None | PlaceBodyTimeInForceType0 | Unset = UNSET
    post_only: bool | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        order = self.order.to_dict()

        signature = self.signature

        client_order_id: None | str | Unset
        if isinstance(self.client_order_id, Unset):
            client_order_id = UNSET
        else:
            client_order_id = self.client_order_id

        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        elif isinstance(self.type_, PlaceBodyTypeType0):
            type_ = self.type_.value
        else:
            type_ = self.type_

        time_in_force: None | str | Unset
        if isinstance(self.time_in_force, Unset):
            time_in_force = UNSET
        elif isinstance(self.time_in_force, PlaceBodyTimeInForceType0):
            time_in_force = self.time_in_force.value
        else:
            time_in_force = self.time_in_force

        post_only: bool | None | Unset
        if isinstance(self.post_only, Unset):
            post_only = UNSET
        else:
            post_only = self.post_only

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "order": order,
                "signature": signature,
            }
        )
        if client_order_id is not UNSET:
            field_dict["clientOrderId"] = client_order_id
        if type_ is not UNSET:
            field_dict["type"] = type_
        if time_in_force is not UNSET:
            field_dict["timeInForce"] = time_in_force
        if post_only is not UNSET:
            field_dict["postOnly"] = post_only

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_body import OrderBody  # noqa: PLC0415

        d = dict(src_dict)
        order = OrderBody.from_dict(d.pop("order"))

        signature = d.pop("signature")

        def _parse_client_order_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        client_order_id = _parse_client_order_id(d.pop("clientOrderId", UNSET))

        def _parse_type_(data: object) -> None | PlaceBodyTypeType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_0 = PlaceBodyTypeType0(data)

                return type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PlaceBodyTypeType0 | Unset, data)

        type_ = _parse_type_(d.pop("type", UNSET))

        def _parse_time_in_force(data: object) -> None | PlaceBodyTimeInForceType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                time_in_force_type_0 = PlaceBodyTimeInForceType0(data)

                return time_in_force_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PlaceBodyTimeInForceType0 | Unset, data)

        time_in_force = _parse_time_in_force(d.pop("timeInForce", UNSET))

        def _parse_post_only(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        post_only = _parse_post_only(d.pop("postOnly", UNSET))

        place_body = cls(
            order=order,
            signature=signature,
            client_order_id=client_order_id,
            type_=type_,
            time_in_force=time_in_force,
            post_only=post_only,
        )

        return place_body
