"""The kinds of text and number that doors accept, from JSON and from cells of a table alike, and what they refuse."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from passport.adapters.factor_files import DATA
from passport.domain.intake import LONGEST_SHOWN, Fault
from passport.domain.names import plain_name
from passport.errors import IndustryUnknown

FORMULA_STARTS = "=+-@\t\r"
LONGEST_NAME, LONGEST_ID, LONGEST_LABEL = 200, 64, 32
MOST_METRES_KM, MOST_KG, MOST_COUNT = 10**6, 10**9, 10**9
LAST_YEAR = 9998  # a second of the next one can round up to a year that no calendar here has
THOUSANDTHS = 3  # of a km or kg: whole metres, whole grams
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.0+)?")


class Door(BaseModel):
    """A document at a door: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def faults_of(refusal: ValidationError, row: int = 0) -> list[Fault]:
    """One fault per field that breaks its rule, in the order of the fields; a missing one has an empty value."""
    return [_fault(item, row) for item in refusal.errors()]


def _fault(item: Any, row: int) -> Fault:
    field = ".".join(str(part) for part in item["loc"]) or "document"
    shown = "" if item["type"] == "missing" or isinstance(item["input"], dict) else str(item["input"])
    return Fault(row, field, shown[:LONGEST_SHOWN], _rule(str(item["msg"])))


def _rule(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be").replace("Input should", "must")


def plain_text(text: str) -> str:
    """The text, which no spreadsheet would run and every database can keep."""
    if text[:1] and text[0] in FORMULA_STARTS:
        raise ValueError("must not begin with = + - @, a tab or a line end: a spreadsheet would run it as a formula")
    for sign in text:
        if unicodedata.category(sign) in ("Cc", "Cs"):
            raise ValueError(f"must hold no control character (U+{ord(sign):04X})")
    return text


def _country(text: str) -> str:
    if text not in country_codes():
        raise ValueError("must be a country code of ISO 3166-1, two capital letters")
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as fault:
        raise ValueError("must be a day as YYYY-MM-DD") from fault


def in_calendar(at: datetime) -> bool:
    """True if the instant has a year in UTC too, so that it can be told again."""
    try:
        return at.astimezone(UTC).year <= LAST_YEAR
    except OverflowError:
        return False


def _instant(at: datetime) -> datetime:
    if not in_calendar(at):
        raise ValueError(f"must be an instant of the years 1 to {LAST_YEAR}, in UTC")
    return at


def _count(value: Any) -> Any:
    """A cell's text or Excel's 3.0 as the whole number that it is."""
    if isinstance(value, str) and WHOLE_NUMBER.fullmatch(value.strip()):
        return int(Decimal(value.strip()))
    return value


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2."""
    return frozenset(json.loads((DATA / "countries.json").read_text(encoding="utf-8"))["codes"].split())


@cache
def _industries() -> tuple[str, ...]:
    return tuple(json.loads((DATA / "industries.json").read_text(encoding="utf-8"))["industries"])


def check_industry(industry: str) -> None:
    """Raises IndustryUnknown for a word that is not on the list; none at all is allowed."""
    if industry and plain_name(industry) not in {plain_name(known) for known in _industries()}:
        raise IndustryUnknown(industry, _industries())


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(plain_text)]
Text = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(plain_text)]
Label = Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(plain_text)]
Id = Annotated[str, Field(pattern=ID_PATTERN)]
Country = Annotated[str, AfterValidator(_country)]
Day = Annotated[str, AfterValidator(_day)]
Instant = Annotated[AwareDatetime, AfterValidator(_instant)]
Count = Annotated[int, BeforeValidator(_count), Field(ge=0, le=MOST_COUNT)]
Kilometres = Annotated[Decimal, Field(ge=0, le=MOST_METRES_KM, decimal_places=THOUSANDTHS)]
Kilograms = Annotated[Decimal, Field(gt=0, le=MOST_KG, decimal_places=THOUSANDTHS)]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=THOUSANDTHS)]
