"""Reads the names under which issuers of offset certificates are written."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from passport.domain.offsets import name_key


@cache
def provider_keys() -> dict[str, str]:
    """Key of each known spelling -> key of the issuer's own name."""
    text = resources.files("passport.data").joinpath("offset-providers.json").read_text(encoding="utf-8")
    names: dict[str, list[str]] = json.loads(text)["names"]
    return {name_key(spelling): name_key(name) for name, others in names.items() for spelling in (name, *others)}


def provider_key(provider: str) -> str:
    """One key for all spellings of an issuer; a name that nobody listed is its own."""
    key = name_key(provider)
    return provider_keys().get(key, key)
