"""Keeps each tenant's evidence chain and its marks in the database; an item is appended in its writer's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.evidence_tables import EvidenceChainRow, EvidenceMarkRow, SealedRootRow
from registry.adapters.merkle_tree import MerkleTree
from registry.domain.evidence_chain import Content, EvidenceItem, EvidenceMark, following, statement_of
from registry.domain.seals import SealKind
from registry.domain.timestamp import TimeStamp

LONGEST_PAGE = 1_000


class EvidenceChains:
    """The evidence chains of all tenants; it offers no way to change or delete an item."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, session: Session, tenant: str, content: Content, at: int) -> EvidenceItem:
        """The next item of the tenant's chain, in the caller's transaction; `at` in Unix seconds.

        The content itself is in the evidence store already. Raises InvalidInput for tags that are no words.
        """
        self._database.serialise(session, f"evidence:{tenant}")
        newest = select(EvidenceChainRow).where(EvidenceChainRow.tenant == tenant)
        row = session.exec(newest.order_by(col(EvidenceChainRow.sequence).desc()).limit(1)).first()
        before = None if row is None else _item(row)
        # The chain's own time never runs backwards, whatever the clocks of two servers say.
        time = at if before is None else max(at, before.at)
        item = following(before, content, tenant=tenant, at=time, canonical=canonical)
        session.add(_row(item))
        session.flush()
        return item

    def items(self, tenant: str, after: int = 0, limit: int | None = None) -> list[EvidenceItem]:
        """A tenant's items with a sequence above `after`, oldest first; all of them without a limit."""
        query = select(EvidenceChainRow).where(
            EvidenceChainRow.tenant == tenant, col(EvidenceChainRow.sequence) > after
        )
        query = query.order_by(col(EvidenceChainRow.sequence))
        with self._database.reading() as session:
            return [_item(row) for row in session.exec(query if limit is None else query.limit(limit))]

    def tenants(self) -> list[str]:
        """Everybody who has a chain, in order of their names."""
        with self._database.reading() as session:
            return sorted(session.exec(select(EvidenceChainRow.tenant).distinct()).all())

    def marks(self, tenant: str) -> list[EvidenceMark]:
        """A tenant's marks, oldest first."""
        query = select(EvidenceMarkRow).where(EvidenceMarkRow.tenant == tenant)
        with self._database.reading() as session:
            return [_mark(row) for row in session.exec(query.order_by(col(EvidenceMarkRow.sequence)))]

    def unheld(self, *, stamps: bool) -> bool:
        """True if a head lacks its mark, a mark its root on chain, or, with `stamps`, its time-stamp."""
        if self.unmarked_heads():
            return True
        missing = col(EvidenceMarkRow.root).is_(None) | col(SealedRootRow.seal_id).is_(None)
        if stamps:
            missing = missing | col(EvidenceMarkRow.token).is_(None)
        query = select(EvidenceMarkRow.tenant).outerjoin(SealedRootRow, _ROOT).where(missing)
        with self._database.reading() as session:
            return session.exec(query.limit(1)).first() is not None

    # --- what is still to be done -------------------------------------------------------------------------------------

    def unmarked_heads(self) -> list[EvidenceItem]:
        """The newest item of each chain whose newest item carries no mark yet."""
        newest = func.max(EvidenceChainRow.sequence)
        heads = select(EvidenceChainRow.tenant, newest).group_by(EvidenceChainRow.tenant)
        with self._database.reading() as session:
            found = []
            for tenant, sequence in session.exec(heads).all():
                if session.get(EvidenceMarkRow, (tenant, sequence)) is None:
                    found.append(_item(session.get_one(EvidenceChainRow, (tenant, sequence))))
            return sorted(found, key=lambda item: item.tenant)

    def add_mark(self, mark: EvidenceMark) -> None:
        """Keeps a mark; the first one for an item stands."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"evidence:{mark.tenant}")
            if session.get(EvidenceMarkRow, (mark.tenant, mark.sequence)) is None:
                session.add(
                    EvidenceMarkRow(
                        tenant=mark.tenant,
                        sequence=mark.sequence,
                        hash=mark.hash,
                        at=mark.at,
                        signer=mark.signer,
                        signature=mark.signature,
                    )
                )

    def unstamped(self) -> list[tuple[EvidenceMark, EvidenceItem]]:
        """Marks without a time-stamp, each with its item."""
        query = select(EvidenceMarkRow).where(col(EvidenceMarkRow.token).is_(None))
        with self._database.reading() as session:
            rows = session.exec(query.order_by(col(EvidenceMarkRow.tenant), col(EvidenceMarkRow.sequence))).all()
            return [(_mark(row), _item(session.get_one(EvidenceChainRow, (row.tenant, row.sequence)))) for row in rows]

    def keep_stamp(self, mark: EvidenceMark, stamp: TimeStamp) -> None:
        """The first time-stamp of a mark stands: it is the earlier proof."""
        with self._database.transaction() as session:
            row = session.get_one(EvidenceMarkRow, (mark.tenant, mark.sequence))
            if row.token is None:
                row.token, row.token_time = stamp.token, stamp.time
                session.add(row)

    def open_roots(self) -> Mapping[str, Sequence[EvidenceItem]]:
        """Roots that are not on chain yet, each with its items in order of the leaves; assigns new ones first.

        A root is written to the marks before it is sent, so that a crash in between sends the same root again.
        """
        with self._database.transaction() as session:
            self._database.serialise(session, "evidence-roots")
            _assign(session)
            query = (
                select(EvidenceMarkRow)
                .outerjoin(SealedRootRow, _ROOT)
                .where(col(EvidenceMarkRow.root).is_not(None), col(SealedRootRow.seal_id).is_(None))
            )
            roots: dict[str, list[EvidenceMarkRow]] = {}
            for mark in session.exec(query).all():
                roots.setdefault(str(mark.root), []).append(mark)
            return {root: _under(session, marks) for root, marks in sorted(roots.items())}


_ROOT = (col(SealedRootRow.root) == EvidenceMarkRow.root) & (col(SealedRootRow.kind) == int(SealKind.Evidence))


def leaves_of(items: Iterable[EvidenceItem]) -> list[bytes]:
    """The leaf of each item: the canonical bytes of its statement."""
    return [canonical(statement_of(item)) for item in items]


def _assign(session: Session) -> None:
    marks = session.exec(select(EvidenceMarkRow).where(col(EvidenceMarkRow.root).is_(None))).all()
    if not marks:
        return
    root = "0x" + MerkleTree(leaves_of(_under(session, marks))).root.hex()
    for mark in marks:
        mark.root = root
        session.add(mark)
    session.flush()


def _under(session: Session, marks: Sequence[EvidenceMarkRow]) -> list[EvidenceItem]:
    """The items that the marks hold and no earlier mark does, by tenant and sequence."""
    found: list[EvidenceItem] = []
    for mark in sorted(marks, key=lambda row: (row.tenant, row.sequence)):
        earlier = select(func.max(EvidenceMarkRow.sequence)).where(
            EvidenceMarkRow.tenant == mark.tenant, col(EvidenceMarkRow.sequence) < mark.sequence
        )
        last = session.exec(earlier).one() or 0
        query = select(EvidenceChainRow).where(
            EvidenceChainRow.tenant == mark.tenant,
            col(EvidenceChainRow.sequence) > last,
            col(EvidenceChainRow.sequence) <= mark.sequence,
        )
        found += [_item(row) for row in session.exec(query.order_by(col(EvidenceChainRow.sequence)))]
    return found


def _row(item: EvidenceItem) -> EvidenceChainRow:
    return EvidenceChainRow(
        tenant=item.tenant,
        sequence=item.sequence,
        at=item.at,
        sha256=item.content.sha256,
        cid=item.content.cid,
        tags=",".join(item.content.tags),
        previous_hash=item.previous_hash,
        hash=item.hash,
    )


def _item(row: EvidenceChainRow) -> EvidenceItem:
    content = Content(row.sha256, row.cid, tuple(row.tags.split(",")))
    return EvidenceItem(row.tenant, row.sequence, row.at, content, row.previous_hash, row.hash)


def _mark(row: EvidenceMarkRow) -> EvidenceMark:
    return EvidenceMark(
        tenant=row.tenant,
        sequence=row.sequence,
        hash=row.hash,
        at=row.at,
        signer=row.signer,
        signature=row.signature,
        token=row.token,
        token_time=row.token_time,
        root=row.root,
    )
