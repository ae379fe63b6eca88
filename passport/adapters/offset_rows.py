"""Turns rows of offsets, with their approval and their seal beside them, into offset records and back."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TypeAlias

from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from passport.adapters.offset_tables import OffsetAlarmRow, OffsetRow
from passport.domain.offset_records import OffsetAlarm, OffsetDraft, OffsetRecord, Progress, payload_of, standing
from registry.adapters.approvals import payload_hash_of
from registry.adapters.evidence_tables import SealedRootRow
from registry.adapters.governance_tables import ApprovalRow
from registry.domain.approvals import ApprovalState
from registry.domain.seals import SealedRoot, SealKind

Found: TypeAlias = tuple[OffsetRow, ApprovalRow, SealedRootRow]  # the last one is None before anything was sealed


def with_standing() -> Select[OffsetRow, ApprovalRow, SealedRootRow]:
    """Offsets, each with its approval and its root."""
    sealed = (col(SealedRootRow.root) == OffsetRow.root) & (col(SealedRootRow.kind) == int(SealKind.Offset))
    return (
        select(OffsetRow, ApprovalRow, SealedRootRow)
        .join(ApprovalRow, col(ApprovalRow.id) == OffsetRow.approval)
        .outerjoin(SealedRootRow, sealed)
    )


def record_of(row: Found, now: int) -> OffsetRecord:
    """The offset as it stands at `now`. An approval of anything but exactly this record is none."""
    offset, approval = row[0], row[1]
    root: SealedRootRow | None = row[2]
    statement = json.loads(offset.document)
    state, waiting = standing(
        Progress(
            refused=offset.refused,
            approval=_approval_state(offset, approval, statement, now),
            nullified=offset.nullified,
            root=offset.root,
            seal_id=None if root is None else root.seal_id,
            anchored_at=offset.anchored_at,
        )
    )
    return OffsetRecord(
        id=offset.id,
        tenant=offset.tenant,
        at=offset.at,
        proposer=offset.proposer,
        approval=offset.approval,
        nullifier=offset.nullifier,
        sha256=offset.sha256,
        document=offset.document,
        statement=statement,
        grams=offset.grams,
        evidence_sequence=offset.evidence_sequence,
        state=state,
        waiting_for=waiting,
        sealed=_sealed(root),
        anchored_at=offset.anchored_at,
    )


def row_of(draft: OffsetDraft, approval: str, evidence_sequence: int) -> OffsetRow:
    """The row of a new offset."""
    serials = draft.serials
    return OffsetRow(
        id=draft.id,
        tenant=draft.tenant,
        nullifier=draft.nullifier,
        sha256=draft.sha256,
        document=draft.document,
        grams=draft.grams,
        at=draft.at,
        proposer=draft.proposer,
        approval=approval,
        evidence_sequence=evidence_sequence,
        namespace="" if serials is None else serials.namespace,
        serial_first=None if serials is None else serials.first,
        serial_last=None if serials is None else serials.last,
    )


def alarm_of(row: OffsetAlarmRow, *, whole: bool) -> OffsetAlarm:
    """The alarm; unless `whole`, without a word about who came first."""
    return OffsetAlarm(
        tenant=row.tenant,
        nullifier=row.nullifier,
        rule=row.rule,
        at=row.at,
        last_at=row.last_at,
        attempts=row.attempts,
        actor=row.actor,
        sent=json.loads(row.sent),
        first_tenant=row.first_tenant if whole else None,
        first_offset=row.first_offset if whole else None,
    )


def _approval_state(offset: OffsetRow, approval: ApprovalRow, statement: dict[str, str], now: int) -> ApprovalState:
    state = ApprovalState(approval.state)
    if state is ApprovalState.PENDING and now >= approval.expires_at:
        return ApprovalState.EXPIRED
    digest = "0x" + sha256(offset.document).hexdigest()
    agreed = payload_hash_of(payload_of(offset.id, digest, statement)) == approval.payload_hash
    return state if agreed or state is not ApprovalState.APPROVED else ApprovalState.PENDING


def _sealed(root: SealedRootRow | None) -> SealedRoot | None:
    if root is None or root.seal_id is None or root.transaction is None or root.block is None:
        return None
    return SealedRoot(root.seal_id, SealKind(root.kind), root.root, root.size, root.transaction, root.block)
