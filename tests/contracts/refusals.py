"""Expects a revert by the name of its error and by every argument of it."""

from __future__ import annotations

import re
from typing import Any

import brownie


def refused(name: str, *arguments: Any) -> Any:
    """Context that must revert with exactly this error; `...` stands for an argument that the chain's clock decides."""
    return brownie.reverts(revert_pattern=f"{name}: " + ", ".join(map(_pattern, arguments)))


def _pattern(argument: Any) -> str:
    if argument is ...:
        return r"[^,]+"
    text = str(argument)
    if text.startswith("0x") and len(text) == 42:
        return re.escape(text.lower())
    if text.startswith("0x"):
        return re.escape(str(bytes.fromhex(text[2:])))
    return re.escape(text)
