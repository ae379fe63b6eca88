"""Reads a factor set from its data file and names it by the SHA-256 of its canonical form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from passport.domain.factors import Equivalents, FactorSet, GradeStep, Targets
from passport.domain.gwp import GwpSet
from passport.domain.names import plain_name
from registry.adapters.canonical_json import canonical

DATA = Path(__file__).resolve().parents[1] / "data"
DEFAULT_SET = "default-2025"


@cache
def default_factors() -> FactorSet:
    """The set that is used where nobody chose another."""
    return load_factors(DATA / f"{DEFAULT_SET}.json")


def load_factors(file: Path) -> FactorSet:
    """The factor set of a file; numbers stand in it as decimal text."""
    return factors_of(json.loads(file.read_text(encoding="utf-8")))


def factors_of(document: Mapping[str, Any]) -> FactorSet:
    """The factor set of a decoded document of format carbonix/factor-set/1."""
    manufacturing, warehousing, transport = (document[part] for part in ("manufacturing", "warehousing", "transport"))
    return FactorSet(
        name=document["name"],
        methodology=document["methodology"],
        owner_label=document["owner_label"],
        gwp_set=GwpSet(document["gwp_set"]),
        content_hash=content_hash(document),
        manufacturing=_factors(manufacturing["factors"]),
        warehousing=_factors(warehousing["factors"]),
        warehouse_of_category={plain_name(key): plain_name(kind) for key, kind in warehousing["by_category"].items()},
        warehouse_otherwise=plain_name(warehousing["otherwise"]),
        storage_days_per_event=Decimal(warehousing["days_per_event"]),
        area_m2_per_unit=Decimal(warehousing["m2_per_unit"]),
        transport=_factors(transport["factors"]),
        carriers=carriers_of(transport),
        mode_otherwise=plain_name(transport["otherwise"]),
        weight_otherwise_t=Decimal(transport["tonnes_per_unit_otherwise"]),
        earth_radius_km=Decimal(transport["earth_radius_km"]),
        grades=tuple(_grade(step) for step in document["grades"]),
        equivalents=Equivalents(**{key: Decimal(text) for key, text in document["equivalents"].items()}),
        targets=Targets(**{key: Decimal(text) for key, text in document["targets"].items()}),
    )


def content_hash(document: Any) -> str:
    """What names a set: the SHA-256 of its canonical form."""
    return "0x" + hashlib.sha256(canonical(document)).hexdigest()


def carriers_of(activity: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Words of carriers' names and their modes, in the order in which they are tried."""
    return tuple((plain_name(word), plain_name(mode)) for word, mode in activity["carriers"])


def _factors(entries: Mapping[str, str]) -> Mapping[str, Decimal]:
    return {plain_name(key): Decimal(text) for key, text in entries.items()}


def _grade(step: Mapping[str, Any]) -> GradeStep:
    limit = step["up_to_kg"]
    return GradeStep(step["grade"], None if limit is None else Decimal(limit), step["assessment"], step["advice"])
