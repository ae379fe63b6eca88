"""Turns the rows of somebody else's file into the fields of our own doors, by a profile that is data.

Nothing is judged here: a word that the profile does not know goes on as it is, and the door refuses it by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from passport.domain.delivery_weights import NUMBER, Settled, StatedWeight, settle
from passport.domain.intake import SourceRow
from passport.domain.supply import ESTIMATED_WEIGHT, Kind

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CENTURY = 2000
LONGEST_SLUG, HASH_SIGNS = 40, 10
LONGEST_NOTE = 200
IMPLAUSIBLE = "weight implausible"
UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """How a file names its columns and says its words; `columns` maps our name of a column to the file's."""

    name: str
    kind: Kind
    id_prefix: str
    columns: Mapping[str, str]
    modes: Mapping[str, str | None]
    countries: Mapping[str, str]
    weight_unknown: tuple[str, ...]
    weight_reference: re.Pattern[str]
    days: re.Pattern[str]
    implausible_above_kg: Mapping[str, Decimal]
    product: Mapping[str, str]

    def fits(self, header: Iterable[str]) -> bool:
        """True if the file has every column of the profile."""
        return set(self.columns.values()) <= set(header)


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as fields for the door, words that count it in the report, and the records that it speaks of."""

    row: int
    fields: Mapping[str, object]
    notes: tuple[str, ...] = ()
    beside: tuple[tuple[Kind, Mapping[str, object]], ...] = ()


def plain_drafts(rows: Iterable[SourceRow]) -> list[Draft]:
    """Rows of a file in our own form: each column is a field, a blank cell is absent."""
    return [Draft(one.row, {name: cell for name, cell in one.cells.items() if cell}) for one in rows]


def profiled_drafts(rows: Sequence[SourceRow], profile: Profile, owner: str, source: str) -> list[Draft]:
    """Rows of a shipment file of the profile; `owner` keeps product ids of different companies apart."""
    stated = [
        StatedWeight(*(_cell(one, profile, name) for name in ("id", "delivery", "weight", "quantity"))) for one in rows
    ]
    weights = settle(stated, profile.weight_unknown, profile.weight_reference)
    return [_draft(one, weight, profile, owner, source) for one, weight in zip(rows, weights, strict=True)]


def _draft(one: SourceRow, weight: Settled, profile: Profile, owner: str, source: str) -> Draft:
    said = {name: _cell(one, profile, name) for name in profile.columns}
    mode = profile.modes.get(said["mode"], said["mode"]) or None
    implausible = _implausible(weight, mode, profile)
    doubts = [
        note for note in (weight.doubt, "" if mode else f"mode blank: {said['mode'] or 'empty'}", implausible) if note
    ]
    beside = _beside(said, profile, owner)
    fields: dict[str, object] = {
        "id": f"{profile.id_prefix}{said['id']}",
        "product_id": beside[Kind.Products]["product_id"],
        "partner_id": beside[Kind.Partners]["id"],
        "route_id": beside[Kind.Routes]["id"],
        "mode": mode,
        "country": profile.countries.get(said["country"], said["country"]),
        "quantity": said["quantity"],
        "weight_kg": weight.weight_kg or None,
        "received_on": _day(said["received"], profile),
        "late": _late(said["due"], said["received"], profile),
        "quality": tuple(doubt[:LONGEST_NOTE] for doubt in doubts),
        "source": source,
        "source_row": one.row,
    }
    return Draft(one.row, fields, _notes(weight, mode, implausible), tuple(beside.items()))


def _notes(weight: Settled, mode: str | None, implausible: str) -> tuple[str, ...]:
    known = "weight measured" if not weight.doubt else weight.doubt.partition(":")[0]
    return (known, *(() if mode else ("mode blank",)), *((IMPLAUSIBLE,) if implausible else ()))


def _implausible(weight: Settled, mode: str | None, profile: Profile) -> str:
    """A stated weight that no vehicle of the mode carries at once is kept as stated, and said to be doubtful."""
    most_kg = profile.implausible_above_kg.get(mode or "")
    stated = NUMBER.fullmatch(weight.weight_kg) and not weight.doubt.startswith(ESTIMATED_WEIGHT)
    if most_kg is None or not stated or Decimal(weight.weight_kg) <= most_kg:
        return ""
    return f"{IMPLAUSIBLE}: {weight.weight_kg} kg at once by {mode}, above {most_kg} kg"


def _beside(said: Mapping[str, str], profile: Profile, owner: str) -> dict[Kind, Mapping[str, object]]:
    """Partner, product and route of the line; their doors judge them as they judge what is sent alone."""
    country = profile.countries.get(said["country"], said["country"])
    return {
        Kind.Partners: {"id": _key(said["partner"]), "name": said["partner"]},
        Kind.Products: {"product_id": _key(said["product"], owner), "name": said["product"], **profile.product},
        Kind.Routes: {
            "id": _key(f"{said['origin']} {country}"),
            "origin": said["origin"],
            "destination": said["country"],
        },
    }


def _key(name: str, owner: str = "") -> str:
    """An id that people can read and that no other name has: letters and digits of the name, and of its SHA-256."""
    slug = UNSAFE.sub("-", name.lower()).strip("-")[:LONGEST_SLUG].strip("-") or "x"
    digest = sha256("\n".join((owner, name)).encode()).hexdigest()
    return f"{slug}-{digest[:HASH_SIGNS]}"


def _cell(one: SourceRow, profile: Profile, name: str) -> str:
    return one.cells.get(profile.columns[name], "")


def _day(text: str, profile: Profile) -> str | None:
    """ISO 8601, or the words as they are where they name no day."""
    found = profile.days.fullmatch(text)
    if found is None or found["month"] not in MONTHS:
        return text or None
    return f"{CENTURY + int(found['year'])}-{MONTHS.index(found['month']) + 1:02}-{found['day']}"


def _late(due: str, received: str, profile: Profile) -> bool | None:
    """True if it came after the day that was agreed; unknown where one of the days is not recorded."""
    if not (profile.days.fullmatch(due) and profile.days.fullmatch(received)):
        return None
    return (_day(received, profile) or "") > (_day(due, profile) or "")
