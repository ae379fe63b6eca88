"""Reads the orders of one call: what is written as every client writes it at once, all else by the schema.

The short way takes a part of what the schema takes, and gives the same; what it does not know it leaves to the schema,
which then says what is wrong. Tests hold both together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from marketplace.api.order_schemas import MOST_ORDERS_AT_ONCE, PlaceBody, PlaceManyBody
from marketplace.api.schemas import LONGEST_NUMBER, OrderBody
from marketplace.ordering import Asked
from marketplace.usecases.place_order import Sender
from registry.domain.orders import Order, Side
from registry.domain.struct import camel
from registry.errors import CarbonixError

MARK = "|"
MOST_BRACKETS = 2 * MOST_ORDERS_AT_ONCE + 64
_SIDES = {"buy": Side.Buy, "sell": Side.Sell}
_BITS = {
    "batch": 256,
    "kind": 8,
    "standard": 8,
    "vintage_from": 16,
    "vintage_to": 16,
    "labels": 32,
    "credits": 64,
    "price": 128,
    "expiry": 64,
    "epoch": 64,
    "max_fee_bps": 16,
    "flags": 8,
    "min_fill": 64,
    "salt": 256,
}
_TEXTS = {"maker": 20, "taker": 20, "recipient": 20, "country": 2, "payment": 20, "memo": 32}
NAMES = (*_TEXTS, *_BITS, "side")
_DEFAULTS = {
    camel(name): str(field.default) for name, field in OrderBody.model_fields.items() if not field.is_required()
}
_VALUES_OF = itemgetter(*(camel(name) for name in NAMES))
_ORDER = re.compile(
    r"\|".join(
        [f"0x[0-9a-f]{{{2 * size}}}" for size in _TEXTS.values()]
        + [f"[0-9]{{1,{LONGEST_NUMBER}}}" for _ in _BITS]
        + ["(?:buy|sell)"]
    )
)
_LIMITS = tuple(1 << bits for bits in _BITS.values())
_SIGNATURE = re.compile(r"0x(?:[0-9a-f]{2})*")
_CLIENT_ORDER_ID = re.compile(r"[\x21-\x7e]{1,64}")
_KEYS = {"order", "signature", "clientOrderId"}


def read_order(sent: bytes, account: str, key: str | None) -> Asked:
    """One order with its sender; an Idempotency-Key is the client order id of an order without one.

    Raises RequestValidationError, which names field, value and rule, and InvalidInput.
    """
    asked = _asked_shortly(_read_json(sent), Sender(account))
    if asked is not None and (key is None or asked[2].client_order_id is None):
        return asked if key is None else (*asked[:2], Sender(account, key))
    try:
        body = PlaceBody.model_validate_json(sent)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors()) from fault
    return body.to_order(), body.signature, body.sender(account, key)


def read_orders(sent: bytes, account: str) -> list[Asked | CarbonixError]:
    """The orders of a body, each with its sender or what is wrong with it. Raises RequestValidationError."""
    return _read_shortly(sent, account) or by_schema(_validated(sent), account)


def by_schema(body: PlaceManyBody, account: str) -> list[Asked | CarbonixError]:
    """The same of a body that the schema read."""
    return [_asked(one, account) for one in body.orders]


def _validated(sent: bytes) -> PlaceManyBody:
    try:
        return PlaceManyBody.model_validate_json(sent)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors()) from fault


def _asked(body: PlaceBody, account: str) -> Asked | CarbonixError:
    try:
        return body.to_order(), body.signature, body.sender(account)
    except CarbonixError as refusal:
        return refusal


def _read_shortly(sent: bytes, account: str) -> list[Asked | CarbonixError] | None:
    body = _read_json(sent)
    orders = body.get("orders") if type(body) is dict and len(body) == 1 else None
    if type(orders) is not list or not 0 < len(orders) <= MOST_ORDERS_AT_ONCE:
        return None
    nobody, found = Sender(account), list[Asked | CarbonixError]()
    for one in orders:
        asked = _asked_shortly(one, nobody)
        if asked is None:
            return None
        found.append(asked)
    return found


def _read_json(sent: bytes) -> Any:
    if sum(map(sent.count, (b"[", b"{"))) > MOST_BRACKETS:
        return None  # a text of nothing but brackets would end the process: the reader descends on the C stack
    try:
        return json.loads(sent.decode())  # of bytes the reader would guess other encodings, and pass over a mark
    except (ValueError, RecursionError):
        return None


def _asked_shortly(one: Any, nobody: Sender) -> Asked | None:
    if type(one) is not dict or not one.keys() <= _KEYS or type(one.get("order")) is not dict:
        return None
    signature, key = one.get("signature"), one.get("clientOrderId")
    if type(signature) is not str or not _SIGNATURE.fullmatch(signature):
        return None
    if key is not None and not (type(key) is str and _CLIENT_ORDER_ID.fullmatch(key)):
        return None
    told = _DEFAULTS | one["order"]
    order = _order_of(told) if len(told) == len(NAMES) else None
    return None if order is None else (order, signature, nobody if key is None else Sender(nobody.account, key))


def _order_of(told: dict[str, Any]) -> Order | None:
    try:
        values: Sequence[str] = _VALUES_OF(told)
        if not _ORDER.fullmatch(MARK.join(values)):
            return None
    except (KeyError, TypeError):  # a name that no order has, or a value that is no text
        return None
    numbers = [int(text) for text in values[len(_TEXTS) : -1]]
    if any(map(int.__ge__, numbers, _LIMITS)):
        return None
    found: dict[str, Any] = dict(zip(NAMES, (*values[: len(_TEXTS)], *numbers, _SIDES[values[-1]]), strict=True))
    return Order(**found)
