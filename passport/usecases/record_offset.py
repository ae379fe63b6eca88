"""Records an offset certificate, once and for one company: it waits for a second person, and lowers no footprint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from passport.domain.offset_records import OffsetDraft, OffsetRecord
from passport.domain.offsets import Offset, nullifier_of, record_of
from passport.errors import OffsetCertificateUsed
from passport.ports import CanonicalForm, OffsetStore
from registry.domain.cid import cid_of
from registry.domain.idempotency import IdempotentRequest
from registry.ports import EvidenceStore

ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Offered:
    """Who offers, when (Unix seconds), and a salt that nobody can guess (32 hex digits)."""

    tenant: str
    proposer: str
    at: int
    salt: str


@dataclass(frozen=True, slots=True)
class SealingPlace:
    """Where its leaf will be sealed, and whether the chain knows a nullifier already."""

    chain_id: int
    contract: str
    knows: Callable[[str], bool]


def record_offset(
    offset: Offset,
    offered: Offered,
    request: IdempotentRequest | None,
    *,
    issuer_key: Callable[[str], str],
    place: SealingPlace,
    store: OffsetStore,
    evidence: EvidenceStore,
    canonical: CanonicalForm,
) -> OffsetRecord:
    """The stored offset, pending; the same request under the same key is the same offset.

    Raises OffsetCertificateUsed after an alarm was raised for this tenant, IdempotencyKeyReused.
    """
    known = store.answered(request) if request is not None else None
    if known is not None:
        return known
    draft = _draft(offset, offered, issuer_key, place, canonical)
    if not store.taken(draft):
        evidence.put(draft.document)  # content first: no row ever names what is not there
    stored = store.add(draft, request)
    if stored is None:
        raise OffsetCertificateUsed(offset.provider, offset.certificate_id)
    return stored


def _draft(
    offset: Offset,
    offered: Offered,
    issuer_key: Callable[[str], str],
    place: SealingPlace,
    canonical: CanonicalForm,
) -> OffsetDraft:
    named = nullifier_of(issuer_key(offset.provider), offset.certificate_id)
    nullifier = "0x" + sha256(canonical(named)).hexdigest()
    statement = record_of(
        offset,
        tenant=offered.tenant,
        at=offered.at,
        nullifier=nullifier,
        salt=offered.salt,
        chain_id=place.chain_id,
        contract=place.contract,
    )
    document = canonical(statement)
    digest = sha256(document).hexdigest()
    return OffsetDraft(
        id=digest[:ID_DIGITS],
        tenant=offered.tenant,
        proposer=offered.proposer,
        at=offered.at,
        nullifier=nullifier,
        sha256="0x" + digest,
        cid=cid_of(document),
        document=document,
        statement=statement,
        grams=offset.grams,
        serials=offset.serials,
        used_elsewhere=place.knows(nullifier),
    )
