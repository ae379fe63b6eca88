"""Reads import profiles from the data folder and finds the one that a file was made for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

from passport.adapters.factor_files import DATA
from passport.domain.import_profile import Profile
from passport.domain.supply import Kind

PLAIN = "plain"


@cache
def import_profiles() -> tuple[Profile, ...]:
    """Every profile, by name."""
    return tuple(_profile(file) for file in sorted(DATA.glob("import-profile-*.json")))


def profile_for(header: Iterable[str], kind: Kind) -> Profile | None:
    """The profile whose columns the file has; None for a file in our own form."""
    names = frozenset(header)
    return next((one for one in import_profiles() if one.kind is kind and one.fits(names)), None)


def _profile(file: Path) -> Profile:
    document = json.loads(file.read_text(encoding="utf-8"))
    return Profile(
        name=document["name"],
        kind=Kind(document["kind"]),
        id_prefix=document["id_prefix"],
        columns=document["columns"],
        modes=document["modes"],
        countries=document["countries"],
        weight_unknown=tuple(document["weight_unknown"]),
        weight_reference=re.compile(document["weight_reference"]),
        days=re.compile(document["days"]),
        implausible_above_kg={mode: Decimal(kg) for mode, kg in document["implausible_above_kg"].items()},
        product=document["product"],
    )
