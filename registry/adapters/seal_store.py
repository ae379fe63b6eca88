"""Keeps every leaf of every seal in the database, and builds a leaf's proof from its siblings when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import insert
from sqlmodel import Session, col, select

from registry.adapters.database import Database
from registry.adapters.evidence_tables import SealedLeafRow, SealedRootRow
from registry.adapters.merkle_tree import MerkleTree
from registry.domain.merkle import leaf_hash
from registry.domain.seals import SealedLeaf, SealedRoot, SealKind
from registry.errors import NotFound

ROWS_PER_INSERT = 5_000
DocumentSource = Callable[[str], bytes | None]


class SealTable:
    """The seal store over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rooms: dict[str, DocumentSource] = {}

    def keep(self, kind: SealKind, leaves: Sequence[bytes], uri: str) -> str:
        """Stores the leaves under their root and returns it; twice the same is once.

        Raises Refused("ZeroSize") if there is no leaf.
        """
        tree = MerkleTree(leaves)
        root = _text(tree.root)
        with self._database.transaction() as session:
            if session.get(SealedRootRow, (int(kind), root)) is None:
                session.add(SealedRootRow(kind=int(kind), root=root, size=tree.size, uri=uri))
                session.flush()
                _insert_leaves(session, kind, root, leaves)
        return root

    def uri_of(self, kind: SealKind, root: str) -> str:
        """Where the leaves can be fetched, as first kept. Raises NotFound("SealUnknown")."""
        with self._database.reading() as session:
            return _root_row(session, kind, root).uri

    def record(self, sealed: SealedRoot) -> None:
        """Remembers that the root stands on chain. Raises NotFound("SealUnknown") if it was never kept."""
        with self._database.transaction() as session:
            row = _root_row(session, sealed.kind, sealed.root)
            row.seal_id, row.transaction, row.block = sealed.seal_id, sealed.transaction, sealed.block

    def find(self, leaf_hash: bytes, kind: SealKind | None = None) -> SealedLeaf | None:
        """The leaf with its proof, from the earliest seal that stands on chain; None if there is none."""
        query = (
            select(SealedLeafRow, SealedRootRow)
            .where(col(SealedLeafRow.kind) == SealedRootRow.kind, col(SealedLeafRow.root) == SealedRootRow.root)
            .where(SealedLeafRow.leaf_hash == _text(leaf_hash), col(SealedRootRow.seal_id).is_not(None))
            .order_by(col(SealedRootRow.seal_id), col(SealedLeafRow.position))
        )
        if kind is not None:
            query = query.where(SealedLeafRow.kind == int(kind))
        with self._database.reading() as session:
            found = session.exec(query).first()
            return None if found is None else _with_proof(session, *found)

    def leaf_hashes(self, kind: SealKind, root: str) -> tuple[SealedRoot, Sequence[bytes]] | None:
        """A seal that stands on chain with the hashes of its leaves in order; None for a root that does not stand."""
        query = select(SealedLeafRow.leaf_hash).where(SealedLeafRow.kind == int(kind), SealedLeafRow.root == root)
        with self._database.reading() as session:
            row = session.get(SealedRootRow, (int(kind), root))
            if row is None or row.seal_id is None:
                return None
            hashes = session.exec(query.order_by(col(SealedLeafRow.position))).all()
            return _sealed(row), [bytes.fromhex(text[2:]) for text in hashes]

    def look_in(self, room: str, source: DocumentSource) -> None:
        """Lets sealed documents of a room be found by their SHA-256; `source` gives the bytes under a hash, if any.

        The bytes stay with the room: only their place under a seal is told.
        """
        self._rooms[room] = source

    def find_document(self, document_hash: str) -> SealedLeaf | None:
        """The leaf that is the document with this SHA-256 (0x hex); None if no room keeps it, or it was not sealed."""
        for source in self._rooms.values():
            content = source(document_hash)
            if content is not None:
                return self.find(leaf_hash(content))
        return None


def _insert_leaves(session: Session, kind: SealKind, root: str, leaves: Sequence[bytes]) -> None:
    # Row objects cost seconds for a year of readings; plain rows cost tenths.
    for first in range(0, len(leaves), ROWS_PER_INSERT):
        rows = [
            {"kind": int(kind), "root": root, "position": at, "leaf_hash": _text(leaf_hash(leaf)), "data": leaf}
            for at, leaf in enumerate(leaves[first : first + ROWS_PER_INSERT], start=first)
        ]
        session.connection().execute(insert(SealedLeafRow), rows)


def _with_proof(session: Session, leaf: SealedLeafRow, row: SealedRootRow) -> SealedLeaf:
    query = (
        select(SealedLeafRow.data)
        .where(SealedLeafRow.kind == row.kind, SealedLeafRow.root == row.root)
        .order_by(col(SealedLeafRow.position))
    )
    path = MerkleTree(session.exec(query).all()).proof(leaf.position)
    return SealedLeaf(_sealed(row), leaf.position, leaf.data, tuple(path))


def _sealed(row: SealedRootRow) -> SealedRoot:
    if row.seal_id is None or row.transaction is None or row.block is None:
        raise NotFound("seal of root", row.root, name="SealUnknown")
    return SealedRoot(row.seal_id, SealKind(row.kind), row.root, row.size, row.transaction, row.block)


def _root_row(session: Session, kind: SealKind, root: str) -> SealedRootRow:
    row = session.get(SealedRootRow, (int(kind), root))
    if row is None:
        raise NotFound(f"{kind.word} seal of root", root, name="SealUnknown")
    return row


def _text(value: bytes) -> str:
    return "0x" + value.hex()
