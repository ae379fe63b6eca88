"""A model card: what a model is for, which data and code made it, how well it did, and where it must not be used.

After Mitchell et al., Model Cards for Model Reporting (2019). The card's hash is the model's version: data, code,
libraries and artefacts stand in it under their SHA-256, so that nothing of a model can change under the same hash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry.errors import InvalidInput

CARD_FORMAT = "carbonix/model-card/1"
LONGEST_NAME = 40
LONGEST_TEXT = 600
MOST_ENTRIES = 40
SHARE_DIGITS = range(-20, 4)
"""Decimal places that a share can begin at: without a bound, a short text could ask for a number of a gigabyte."""
RIDGE, TREES = "ridge", "trees inside the hull, ridge outside"
METHODS = (RIDGE, TREES)
_NAME = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST_NAME - 1}}}")
_HASH = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One trained model. Hashes are SHA-256 as 0x hex by file name; `metrics` are shares of 1 on held-out data."""

    name: str
    method: str
    purpose: str
    quantity: str
    unit: str
    data: Mapping[str, str]
    data_text: str
    split: str
    seed: int
    metrics: Mapping[str, Decimal]
    limits: tuple[str, ...]
    code: Mapping[str, str]
    libraries: Mapping[str, str]
    artefacts: Mapping[str, str]

    def document(self) -> dict[str, Any]:
        """The card as canonical JSON will carry it."""
        return {
            "format": CARD_FORMAT,
            "name": self.name,
            "method": self.method,
            "purpose": self.purpose,
            "quantity": self.quantity,
            "unit": self.unit,
            "data": dict(self.data),
            "dataText": self.data_text,
            "split": self.split,
            "seed": str(self.seed),
            "metrics": {name: format(value, "f") for name, value in self.metrics.items()},
            "limits": list(self.limits),
            "code": dict(self.code),
            "libraries": dict(self.libraries),
            "artefacts": dict(self.artefacts),
        }


def checked(card: ModelCard) -> ModelCard:
    """The card itself. Raises InvalidInput naming the member that says nothing, too much, or no hash."""
    if not _NAME.fullmatch(card.name):
        raise InvalidInput("name", card.name, f"up to {LONGEST_NAME} of a-z, 0-9, dot, dash and underscore")
    if card.method not in METHODS:
        raise InvalidInput("method", card.method, f"one of: {'; '.join(METHODS)}")
    for member in ("purpose", "quantity", "unit", "data_text", "split"):
        _check_text(member, getattr(card, member))
    for member in ("data", "code", "artefacts"):
        _check_hashes(member, getattr(card, member))
    for limit in (*card.limits, *card.libraries, *card.libraries.values()):
        _check_text("limits, libraries", limit)
    for member in ("metrics", "limits", "libraries"):
        if not 0 < len(getattr(card, member)) <= MOST_ENTRIES:
            raise InvalidInput(member, len(getattr(card, member)), f"1 to {MOST_ENTRIES} entries")
    for name, value in card.metrics.items():
        if not value.is_finite() or value.adjusted() not in SHARE_DIGITS:
            raise InvalidInput(f"metrics.{name}", value, "a share of 1: a number of a few digits")
    return card


def card_of(document: Mapping[str, Any]) -> ModelCard:
    """The checked card of a document. Raises InvalidInput for a member that is missing, or not of its kind."""
    if document.get("format") != CARD_FORMAT:
        raise InvalidInput("format", document.get("format"), f"must be {CARD_FORMAT}")
    try:
        return checked(_read(document))
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as fault:
        raise InvalidInput("card", str(fault), f"a document of the form {CARD_FORMAT}") from fault


def _read(document: Mapping[str, Any]) -> ModelCard:
    return ModelCard(
        name=str(document["name"]),
        method=str(document["method"]),
        purpose=str(document["purpose"]),
        quantity=str(document["quantity"]),
        unit=str(document["unit"]),
        data=dict(document["data"]),
        data_text=str(document["dataText"]),
        split=str(document["split"]),
        seed=int(document["seed"]),
        metrics={str(name): Decimal(value) for name, value in document["metrics"].items()},
        limits=tuple(str(limit) for limit in document["limits"]),
        code=dict(document["code"]),
        libraries={str(name): str(value) for name, value in document["libraries"].items()},
        artefacts=dict(document["artefacts"]),
    )


def _check_text(member: str, text: str) -> None:
    if not text.strip() or len(text) > LONGEST_TEXT or not text.isprintable():
        raise InvalidInput(member, ascii(text), f"printable text of 1 to {LONGEST_TEXT} characters")


def _check_hashes(member: str, hashes: Mapping[str, str]) -> None:
    if not 0 < len(hashes) <= MOST_ENTRIES:
        raise InvalidInput(member, len(hashes), f"1 to {MOST_ENTRIES} entries")
    for name, value in hashes.items():
        if not isinstance(value, str) or not _HASH.fullmatch(value):
            raise InvalidInput(f"{member}.{name}", value, "a SHA-256 as 0x and 64 lower-case hex digits")
