"""Reads the markets of the public page from their data file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from passport.adapters.factor_files import DATA
from passport.domain.markets import Market
from registry.errors import InvalidInput


@cache
def markets() -> Mapping[str, Market]:
    """Every market by its id, the product owner's scale first."""
    listed = json.loads((DATA / "public-markets.json").read_text(encoding="utf-8"))["markets"]
    return {one["id"]: Market(one["id"], one["letters"], one["title"], one["note"]) for one in listed}


def market_named(identity: str | None) -> Market:
    """The market, the first one where none is named. Raises InvalidInput for one that does not exist."""
    found = next(iter(markets().values())) if identity is None else markets().get(identity)
    if found is None:
        raise InvalidInput("market", identity, f"must be one of {', '.join(markets())}")
    return found
