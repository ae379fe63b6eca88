"""What crosses the doors of proofs; numbers are text, so that no reader's number type can bend them."""

from __future__ import annotations

from registry.api.schema import Schema
from registry.domain.projection import Projection
from registry.domain.records import Seal
from registry.domain.seals import SealedLeaf, SealKind
from registry.usecases.look_up_hash import Found


class SealOut(Schema):
    """A Merkle root on chain."""

    id: str
    kind: str
    root: str
    size: str
    sequence: str
    previous_root: str
    sealer: str
    uri: str
    transaction: str
    block: str

    @classmethod
    def of(cls, seal: Seal) -> SealOut:
        return cls(
            id=str(seal.id),
            kind=SealKind(seal.kind).word,
            root=seal.root,
            size=str(seal.size),
            sequence=str(seal.sequence),
            previous_root=seal.previous_root,
            sealer=seal.sealer,
            uri=seal.uri,
            transaction=seal.transaction,
            block=str(seal.block),
        )


class PlaceOut(Schema):
    """Where a leaf lies: number `index` from 0 under a seal."""

    seal: str
    index: str
    size: str

    @classmethod
    def of(cls, leaf: SealedLeaf) -> PlaceOut:
        return cls(seal=str(leaf.sealed.seal_id), index=str(leaf.index), size=str(leaf.sealed.size))


class CertificateOut(Schema):
    """A retirement: its statement, what came after it, and where it is sealed (null until it is)."""

    statement: dict[str, str]
    notice: str
    corrections: list[str]
    allotted_kg: str
    sealed: PlaceOut | None

    @classmethod
    def of(cls, statement: dict[str, str], notice: str, ledger: Projection, leaf: SealedLeaf | None) -> CertificateOut:
        number = int(statement["certificate"])
        return cls(
            statement=statement,
            notice=notice,
            corrections=list(ledger.certificates[number].corrections),
            allotted_kg=str(ledger.allotted_kg(number)),
            sealed=None if leaf is None else PlaceOut.of(leaf),
        )


class FoundOut(Schema):
    """One meaning of a hash."""

    kind: str
    identity: str
    sentence: str

    @classmethod
    def of(cls, found: Found) -> FoundOut:
        return cls(kind=found.kind, identity=found.identity, sentence=found.sentence)
