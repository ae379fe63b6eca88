"""Reads SenML packs (RFC 8428) exactly: base fields resolved, relative times made absolute, no digit lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from oracle.domain.message_refusals import MessageUnreadable
from oracle.domain.plain_json import parse_json
from oracle.errors import ReadingRefused, ReadingUnreadable

MOST_RECORDS = 1_000
SENML_VERSION = 10  # section 4.4: the version of this specification
RELATIVE_BELOW_S = 2**28  # section 4.5.3: a time below this is relative to now
MS = 1_000
YEAR_10000_MS = 253_402_300_800_000
LONGEST_NUMBER = 40
# What a label that ends with "_" says must be understood (section 4.4); others are ignored.
KNOWN = frozenset({"bn", "bt", "bu", "bv", "bs", "bver", "n", "u", "v", "vs", "vb", "vd", "s", "t", "ut"})
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9:./_-]{0,190}", re.ASCII)  # section 4.5.1
_UNIT = re.compile(r"[A-Za-z0-9%/().^*\[\]-]{1,16}", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,18}(\.\d{1,12})?", re.ASCII)


class NumberText(str):
    """A JSON number as it was written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A resolved record: the whole name, an absolute time in Unix milliseconds, the value's decimal text and unit.

    `place` counts the records of the pack from 0.
    """

    place: int
    name: str
    unit: str
    value: str
    time_ms: int


@dataclass(frozen=True, slots=True)
class Pack:
    """The records that can be read, and the refusals of the others. `position` is that of the pack's last fix."""

    records: tuple[Record, ...]
    refused: tuple[ReadingRefused, ...]
    latitude_udeg: int | None = None
    longitude_udeg: int | None = None


def read_pack(text: str, now_ms: int) -> Pack:
    """The resolved pack; `now_ms` is what relative times count from, in Unix milliseconds.

    A record that breaks a rule is refused alone. Records in the units `lat` and `lon` give the pack's position
    (section 12.1). Raises MessageUnreadable if the text is no SenML pack at all.
    """
    records: list[Record] = []
    refused: list[ReadingRefused] = []
    place: dict[str, int] = {}
    base: dict[str, Any] = {}
    for number, item in enumerate(_items(text)):
        try:
            record = _resolved(number, item, base, now_ms)
            if record.unit in {"lat", "lon"}:
                place[record.unit] = _udeg(number, record.value)
            else:
                records.append(record)
        except ReadingRefused as fault:
            refused.append(fault)
    if len(place) == 1:
        raise MessageUnreadable("position", ", ".join(place), "both lat and lon, or neither")
    return Pack(tuple(records), tuple(refused), place.get("lat"), place.get("lon"))


def plain_decimal(text: str) -> str | None:
    """The number as a plain decimal of at most 18 digits before and 12 after the point; None if it is no such one."""
    if _PLAIN.fullmatch(text):
        return text
    if len(text) > LONGEST_NUMBER or not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", text, re.ASCII):
        return None
    written = f"{Decimal(text):f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written if _PLAIN.fullmatch(written) else None


def _items(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        items = parse_json(text, parse_float=NumberText, parse_int=NumberText)
    except ValueError as fault:
        raise MessageUnreadable("payload", str(fault), "a SenML pack: a JSON array of records (RFC 8428)") from fault
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise MessageUnreadable("payload", text[:64], "a SenML pack: a JSON array of records (RFC 8428)")
    if not 1 <= len(items) <= MOST_RECORDS:
        raise MessageUnreadable("payload", f"{len(items)} records", f"1 to {MOST_RECORDS} records")
    yield from items


def _resolved(number: int, item: Mapping[str, Any], base: dict[str, Any], now_ms: int) -> Record:
    _check_labels(number, item)
    base.update((label, item[label]) for label in ("bn", "bt", "bu", "bv", "bver") if label in item)
    _check_version(number, base)
    name = _text(number, "n", base.get("bn", "")) + _text(number, "n", item.get("n", ""))
    if not _NAME.fullmatch(name):
        raise ReadingUnreadable(number + 1, "n", name, "base name and name: letters, digits and '-:./_', no more")
    unit = _text(number, "u", item.get("u", base.get("bu", "")))
    if not _UNIT.fullmatch(unit):
        raise ReadingUnreadable(number + 1, "u", unit, "a unit, in the record or as the base unit")
    return Record(number, name, unit, _value(number, item, base), _time_ms(number, item, base, now_ms))


def _check_labels(number: int, item: Mapping[str, Any]) -> None:
    unknown = next((label for label in item if label.endswith("_") and label not in KNOWN), None)
    if unknown is not None:
        raise ReadingUnreadable(number + 1, unknown[:32], "", "a label that ends with '_' must be understood")
    if len(set(item) & {"v", "vb", "vs", "vd"}) != 1:
        raise ReadingUnreadable(number + 1, "v", "", "exactly one value: v, or vb for a state")


def _check_version(number: int, base: Mapping[str, Any]) -> None:
    version = base.get("bver", NumberText(SENML_VERSION))
    if str(version) != str(SENML_VERSION) and not (isinstance(version, NumberText) and _below(version)):
        raise ReadingUnreadable(number + 1, "bver", version, f"at most {SENML_VERSION}")


def _below(version: str) -> bool:
    return version.isdigit() and int(version) <= SENML_VERSION


def _value(number: int, item: Mapping[str, Any], base: Mapping[str, Any]) -> str:
    if "vb" in item:
        if not isinstance(item["vb"], bool):
            raise ReadingUnreadable(number + 1, "vb", item["vb"], "true or false")
        return "1" if item["vb"] else "0"
    if "v" not in item:
        raise ReadingUnreadable(number + 1, "v", "", "a number; texts and data are no readings")
    written = _number(number, "v", item["v"])
    if "bv" not in base:
        return written
    with localcontext() as context:
        context.prec = 2 * LONGEST_NUMBER  # no digit of the sum is rounded away
        return _plain(number, "v", f"{Decimal(_number(number, 'bv', base['bv'])) + Decimal(written):f}")


def _time_ms(number: int, item: Mapping[str, Any], base: Mapping[str, Any], now_ms: int) -> int:
    stated = Decimal(0)
    for label, found in (("bt", base.get("bt")), ("t", item.get("t"))):
        if found is not None:
            stated += Decimal(_number(number, label, found))
    time_ms = int(stated * MS) + (now_ms if abs(stated) < RELATIVE_BELOW_S else 0)
    if not 0 <= time_ms < YEAR_10000_MS:
        raise ReadingUnreadable(number + 1, "t", stated, "a time from 1970 to 9999, in seconds")
    return time_ms


def _udeg(number: int, value: str) -> int:
    udeg = int(Decimal(value) * 1_000_000)
    if abs(udeg) > 180_000_000:
        raise ReadingUnreadable(number + 1, "v", value, "a position in degrees")
    return udeg


def _number(number: int, label: str, found: object) -> str:
    if not isinstance(found, NumberText):
        raise ReadingUnreadable(number + 1, label, found, "a JSON number")
    return _plain(number, label, found)


def _plain(number: int, label: str, text: str) -> str:
    plain = plain_decimal(text)
    if plain is None:
        rule = "a decimal number of at most 18 digits before and 12 after the point"
        raise ReadingUnreadable(number + 1, label, text, rule)
    return plain


def _text(number: int, label: str, found: object) -> str:
    if isinstance(found, NumberText) or not isinstance(found, str):
        raise ReadingUnreadable(number + 1, label, found, "a text")
    return found
