"""Keeps a company's models and puts an approved one in force, inside the transaction of the decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from oracle.adapters.model_tables import ModelFileRow, ModelRow
from oracle.adapters.models.calibrator import Calibrator, check_files
from oracle.adapters.models.training import sha256_of
from oracle.domain.model_card import ModelCard, card_of
from oracle.errors import ModelFileDiffers, ModelUnknown
from registry.adapters.approvals import payload_of
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.model_versions import ModelVersions
from registry.domain.approvals import Approval
from registry.domain.roles import Principal

PREFIX = "calibration/"
MOST_OPENED = 16


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model on the shelf; `version` is null until it was approved, and the greatest one of a name is in force."""

    card: ModelCard
    card_hash: str
    proposer: str
    proposed_at: int
    version: int | None


class DatabaseShelf:
    """The models of all companies over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log
        self._versions = ModelVersions(database)
        self._opened: dict[str, Calibrator] = {}

    def hashes(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """SHA-256 of each file, 0x hex by name."""
        return {name: sha256_of(content) for name, content in files.items()}

    def check(self, card: ModelCard, files: Mapping[str, bytes]) -> None:
        """Raises InvalidInput, NotCanonical for files that are no model of the card's method; opens no trees."""
        check_files(card.method, files)

    def keep(self, card: ModelCard, files: Mapping[str, bytes], *, caller: Principal, now: int) -> str:
        """Stores a model and returns its card's hash; the same model twice is once."""
        text = canonical(card.document())
        card_hash, tenant = sha256_of(text), caller.tenant
        with self._database.transaction() as session:
            self._database.serialise(session, f"models:{tenant}")
            for content in files.values():
                _add(session, ModelFileRow(tenant=tenant, hash=sha256_of(content), content=content))
            _add(
                session,
                ModelRow(
                    tenant=tenant,
                    hash=card_hash,
                    name=card.name,
                    card=text.decode(),
                    proposer=caller.subject,
                    proposed_at=now,
                ),
            )
        return card_hash

    def carry_out(self, session: Session, approval: Approval) -> None:
        """Puts an approved model in force. What was proposed must be at hand, and open.

        Raises ModelUnknown, ModelFileDiffers, InvalidInput.
        """
        payload: dict[str, Any] = payload_of(approval)
        tenant, card_hash, at = approval.tenant, payload["cardHash"], approval.decided_at or approval.proposed_at
        card = _card(session, tenant, card_hash)
        Calibrator.of_files(card.method, _files(session, tenant, card))
        name = PREFIX + card.name
        self._versions.record(session, tenant=tenant, name=name, content_hash=card_hash, approval=approval.id, at=at)
        facts = {"hash": card_hash, "approval": approval.id}
        self._log.record(
            session,
            at=at,
            tenant=tenant,
            actor=str(approval.decider),
            action="model.approved",
            subject=name,
            facts=facts,
        )

    def in_force(self, tenant: str, name: str) -> tuple[int, str]:
        """Number and card hash of the newest approved version. Raises ModelUnknown if there is none."""
        found = [one for one in self._versions.of_tenant(tenant) if one.name == PREFIX + name]
        if not found:
            raise ModelUnknown(name)
        return found[-1].version, found[-1].content_hash

    def calibrator(self, tenant: str, card_hash: str) -> Calibrator:
        """The model of this card. Raises ModelUnknown, ModelFileDiffers."""
        with self._database.reading() as session:
            card = _card(session, tenant, card_hash)
            opened = self._opened.get(card_hash) or Calibrator.of_files(card.method, _files(session, tenant, card))
        if len(self._opened) >= MOST_OPENED:
            self._opened.clear()
        self._opened[card_hash] = opened
        return opened

    def of_tenant(self, tenant: str) -> list[KeptModel]:
        """A company's models in order of their names, oldest first."""
        numbers = {one.content_hash: one.version for one in self._versions.of_tenant(tenant)}
        query = select(ModelRow).where(ModelRow.tenant == tenant)
        query = query.order_by(col(ModelRow.name), col(ModelRow.proposed_at), col(ModelRow.hash))
        with self._database.reading() as session:
            return [
                KeptModel(card_of(json.loads(row.card)), row.hash, row.proposer, row.proposed_at, numbers.get(row.hash))
                for row in session.exec(query)
            ]


def _add(session: Session, row: ModelRow | ModelFileRow) -> None:
    if session.get(type(row), (row.tenant, row.hash)) is None:
        session.add(row)


def _card(session: Session, tenant: str, card_hash: str) -> ModelCard:
    row = session.get(ModelRow, (tenant, card_hash))
    if row is None:
        raise ModelUnknown(card_hash)
    if sha256_of(row.card.encode()) != card_hash:
        raise ModelFileDiffers("card", card_hash, sha256_of(row.card.encode()))
    return card_of(json.loads(row.card))


def _files(session: Session, tenant: str, card: ModelCard) -> dict[str, bytes]:
    files = {}
    for name, wanted in card.artefacts.items():
        row = session.get(ModelFileRow, (tenant, wanted))
        content = b"" if row is None else row.content
        if sha256_of(content) != wanted:
            raise ModelFileDiffers(name, wanted, sha256_of(content))
        files[name] = content
    return files
