"""Sums up what each company contributes to a benchmark, and keeps each month's release as it was made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlmodel import Session, SQLModel

from passport.adapters.footprint_tables import FootprintRow
from passport.adapters.risk_tables import BenchmarkRow
from passport.domain.benchmark import Cell, Contribution, Earlier, Release
from registry.adapters.database import Database

_ONE = SQLModel.metadata.tables[str(FootprintRow.__tablename__)].c
_RELEASE = SQLModel.metadata.tables[str(BenchmarkRow.__tablename__)].c

SPLIT = 1_000_000  # sums of milligrams exceed 64 bits sooner than sums of kilograms and of what is left beside them


class BenchmarkTable:
    """Contributions of all tenants, and the releases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def contributions(self, factor_set_hash: str) -> list[Contribution]:
        """By tenant and category, of the products that were computed with this factor set: others do not compare."""
        row = _ONE
        units = case((row.units > 0, row.units), else_=1)
        sums = [part for column in (row.all1_mg, row.all2_mg, row.all3_mg) for part in _parts(column)]
        query = (
            select(row.tenant, row.category, func.sum(units), *sums)
            .where(row.fault == "", row.grade != "", row.factor_set_hash == factor_set_hash)
            .group_by(row.tenant, row.category)
            .order_by(row.tenant, row.category)
        )
        with self._database.reading() as session:
            return [_contribution(found) for found in session.execute(query)]

    def earlier(self, month: str) -> Earlier:
        """What the releases before this month fixed."""
        members: dict[str, frozenset[str]] = {}
        base: dict[str, Fraction] = {}
        query = select(_RELEASE.document).where(_RELEASE.month < month).order_by(_RELEASE.month)
        with self._database.reading() as session:
            for text in session.execute(query).scalars():
                release = read_release(text)
                members |= release.members
                first = {cell.group: cell.mean_mg for cell in release.cells if cell.mean_mg is not None}
                base = {**first, **base}
        return Earlier(members, base)

    def released(self, month: str) -> Release | None:
        """The release of a month, if there is one."""
        with self._database.reading() as session:
            row = session.get(BenchmarkRow, month)
        return None if row is None else read_release(row.document)

    def keep(self, session: Session, month: str, release: Release, at: int) -> Release:
        """Stores the release of a month; where there is one already, that one stands and is returned."""
        self._database.serialise(session, f"benchmark:{month}")
        row = session.get(BenchmarkRow, month)
        if row is not None:
            return read_release(row.document)
        session.add(BenchmarkRow(month=month, document=write_release(release), made_at=at))
        session.flush()
        return release

    def months(self, most: int) -> list[tuple[str, Release]]:
        """The newest released months, at most so many, the oldest of them first."""
        query = select(BenchmarkRow).order_by(_RELEASE.month.desc()).limit(most)
        with self._database.reading() as session:
            rows = session.execute(query).scalars().all()
        return [(row.month, read_release(row.document)) for row in reversed(rows)]

    def newest(self) -> tuple[str, Release] | None:
        """The newest month that was released, with its figures."""
        query = select(BenchmarkRow).order_by(_RELEASE.month.desc()).limit(1)
        with self._database.reading() as session:
            row = session.execute(query).scalars().first()
        return None if row is None else (row.month, read_release(row.document))


def write_release(release: Release) -> str:
    """The release as JSON text; fractions stay exact."""
    cells = [
        {
            "group": cell.group,
            "silence": cell.silence,
            "companies": cell.companies,
            "mean_mg": _text(cell.mean_mg),
            "scopes_mg": [_text(part) for part in cell.scopes_mg or ()],
            "index": _text(cell.index),
        }
        for cell in release.cells
    ]
    members = {group: sorted(names) for group, names in sorted(release.members.items())}
    return json.dumps({"cells": cells, "members": members}, ensure_ascii=False)


def read_release(text: str) -> Release:
    """The release that `write_release` wrote."""
    document = json.loads(text)
    members = {group: frozenset(names) for group, names in document["members"].items()}
    return Release(tuple(_cell(cell) for cell in document["cells"]), members)


def _cell(cell: dict[str, Any]) -> Cell:
    scopes = [Fraction(part) for part in cell["scopes_mg"]]
    return Cell(
        group=cell["group"],
        silence=cell["silence"],
        companies=cell["companies"],
        mean_mg=_fraction(cell["mean_mg"]),
        scopes_mg=(scopes[0], scopes[1], scopes[2]) if scopes else None,
        index=_fraction(cell["index"]),
    )


def _parts(column: ColumnElement[int]) -> list[ColumnElement[Any]]:
    return [func.sum(column // literal(SPLIT)), func.sum(column % literal(SPLIT))]


def _contribution(found: Sequence[Any]) -> Contribution:
    tenant, category, units, *sums = found
    one, two, three = (int(sums[place]) * SPLIT + int(sums[place + 1]) for place in (0, 2, 4))
    return Contribution(tenant, category, int(units), (one, two, three))


def _text(exact: Fraction | None) -> str | None:
    return None if exact is None else str(exact)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
