"""Reads the orders of one call: what is written as every client writes it at once, all else by the schema.

The schema says what is wrong with what the short way does not know.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from marketplace.adapters.order_bodies import Read, order_of, read_body, read_json, read_one
from marketplace.api.order_schemas import PlaceBody, PlaceManyBody
from marketplace.ordering import Asked
from marketplace.usecases.place_order import Sender
from registry.errors import CarbonixError


def read_order(sent: bytes, account: str, key: str | None) -> Asked:
    """One order with its sender; an Idempotency-Key is the client order id of an order without one.

    Raises RequestValidationError, which names field, value and rule, and InvalidInput.
    """
    read = read_one(read_json(sent))
    if read is not None and (key is None or read[2] is None):
        values, signature, own = read
        return order_of(values), signature, Sender(account, own or key)
    try:
        body = PlaceBody.model_validate_json(sent)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors()) from fault
    return body.to_order(), body.signature, body.sender(account, key)


def read_orders(sent: bytes, account: str) -> list[Asked | CarbonixError]:
    """The orders of a body, each with its sender or what is wrong with it. Raises RequestValidationError."""
    read = read_body(sent)
    return by_schema(_validated(sent), account) if read is None else [*asked_of(read, account)]


def asked_of(read: Sequence[Read], account: str) -> list[Asked]:
    """Orders that were read on the short way, with their sender."""
    nobody = Sender(account)
    return [
        (order_of(values), signature, nobody if key is None else Sender(account, key))
        for values, signature, key in read
    ]


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
