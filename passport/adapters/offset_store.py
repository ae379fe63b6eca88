"""Keeps offset records and the alarms about them; what happens with one offset happens in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from passport.adapters.generations import touch
from passport.adapters.offset_rows import alarm_of, record_of, row_of, with_standing
from passport.adapters.offset_tables import OffsetAlarmRow, OffsetRow
from passport.domain.offset_records import OffsetAlarm, OffsetDraft, OffsetRecord, OffsetTotals, Waiting
from passport.domain.offsets import TAGS, OffsetState
from passport.errors import OffsetUnknown
from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.evidence_chain import EvidenceChains
from registry.adapters.governance_tables import ApprovalRow
from registry.adapters.idempotency import IdempotentAnswers
from registry.adapters.merkle_tree import MerkleTree
from registry.domain.approvals import ApprovalKind, ApprovalState
from registry.domain.evidence_chain import Content
from registry.domain.idempotency import IdempotentRequest
from registry.ports import Clock

AlarmKey: TypeAlias = tuple[int, str, str]
LONGEST_PAGE = 200
MOST_LEAVES = 1_000
SENT_FIELDS = ("offsetType", "certificateId", "provider", "grams", "registry", "project", "serialRange")


class OffsetTable:
    """The offset store over the database."""

    def __init__(
        self, database: Database, approvals: Approvals, evidence: EvidenceChains, log: AuditLog, clock: Clock
    ) -> None:
        self._database = database
        self._approvals = approvals
        self._evidence = evidence
        self._log = log
        self._clock = clock
        self._answers = IdempotentAnswers(database)

    # --- recording ----------------------------------------------------------------------------------------------------

    def answered(self, request: IdempotentRequest) -> OffsetRecord | None:
        """What the same request led to before. Raises IdempotencyKeyReused."""
        with self._database.reading() as session:
            known = self._answers.find(session, request)
            return None if known is None else self._record(session, request.tenant, known)

    def taken(self, draft: OffsetDraft) -> bool:
        """True if the certificate, or one of its serials, is recorded already."""
        with self._database.reading() as session:
            return draft.used_elsewhere or _holder(session, draft) is not None

    def add(self, draft: OffsetDraft, request: IdempotentRequest | None) -> OffsetRecord | None:
        """Stores, proposes and chains the offset; None and an alarm if it is taken. Raises IdempotencyKeyReused."""
        with self._database.transaction() as session:
            known = self._answers.find(session, request) if request is not None else None
            if known is not None:
                return self._record(session, draft.tenant, known)
            self._database.serialise(session, "offsets")
            holder = _holder(session, draft)
            if holder is not None or draft.used_elsewhere:
                self._alarm(session, draft, holder)
                return None
            self._store(session, draft)
            if request is not None:
                self._answers.keep(session, request, draft.id, draft.at)
            return self._record(session, draft.tenant, draft.id)

    def _store(self, session: Session, draft: OffsetDraft) -> None:
        # The evidence before the approval: whoever writes the audit log holds it to the end of the transaction.
        item = self._evidence.append(session, draft.tenant, Content(draft.sha256, draft.cid, TAGS), draft.at)
        approval = self._approvals.propose(
            session,
            kind=ApprovalKind.OFFSET,
            tenant=draft.tenant,
            proposer=draft.proposer,
            payload=draft.payload(),
            at=draft.at,
        )
        session.add(row_of(draft, approval.id, item.sequence))
        session.flush()
        facts = {"sha256": draft.sha256, "grams": draft.grams, "approval": approval.id}
        self._tell(session, draft, "offset.recorded", draft.id, facts)

    def _alarm(self, session: Session, draft: OffsetDraft, holder: OffsetRow | None) -> None:
        rule = "chain" if holder is None else "certificate" if holder.nullifier == draft.nullifier else "serials"
        raised = _raise_alarm(session, _Offer(draft.tenant, draft.nullifier, draft.proposer, draft.statement), draft.at)
        if raised.attempts == 1:
            raised.rule = rule
            raised.first_tenant = None if holder is None else holder.tenant
            raised.first_offset = None if holder is None else holder.id
            session.add(raised)
            session.flush()
        self._tell(session, draft, "offset.refused", draft.nullifier, {"rule": rule, "attempts": raised.attempts})

    def _tell(
        self, session: Session, draft: OffsetDraft, action: str, subject: str, facts: Mapping[str, object]
    ) -> None:
        self._log.record(
            session,
            at=draft.at,
            tenant=draft.tenant,
            actor=draft.proposer,
            action=action,
            subject=subject,
            facts=facts,
        )

    # --- anchoring ----------------------------------------------------------------------------------------------------

    def to_nullify(self) -> list[OffsetRecord]:
        """Approved offsets whose certificate is not marked as used on chain yet, oldest first."""
        query = with_standing().where(col(OffsetRow.nullified).is_(False), col(OffsetRow.refused).is_(False))
        query = query.where(ApprovalRow.state == ApprovalState.APPROVED.value)
        with self._database.reading() as session:
            now = self._clock.now()
            records = [record_of(row, now) for row in session.exec(query.order_by(*_ORDER)).all()]
        return [record for record in records if record.waiting_for is Waiting.NULLIFIER]

    def nullified(self, offset_id: str) -> None:
        """The chain took the certificate's nullifier in our name."""
        with self._database.transaction() as session:
            row = session.get_one(OffsetRow, offset_id)
            row.nullified = True
            session.add(row)

    def refuse(self, offset_id: str, at: int) -> None:
        """The chain knew the certificate from elsewhere: the offset is refused, an alarm is raised."""
        with self._database.transaction() as session:
            self._database.serialise(session, "offsets")
            row = session.get_one(OffsetRow, offset_id)
            row.refused = True
            session.add(row)
            offer = _Offer(row.tenant, row.nullifier, row.proposer, json.loads(row.document))
            _raise_alarm(session, offer, at)
            who = {"tenant": row.tenant, "actor": row.proposer}
            self._log.record(
                session, at=at, **who, action="offset.refused", subject=row.nullifier, facts={"rule": "chain"}
            )

    def open_batches(self) -> Mapping[str, Sequence[bytes]]:
        """Roots whose offsets are not anchored yet, each with its leaves in order; assigns new ones first.

        A root is written to its offsets before it is sent, so that a crash in between sends the same root again.
        """
        with self._database.transaction() as session:
            self._database.serialise(session, "offset-roots")
            _assign(session)
            query = select(OffsetRow).where(col(OffsetRow.root).is_not(None), col(OffsetRow.anchored_at).is_(None))
            batches: dict[str, list[bytes]] = {}
            for row in session.exec(query.order_by(col(OffsetRow.root), col(OffsetRow.position))).all():
                batches.setdefault(str(row.root), []).append(row.document)
            return batches

    def anchor(self, root: str, at: int) -> int:
        """Marks the offsets under a final seal as anchored at `at` (Unix seconds); how many."""
        query = select(OffsetRow).where(OffsetRow.root == root, col(OffsetRow.anchored_at).is_(None))
        with self._database.transaction() as session:
            rows = session.exec(query).all()
            for row in rows:
                row.anchored_at = at
                session.add(row)
            for tenant in sorted({row.tenant for row in rows}):
                touch(session, tenant)  # reports show anchored offsets, and are cached
            return len(rows)

    def unfinished(self) -> bool:
        """True if a run of anchoring would have something to look at."""
        approved = with_standing().where(ApprovalRow.state == ApprovalState.APPROVED.value)
        open_rows = approved.where(col(OffsetRow.anchored_at).is_(None), col(OffsetRow.refused).is_(False))
        with self._database.reading() as session:
            return session.exec(open_rows.limit(1)).first() is not None

    # --- reading ------------------------------------------------------------------------------------------------------

    def find(self, tenant: str, offset_id: str) -> OffsetRecord:
        """A tenant's offset as it stands now. Raises OffsetUnknown."""
        with self._database.reading() as session:
            return self._record(session, tenant, offset_id)

    def by_hash(self, document_hash: str) -> OffsetRecord | None:
        """The offset whose record has this SHA-256 (0x hex), for whoever holds the record or its hash."""
        with self._database.reading() as session:
            row = session.exec(with_standing().where(OffsetRow.sha256 == document_hash)).first()
        return None if row is None else record_of(row, self._clock.now())

    def content_of(self, document_hash: str) -> bytes | None:
        """The record with this SHA-256 (0x hex), whosever it is; for verification only."""
        with self._database.reading() as session:
            return session.exec(select(OffsetRow.document).where(OffsetRow.sha256 == document_hash)).first()

    def of_tenant(self, tenant: str, *, after: str | None = None, limit: int = LONGEST_PAGE) -> list[OffsetRecord]:
        """A tenant's offsets, oldest first; `after` is the id of the last one of the page before.

        Raises OffsetUnknown for an `after` that the tenant does not have.
        """
        query = with_standing().where(OffsetRow.tenant == tenant)
        with self._database.reading() as session:
            if after is not None:
                last = _row(session, tenant, after)
                later = and_(col(OffsetRow.at) == last.at, col(OffsetRow.id) > last.id)
                query = query.where(or_(col(OffsetRow.at) > last.at, later))
            rows = session.exec(query.order_by(*_ORDER).limit(min(limit, LONGEST_PAGE))).all()
        now = self._clock.now()
        return [record_of(row, now) for row in rows]

    def totals(self, tenant: str) -> OffsetTotals:
        """What stands beside a tenant's gross footprint."""
        with self._database.reading() as session:
            rows = session.exec(with_standing().where(OffsetRow.tenant == tenant)).all()
        records = [record_of(row, self._clock.now()) for row in rows]
        anchored = [record.grams for record in records if record.state is OffsetState.ANCHORED]
        pending = [record.grams for record in records if record.state is OffsetState.PENDING]
        return OffsetTotals(len(anchored), sum(anchored), len(pending), sum(pending))

    def alarms(
        self, tenant: str | None, *, after: AlarmKey | None = None, limit: int = LONGEST_PAGE
    ) -> list[OffsetAlarm]:
        """Newest first: a tenant's own, without the fields `first_*`; with None those of all, for super admins.

        `after` is the key of the last one of the page before: time, nullifier and tenant.
        """
        at, nullifier, whose = (
            col(OffsetAlarmRow.last_at),
            col(OffsetAlarmRow.nullifier),
            col(OffsetAlarmRow.tenant),
        )
        query = select(OffsetAlarmRow).order_by(at.desc(), nullifier, whose)
        if tenant is not None:
            query = query.where(OffsetAlarmRow.tenant == tenant)
        if after is not None:
            beside = or_(nullifier > after[1], and_(nullifier == after[1], whose > after[2]))
            query = query.where(or_(at < after[0], and_(at == after[0], beside)))
        with self._database.reading() as session:
            rows = session.exec(query.limit(min(limit, LONGEST_PAGE))).all()
        return [alarm_of(row, whole=tenant is None) for row in rows]

    def _record(self, session: Session, tenant: str, offset_id: str) -> OffsetRecord:
        _row(session, tenant, offset_id)
        row = session.exec(with_standing().where(OffsetRow.id == offset_id)).one()
        return record_of(row, self._clock.now())


_ORDER = (col(OffsetRow.at), col(OffsetRow.id))


@dataclass(frozen=True, slots=True)
class _Offer:
    """Who of which company offered which certificate."""

    tenant: str
    nullifier: str
    actor: str
    statement: Mapping[str, str]


def _raise_alarm(session: Session, offer: _Offer, at: int) -> OffsetAlarmRow:
    """The alarm about a company and a certificate: a new one, by the rule "chain", or one attempt more."""
    row = session.get(OffsetAlarmRow, (offer.tenant, offer.nullifier))
    if row is None:
        sent = {field: offer.statement[field] for field in SENT_FIELDS}
        row = OffsetAlarmRow(
            tenant=offer.tenant,
            nullifier=offer.nullifier,
            rule="chain",
            at=at,
            last_at=at,
            attempts=0,
            actor=offer.actor,
            sent=json.dumps(sent, ensure_ascii=False),
        )
    row.attempts, row.last_at = row.attempts + 1, max(row.last_at, at)
    session.add(row)
    session.flush()
    return row


def _row(session: Session, tenant: str, offset_id: str) -> OffsetRow:
    row = session.get(OffsetRow, offset_id)
    if row is None or row.tenant != tenant:
        raise OffsetUnknown(offset_id)
    return row


def _holder(session: Session, draft: OffsetDraft) -> OffsetRow | None:
    """Who has the certificate or one of its serials; a record that was rejected, refused or expired has nothing."""
    same: ColumnElement[bool] = col(OffsetRow.nullifier) == draft.nullifier
    if draft.serials is not None:
        overlap = and_(
            col(OffsetRow.namespace) == draft.serials.namespace,
            col(OffsetRow.serial_first) <= draft.serials.last,
            col(OffsetRow.serial_last) >= draft.serials.first,
        )
        same = or_(same, overlap)
    waits = and_(col(ApprovalRow.state) == ApprovalState.PENDING.value, col(ApprovalRow.expires_at) > draft.at)
    holds = or_(waits, col(ApprovalRow.state) == ApprovalState.APPROVED.value)
    query = with_standing().where(same, holds, col(OffsetRow.refused).is_(False)).order_by(*_ORDER)
    row = session.exec(query.limit(1)).first()
    return None if row is None else row[0]


def _assign(session: Session) -> None:
    query = select(OffsetRow).where(col(OffsetRow.nullified).is_(True), col(OffsetRow.root).is_(None))
    rows = session.exec(query.order_by(*_ORDER).limit(MOST_LEAVES)).all()
    if not rows:
        return
    root = "0x" + MerkleTree([row.document for row in rows]).root.hex()
    for position, row in enumerate(rows):
        row.root, row.position = root, position
        session.add(row)
    session.flush()
