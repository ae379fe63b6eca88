"""Keeps staged files in the database until somebody commits or drops them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import delete, insert, text
from sqlmodel import Session, col, select

from passport.adapters.generations import hold_writers, touch
from passport.adapters.product_document import document_of, product_of
from passport.adapters.supply_rows import found, parts_of, record_of, row_values, written
from passport.adapters.supply_store import known_ids, moved_products
from passport.adapters.supply_tables import ImportRow, StagedRow
from passport.adapters.tables import ProductRow
from passport.domain.import_preview import REFERENCES, Known, kind_of_any, references_of
from passport.domain.intake import Intake, identity
from passport.domain.product import Product
from passport.domain.supply import Kind, Record
from passport.errors import ImportClosed, ImportOutdated, ImportUnknown, ProductExists
from passport.ports import StagedFile
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database

STAGED, COMMITTED, DROPPED = "staged", "committed", "dropped"
BESIDE = "beside:"  # the kind of a staged record that is written only where the company has none of its id
_PUT_PRODUCT = text(
    "INSERT INTO product (id, tenant, document) VALUES (:id, :tenant, :document)"
    " ON CONFLICT (id) DO UPDATE SET document = excluded.document WHERE product.tenant = excluded.tenant"
)


class ImportTable:
    """The store of staged files. Each method is one transaction."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database, self._log = database, log

    def known(self, intake: Intake, tenant: str) -> Known:
        """What the company keeps of that which the file speaks of."""
        with self._database.reading() as session:
            return _known(session, intake, tenant)

    def keep(self, staged: StagedFile, intake: Intake, report: Mapping[str, object]) -> None:
        """Keeps the good rows and the report."""
        row = ImportRow(
            tenant=staged.tenant,
            id=staged.import_id,
            kind=intake.kind.value,
            profile=staged.profile,
            file_sha256=staged.file_sha256,
            state=STAGED,
            rows=intake.rows,
            kept=len(intake.kept),
            refused=intake.refused,
            report=json.dumps(report, ensure_ascii=False),
            seen="",
            actor=staged.actor,
            at=staged.at,
        )
        records = [
            *((BESIDE + kind_of_any(one), one) for one in intake.beside),
            *((kind_of_any(one.record).value, one.record) for one in intake.kept),
        ]
        rows = [
            {
                "tenant": staged.tenant,
                "import_id": staged.import_id,
                "place": place,
                "kind": kind,
                "document": _text(one),
            }
            for place, (kind, one) in enumerate(records)
        ]
        with self._database.transaction() as session:
            row.seen = _seen(session, [one for _, one in records], staged.tenant)
            session.add(row)
            if rows:
                session.flush()
                session.connection().execute(insert(StagedRow), rows)

    def report(self, import_id: str, tenant: str) -> dict[str, Any]:
        """The report of a file, with its state now. Raises ImportUnknown."""
        with self._database.reading() as session:
            return _report(_import(session, import_id, tenant))

    def page(self, tenant: str, *, after: str, limit: int) -> list[dict[str, Any]]:
        """At most `limit` files with an id beyond `after`, without their faults."""
        owned = (ImportRow.tenant == tenant, ImportRow.id > after)
        query = select(ImportRow).where(*owned).order_by(col(ImportRow.id)).limit(limit)
        shown = ("id", "kind", "profile", "state", "rows", "kept", "refused", "actor", "at", "file_sha256")
        with self._database.reading() as session:
            return [{name: getattr(row, name) for name in shown} for row in session.exec(query)]

    def commit_staged(self, import_id: str, tenant: str, actor: str, at: int) -> dict[str, Any]:
        """Writes the good rows, all of them or none.

        Raises ImportUnknown, ImportClosed, ImportOutdated, ProductExists.
        """
        with self._database.transaction() as session:
            row = self._closing(session, import_id, tenant, COMMITTED)
            hold_writers(session, tenant)
            staged = _staged(session, import_id, tenant)
            if row.seen != _seen(session, [one for _, one in staged], tenant):
                raise ImportOutdated(import_id)
            records = _wanted(session, staged, tenant)
            products = [one for one in records if isinstance(one, Product)]
            lines = [one for one in records if not isinstance(one, Product)]
            _put_products(session, products, tenant)
            before = [
                one for kind in Kind if kind is not Kind.Products for one in _before(session, kind, lines, tenant)
            ]
            written(session, tenant, lines)
            moved = moved_products(session, tenant, [*lines, *before])
            touch(session, tenant, moved | {one.product_id for one in products})
            self._end(session, row, actor, at)
            return _report(row)

    def drop(self, import_id: str, tenant: str, actor: str, at: int) -> dict[str, Any]:
        """Forgets the good rows; the report stays. Raises ImportUnknown, ImportClosed."""
        with self._database.transaction() as session:
            row = self._closing(session, import_id, tenant, DROPPED)
            self._end(session, row, actor, at)
            return _report(row)

    def _closing(self, session: Session, import_id: str, tenant: str, state: str) -> ImportRow:
        self._database.serialise(session, f"import:{tenant}:{import_id}")
        row = _import(session, import_id, tenant)
        if row.state != STAGED:
            raise ImportClosed(import_id, row.state)
        row.state = state
        session.add(row)
        return row

    def _end(self, session: Session, row: ImportRow, actor: str, at: int) -> None:
        owned = (col(StagedRow.tenant) == row.tenant, col(StagedRow.import_id) == row.id)
        session.connection().execute(delete(StagedRow).where(*owned))
        facts = {"kind": row.kind, "rows": row.rows, "kept": row.kept, "file": row.file_sha256}
        self._log.record(
            session, at=at, tenant=row.tenant, actor=actor, action=f"import.{row.state}", subject=row.id, facts=facts
        )


def _known(session: Session, intake: Intake, tenant: str) -> Known:
    ids = [identity(row.record) for row in intake.kept]
    named: dict[Kind, set[str]] = {}
    for row in intake.kept:
        for field, target in references_of(row.record):
            named.setdefault(REFERENCES[field], set()).add(target)
    for one in intake.beside:
        named.setdefault(kind_of_any(one), set()).add(identity(one))
    there = {(kind, one) for kind, wanted in named.items() for one in known_ids(session, kind, tenant, wanted)}
    if intake.kind is Kind.Products:
        owners = _owners(session, ids)
        documents = {
            one: product_of(json.loads(document)) for one, (owner, document) in owners.items() if owner == tenant
        }
        return Known(documents, frozenset(there), frozenset(set(owners) - set(documents)))
    return Known(found(session, intake.kind, tenant, ids), frozenset(there), frozenset())


def _owners(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    owners: dict[str, tuple[str, str]] = {}
    for part in parts_of(sorted(set(ids))):
        for row in session.exec(select(ProductRow).where(col(ProductRow.id).in_(part))):
            owners[row.id] = (row.tenant, row.document)
    return owners


def _wanted(session: Session, staged: Sequence[tuple[str, Record | Product]], tenant: str) -> list[Record | Product]:
    """The records to be written: of those beside the rows only the ones that are not there."""
    beside = [one for kind, one in staged if kind.startswith(BESIDE)]
    there: set[tuple[Kind, str]] = set()
    for kind in Kind:
        ids = [identity(one) for one in beside if kind_of_any(one) is kind]
        there |= {(kind, one) for one in known_ids(session, kind, tenant, ids)}
    fresh = [one for one in beside if (kind_of_any(one), identity(one)) not in there]
    return [*fresh, *(one for kind, one in staged if not kind.startswith(BESIDE))]


def _before(session: Session, kind: Kind, records: Sequence[Record], tenant: str) -> list[Record]:
    ids = [one.id for one in records if kind_of_any(one) is kind]
    return list(found(session, kind, tenant, ids).values())


def _seen(session: Session, records: Sequence[Record | Product], tenant: str) -> str:
    """SHA-256 of all that a company keeps under the ids of the records."""
    lines = [one for one in records if not isinstance(one, Product)]
    kept = [
        (kind.value, one.id, _text(one))
        for kind in Kind
        if kind is not Kind.Products
        for one in _before(session, kind, lines, tenant)
    ]
    owners = _owners(session, [one.product_id for one in records if isinstance(one, Product)])
    kept += [(Kind.Products.value, one, document) for one, (owner, document) in owners.items() if owner == tenant]
    return hashlib.sha256(json.dumps(sorted(kept)).encode()).hexdigest()


def _put_products(session: Session, products: Sequence[Product], tenant: str) -> None:
    if not products:
        return
    rows = [{"id": one.product_id, "tenant": tenant, "document": _text(one)} for one in products]
    session.connection().execute(_PUT_PRODUCT, rows)
    ids = [one.product_id for one in products]
    others = sorted(set(ids) - known_ids(session, Kind.Products, tenant, ids))
    if others:
        raise ProductExists(others[0])


def _staged(session: Session, import_id: str, tenant: str) -> list[tuple[str, Record | Product]]:
    owned = (StagedRow.tenant == tenant, StagedRow.import_id == import_id)
    rows = session.exec(select(StagedRow).where(*owned).order_by(col(StagedRow.place)))
    return [(row.kind, _record(row)) for row in rows]


def _record(row: StagedRow) -> Record | Product:
    kind, content = Kind(row.kind.removeprefix(BESIDE)), json.loads(row.document)
    return product_of(content) if kind is Kind.Products else record_of(kind, SimpleNamespace(**content))


def _text(record: Record | Product) -> str:
    content = document_of(record) if isinstance(record, Product) else row_values(record, "")
    return json.dumps(content, ensure_ascii=False)


def _import(session: Session, import_id: str, tenant: str) -> ImportRow:
    row = session.get(ImportRow, (tenant, import_id))
    if row is None:
        raise ImportUnknown(import_id)
    return row


def _report(row: ImportRow) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(row.report)
    return report | {"state": row.state}
