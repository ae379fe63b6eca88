"""The exact form of a proof bundle: which keys, and what text each may hold; nothing may be missing or added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registry.domain.certificate import LEAF_TYPE, UseCase
from registry.domain.report import Layer, ReportKind

FORMAT = "carbonix/retirement-proof/1"
CONTRACTS = (
    "CarbonCredit",
    "CreditRegistry",
    "RetirementCertificate",
    "SealRegistry",
    "VerificationOracle",
    "VerifierSet",
)
LONGEST_PATH = 64  # a tree of 2^64 leaves: no index needs more
LONGEST_QUORUM = 64
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Text:
    """A text that matches a pattern as a whole and, where it is a number, stays below a bound."""

    rule: str
    pattern: str
    below: int | None = None

    def admits(self, value: object) -> bool:
        if not isinstance(value, str) or re.fullmatch(self.pattern, value, re.DOTALL) is None:
            return False
        return self.below is None or int(value) < self.below


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of at most `longest` items of one form."""

    item: Any
    longest: int


def _number(bits: int) -> Text:
    return Text(f"a decimal number below 2^{bits}", r"0|[1-9][0-9]{0,77}", 1 << bits)


def _one_of(*values: str) -> Text:
    return Text(f"one of {', '.join(map(repr, values))}", "|".join(map(re.escape, values)))


def _hex(size: int) -> Text:
    return Text(f"{size} bytes as lower-case 0x hex", f"0x[0-9a-f]{{{2 * size}}}")


ADDRESS, HASH, SIGNATURE = _hex(20), _hex(32), _hex(65)
TEXT = Text(f"text of 1 to {LONGEST_TEXT} characters", rf".{{1,{LONGEST_TEXT}}}")
NOTICE = Text(f"text of at most {LONGEST_TEXT} characters", rf".{{0,{LONGEST_TEXT}}}")
U64, U128, U256 = _number(64), _number(128), _number(256)

STATEMENT: Mapping[str, Any] = {
    "type": _one_of(LEAF_TYPE), "chainId": U256, "contract": ADDRESS, "kind": _one_of("certificate"),
    "certificate": U256, "batch": U256, "project": U128, "projectName": TEXT,
    "country": Text("two capital letters", "[A-Z]{2}"), "methodology": TEXT,
    "vintageStart": U64, "vintageEnd": U64, "kgStart": U64, "kgEnd": U64, "kg": U64,
    "serialStart": U64, "serialEnd": U64, "serials": TEXT, "retiree": ADDRESS, "beneficiary": ADDRESS,
    "retiredAt": U64, "useCase": _one_of(*UseCase.__members__), "detailsHash": HASH, "reportHash": HASH,
    "transaction": HASH, "block": U64,
}  # fmt: skip
REPORT: Mapping[str, Any] = {
    "kind": _one_of(*ReportKind.__members__), "project": U128, "periodStart": U64, "periodEnd": U64,
    "methodology": HASH, "pointKg": U64, "lowerBoundKg": U64, "modelHash": HASH, "dataRoot": HASH, "dataSize": U64,
    "claimsRoot": HASH, "claimsKg": U64, "configDigest": HASH, "nonce": U64, "deadline": U64,
}  # fmt: skip
SEAL: Mapping[str, Any] = {
    "id": U64, "kind": _one_of("certificate"), "root": HASH, "size": U64, "sequence": U64, "previousRoot": HASH,
    "sealer": ADDRESS, "transaction": HASH, "block": U64,
}  # fmt: skip
ATTESTATION: Mapping[str, Any] = {
    "signer": ADDRESS, "layer": _one_of(*Layer.__members__), "organisation": HASH, "signature": SIGNATURE,
}  # fmt: skip
BUNDLE: Mapping[str, Any] = {
    "format": _one_of(FORMAT),
    "notice": NOTICE,
    "statement": STATEMENT,
    "inclusion": {"index": U64, "size": U64, "path": ListOf(HASH, LONGEST_PATH)},
    "seal": SEAL,
    "contracts": {
        "chainId": U256,
        "addresses": dict.fromkeys(CONTRACTS, ADDRESS),
        "codeHashes": dict.fromkeys(CONTRACTS, HASH),
    },
    "report": REPORT,
    "attestations": ListOf(ATTESTATION, LONGEST_QUORUM),
    "issuer": {"address": ADDRESS, "signature": SIGNATURE},
}


def form_faults(value: object, form: Any = BUNDLE, place: str = "the bundle") -> Iterator[str]:
    """A sentence for each place where a JSON value departs from a form."""
    if isinstance(form, Text):
        if not form.admits(value):
            yield f"{place} is {str(value)[:80]!r}, it must be {form.rule}"
    elif isinstance(form, ListOf):
        if not isinstance(value, list) or len(value) > form.longest:
            yield f"{place} must be a list of at most {form.longest} items"
        else:
            for position, item in enumerate(value):
                yield from form_faults(item, form.item, f"{place}[{position}]")
    elif not isinstance(value, dict):
        yield f"{place} must be an object"
    else:
        yield from (f"{place} lacks {key!r}" for key in sorted(form.keys() - value.keys()))
        yield from (f"{place} has {key!r}, unknown to the format" for key in sorted(value.keys() - form.keys()))
        for key in sorted(form.keys() & value.keys()):
            yield from form_faults(value[key], form[key], key if place == "the bundle" else f"{place}.{key}")
