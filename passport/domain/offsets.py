"""What an offset record states: a certificate that somebody bought elsewhere, kept beside a footprint.

An offset never lowers a footprint: no formula of this room takes one in. Amounts are whole grams; money is a Decimal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from unicodedata import category, normalize

from registry.domain.external_serial import Standard, parse
from registry.errors import InvalidInput, Refused

RECORD_TYPE = "carbonix/offset/1"
NULLIFIER_TYPE = "carbonix/offset-nullifier/1"
NOTICE = "Recorded beside the gross footprint, which it does not change."
TAGS = ("carbon", "esg", "offset")
NOT_STATED = "not stated"

# Verified units of one tonne each; a unit of energy or of allowance is no offset and is refused by this list.
TYPES = ("VER", "VCU", "GSVER", "CER", "T-VER", "CRT", "ERT", "ACCU", "ITMO")
GRAMS_PER_UNIT = {"tCO2e": 1_000_000, "kgCO2e": 1_000}
MOST_GRAMS = 10**15  # a thousand million tonnes, the world's yearly emissions are forty times that
GRAMS_PER_SERIAL = 1_000_000  # every registry numbers tonnes
MOST_SERIAL = 2**63 - 1
MOST_COST = Decimal(10) ** 15
COST_DECIMALS = 4
MOST_DIGITS = 24
FIRST_VINTAGE = 1990
LONGEST = {"certificate_id": 120, "provider": 120, "registry": 120, "project": 200, "serial_range": 120}

_CERTIFICATE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._:/#()+-]*[A-Za-z0-9)])?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PLAIN_RANGE = re.compile(r"([1-9][0-9]{0,18}) ?- ?([1-9][0-9]{0,18})")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_BORDERS = re.compile(r"(?<=[a-z])-(?=[0-9])|(?<=[0-9])-(?=[a-z])")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


class OffsetState(StrEnum):
    """Where an offset stands; PENDING says beside it for what."""

    PENDING = "pending"
    ANCHORED = "anchored"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Serials:
    """Numbers of tonnes from first to last, both inclusive, in the list in which they are unique."""

    namespace: str
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Offset:
    """A certificate as it was offered, checked. `grams` of CO2e; an absent field is the text NOT_STATED."""

    offset_type: str
    certificate_id: str
    provider: str
    amount: Decimal
    unit: str
    grams: int
    cost: Decimal
    currency: str
    registry: str
    project: str
    vintage: int | None
    serials: Serials | None


def read_offset(
    *,
    offset_amount: Decimal,
    offset_type: str,
    certificate_id: str,
    provider: str,
    cost: Decimal,
    unit: str = "tCO2e",
    currency: str | None = None,
    registry: str | None = None,
    project: str | None = None,
    vintage: int | None = None,
    serial_range: str | None = None,
    year: int,
) -> Offset:
    """The checked offset; `year` is the present one, which no vintage can be after.

    Raises InvalidInput with field, value and rule.
    """
    kind = offset_type.strip().upper()
    if kind not in TYPES:
        raise InvalidInput("offset_type", offset_type, f"must be one of {', '.join(TYPES)}")
    if vintage is not None and not FIRST_VINTAGE <= vintage <= year:
        raise InvalidInput("vintage", vintage, f"must be a year from {FIRST_VINTAGE} to {year}")
    grams, seller = _grams(offset_amount, unit), _text("provider", provider)
    listed = _text("registry", registry) if registry is not None else NOT_STATED
    named = _text("project", project) if project is not None else NOT_STATED
    holder = seller if listed == NOT_STATED else listed
    return Offset(
        offset_type=kind,
        certificate_id=_certificate(certificate_id),
        provider=seller,
        amount=offset_amount,
        unit=unit,
        grams=grams,
        cost=_cost(cost),
        currency=_currency(currency),
        registry=listed,
        project=named,
        vintage=vintage,
        serials=None if serial_range is None else _serials(serial_range, _namespace(holder, named), grams),
    )


def certificate_key(certificate_id: str) -> str:
    """One spelling for all spellings of a certificate's number.

    Case, separators between letters and digits, and leading zeros say nothing; a separator between two numbers does:
    "VER-0012", "ver 12" and "VER12" are one certificate, "1-23" and "12-3" are two.
    """
    folded = _SEPARATORS.sub("-", normalize("NFKC", certificate_id).casefold()).strip("-")
    return _ZEROS.sub("", _BORDERS.sub("", folded))


def name_key(name: str) -> str:
    """One spelling for all spellings of a name: case, blanks and punctuation say nothing, letters of all scripts do."""
    folded = normalize("NFKC", name).casefold()
    return "".join(letter for letter in normalize("NFKC", folded) if category(letter)[0] in "LMN")


def nullifier_of(provider_key: str, certificate_id: str) -> dict[str, str]:
    """What is hashed into the certificate's nullifier: the same for everybody who holds the same certificate."""
    return {"type": NULLIFIER_TYPE, "provider": provider_key, "certificate": certificate_key(certificate_id)}


def record_of(
    offset: Offset, *, tenant: str, at: int, nullifier: str, salt: str, chain_id: int, contract: str
) -> dict[str, str]:
    """The leaf: all texts, gross of everything. The salt keeps its hash from being guessed; no person is named."""
    return {
        "type": RECORD_TYPE,
        "chainId": str(chain_id),
        "contract": contract,
        "kind": "offset",
        "tenant": tenant,
        "offsetType": offset.offset_type,
        "certificateId": offset.certificate_id,
        "provider": offset.provider,
        "offsetAmount": plain(offset.amount),
        "unit": offset.unit,
        "grams": str(offset.grams),
        "cost": plain(offset.cost),
        "currency": offset.currency,
        "registry": offset.registry,
        "project": offset.project,
        "vintage": NOT_STATED if offset.vintage is None else str(offset.vintage),
        "serialRange": NOT_STATED if offset.serials is None else offset.serials.text,
        "recordedAt": str(at),
        "nullifier": nullifier,
        "notice": NOTICE,
        "salt": salt,
    }


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grams(amount: Decimal, unit: str) -> int:
    if unit not in GRAMS_PER_UNIT:
        raise InvalidInput("unit", unit, f"must be one of {', '.join(GRAMS_PER_UNIT)}")
    _bound("offset_amount", amount)
    if amount <= 0:
        raise InvalidInput("offset_amount", amount, "must be a number above 0")
    grams = Fraction(amount) * GRAMS_PER_UNIT[unit]
    if grams.denominator != 1:
        raise InvalidInput("offset_amount", amount, f"must be whole grams of CO2e, given in {unit}")
    if grams > MOST_GRAMS:
        raise InvalidInput("offset_amount", amount, f"must be at most {MOST_GRAMS // 1_000_000:,} tCO2e")
    return int(grams)


def _bound(field: str, number: Decimal) -> None:
    """Before anything is computed with it: a short text such as 1e-999999 can be a number that fills the memory."""
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS:
        raise InvalidInput(field, number, f"must be a number of at most {MOST_DIGITS} digits")


def _certificate(text: str) -> str:
    shown = normalize("NFKC", text).strip()
    if len(shown) > LONGEST["certificate_id"] or _CERTIFICATE.fullmatch(shown) is None:
        rule = f"must be 1 to {LONGEST['certificate_id']} of A-Z a-z 0-9, blanks and . _ : / # ( ) + - between them"
        raise InvalidInput("certificate_id", text, rule)
    return shown


def _text(field: str, text: str) -> str:
    shown = normalize("NFKC", text).strip()
    if not shown.isprintable() or not name_key(shown) or len(shown) > LONGEST[field]:
        raise InvalidInput(field, text, f"must be 1 to {LONGEST[field]} printable characters, a letter among them")
    return shown


def _cost(cost: Decimal) -> Decimal:
    _bound("cost", cost)
    if not 0 <= cost <= MOST_COST:
        raise InvalidInput("cost", cost, f"must be a number from 0 to {MOST_COST:,f}")
    if (Fraction(cost) * 10**COST_DECIMALS).denominator != 1:
        raise InvalidInput("cost", cost, f"must have at most {COST_DECIMALS} decimals")
    return cost


def _currency(text: str | None) -> str:
    if text is None:
        return NOT_STATED
    if _CURRENCY.fullmatch(text) is None:
        raise InvalidInput("currency", text, "must be three capital letters (ISO 4217)")
    return text


def _serials(text: str, namespace: str, grams: int) -> Serials:
    """A plain range "first-last" in the given list, or a whole serial as Verra and Gold Standard print it."""
    shown = text.strip()
    serials = _plain(shown, namespace) or _printed(shown)
    if serials is None or not serials.first <= serials.last <= MOST_SERIAL:
        rule = "must be first-last, or a serial as Verra or Gold Standard prints it"
        raise InvalidInput("serial_range", text, rule)
    held = serials.last - serials.first + 1
    if held * GRAMS_PER_SERIAL != grams:
        raise InvalidInput("offset_amount", f"{grams} g", f"the serials {shown} are {held} tCO2e")
    return serials


def _namespace(*names: str) -> str:
    """A name of fixed length for the list of a registry's project."""
    return sha256("|".join(name_key(name) for name in names).encode()).hexdigest()


def _plain(text: str, namespace: str) -> Serials | None:
    found = _PLAIN_RANGE.fullmatch(text)
    return None if found is None else Serials(namespace, int(found[1]), int(found[2]), text)


def _printed(text: str) -> Serials | None:
    if len(text) > LONGEST["serial_range"]:
        return None
    for standard in (Standard.VERRA, Standard.GOLD_STANDARD):
        try:
            space, block = parse(standard, text.upper())
        except Refused:
            continue
        return Serials(f"{space.standard.name.lower()}|{space.list.lower()}", block.start, block.end, text.upper())
    return None
