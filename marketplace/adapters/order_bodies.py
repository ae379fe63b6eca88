"""Reads orders of a body that is written as every client writes it; what it does not know it leaves to the schema.

The short way takes a part of what the schema takes, and gives the same; tests hold both together. It imports little,
for it runs in the processes that check signatures, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import ANY_COUNTRY, Order, Side
from registry.domain.struct import camel

MOST_ORDERS_AT_ONCE = 500
LONGEST_NUMBER = 78  # digits of 2^256 - 1
MARK = "|"
MOST_BRACKETS = 2 * MOST_ORDERS_AT_ONCE + 64
_SIDE_OF = {int(side): side for side in Side}
_SIDES = {side.name.lower(): int(side) for side in Side}
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
DEFAULTS = {
    "taker": ZERO_ADDRESS,
    "recipient": ZERO_ADDRESS,
    "country": ANY_COUNTRY,
    "memo": ZERO_HASH,
} | dict.fromkeys(("kind", "standard", "vintageFrom", "vintageTo", "labels", "flags", "minFill"), "0")
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
Values = tuple[str | int, ...]  # an order, in the order of NAMES; the side as its number
Read = tuple[Values, str, str | None]  # with signature and client order id


def read_body(sent: bytes) -> list[Read] | None:
    """The orders of a body of many; None where one of them, or the body, is not written as most are."""
    body = read_json(sent)
    orders = body.get("orders") if type(body) is dict and len(body) == 1 else None
    if type(orders) is not list or not 0 < len(orders) <= MOST_ORDERS_AT_ONCE:
        return None
    found: list[Read] = []
    for one in orders:
        read = read_one(one)
        if read is None:
            return None
        found.append(read)
    return found


def read_json(sent: bytes) -> Any:
    """The JSON value of a text; None where it is none, or is nested deeper than orders are."""
    if sum(map(sent.count, (b"[", b"{"))) > MOST_BRACKETS:
        return None  # a text of nothing but brackets would end the process: the reader descends on the C stack
    try:
        return json.loads(sent.decode())  # of bytes the reader would guess other encodings, and pass over a mark
    except (ValueError, RecursionError):
        return None


def read_one(one: Any) -> Read | None:
    """One order of a body; None where it is not written as most are."""
    if type(one) is not dict or not one.keys() <= _KEYS or type(one.get("order")) is not dict:
        return None
    signature, key = one.get("signature"), one.get("clientOrderId")
    if type(signature) is not str or not _SIGNATURE.fullmatch(signature):
        return None
    if key is not None and not (type(key) is str and _CLIENT_ORDER_ID.fullmatch(key)):
        return None
    told = DEFAULTS | one["order"]
    values = _values_of(told) if len(told) == len(NAMES) else None
    return None if values is None else (values, signature, key)


def order_of(values: Values) -> Order:
    """The order of values that were read."""
    named: dict[str, Any] = dict(zip(NAMES, values, strict=True))
    named["side"] = _SIDE_OF[named["side"]]
    return Order(**named)


def _values_of(told: dict[str, Any]) -> Values | None:
    try:
        values: Sequence[str] = _VALUES_OF(told)
        if not _ORDER.fullmatch(MARK.join(values)):
            return None
    except (KeyError, TypeError):  # a name that no order has, or a value that is no text
        return None
    numbers = [int(text) for text in values[len(_TEXTS) : -1]]
    if any(map(int.__ge__, numbers, _LIMITS)):
        return None
    return (*values[: len(_TEXTS)], *numbers, _SIDES[values[-1]])
