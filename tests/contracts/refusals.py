"""Expects a revert by the name of its error and by every argument of it."""

from __future__ import annotations

import re
from typing import Any

import brownie
from brownie._config import CONFIG


def refused(name: str, *arguments: Any) -> Any:
    """Context that must revert with exactly this error; `...` stands for an argument that the chain's clock decides."""
    return brownie.reverts(revert_pattern=f"{name}: " + ", ".join(map(_pattern, arguments)))


def ask(verb: Any, *arguments: Any) -> Any:
    """What a transaction would answer: the same refusal, without the trace that Brownie takes of each failed one."""
    if CONFIG.argv["coverage"]:  # which is counted from traces
        return verb(*arguments)
    return verb.call(*arguments)


def _pattern(argument: Any) -> str:
    if argument is ...:
        return r"[^,]+"
    text = str(argument)
    if text.startswith("0x") and len(text) == 42:
        return re.escape(text.lower())
    if text.startswith("0x"):
        return re.escape(str(bytes.fromhex(text[2:])))
    return re.escape(text)
