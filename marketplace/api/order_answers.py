"""Writes what became of orders as JSON; the answer that nearly all get, that it rests, goes past the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable

from marketplace.api.order_schemas import EnteredOut, PlacedOut
from marketplace.usecases.place_order import Placed
from registry.errors import CarbonixError

Line = tuple[Placed | Exception, str | None]


def placed_json(placed: Placed, client_order_id: str | None) -> str:
    """A `PlacedOut`."""
    if placed.trades or placed.withdrawn is not None or not placed.resting_credits:
        return PlacedOut.of(placed, client_order_id).model_dump_json(by_alias=True)
    key = "null" if client_order_id is None else json.dumps(client_order_id)
    return (
        f'{{"order":"{placed.order}","sequence":{placed.sequence},"timestamp":{placed.time_ms},'
        f'"clientOrderId":{key},"status":"open","trades":[],"restingCredits":"{placed.resting_credits}",'
        '"withdrawn":null}'
    )


def entered_json(lines: Iterable[Line]) -> str:
    """A list of `EnteredOut`. Raises what is no refusal of ours."""
    return f"[{','.join(_entered(*line) for line in lines)}]"


def _entered(placed: Placed | Exception, client_order_id: str | None) -> str:
    if isinstance(placed, CarbonixError):
        return EnteredOut.refused(placed).model_dump_json(by_alias=True)
    if isinstance(placed, Exception):
        raise placed
    return f'{{"placed":{placed_json(placed, client_order_id)},"code":null,"detail":null,"facts":null}}'
