"""Tells what a bare hash is: every root, leaf, report, document or retirement that is known under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from registry.domain.projection import Projection
from registry.domain.seals import SealKind
from registry.errors import InvalidInput
from registry.ports import DocumentFinder, SealStore

_HASH = re.compile(r"0x[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Found:
    """One meaning of a hash; `identity` is the number, CID or hash to go on with."""

    kind: str
    identity: str
    sentence: str


def look_up_hash(text: str, *, ledger: Projection, seals: SealStore, documents: DocumentFinder) -> list[Found]:
    """All meanings of a 32-byte hash, strongest first; empty if it is unknown here.

    Raises InvalidInput if the text is not 32 bytes as hex.
    """
    wanted = text.strip().lower()
    if not wanted.startswith("0x"):
        wanted = f"0x{wanted}"
    if _HASH.fullmatch(wanted) is None:
        raise InvalidInput("hash", text, "must be 32 bytes as hex, with or without 0x")
    return [*_on_chain(wanted, ledger), *_under_a_seal(wanted, seals), *_in_store(wanted, documents)]


def _on_chain(wanted: str, ledger: Projection) -> Iterator[Found]:
    for seal in ledger.seals.values():
        if seal.root == wanted:
            kind = SealKind(seal.kind).word
            yield Found("seal", str(seal.id), f"The root of seal {seal.id}, kind {kind}, over {seal.size} leaves.")
    for claim in ledger.claims.values():
        if claim.report_hash == wanted:
            yield Found("report", wanted, f"A verified report; {claim.minted_kg} kg were minted for it.")
        if claim.report is not None and claim.report.model_hash == wanted:
            yield Found("model", wanted, f"The methodology and parameters behind report {claim.report_hash}.")
    for project in ledger.projects.values():
        if project.document_hash == wanted:
            yield Found("project", str(project.id), f"The document of project {project.id}, {project.name}.")
    for methodology in ledger.methodologies.values():
        if wanted in (methodology.document_hash, methodology.id):
            yield Found("methodology", methodology.id, f"The methodology {methodology.name}.")
    for certificate in ledger.certificates.values():
        if wanted in (certificate.details_hash, *certificate.corrections):
            yield Found("certificate", str(certificate.id), f"The details of certificate {certificate.id}.")
        if certificate.transaction == wanted:
            yield Found("certificate", str(certificate.id), f"The retirement of certificate {certificate.id}.")


def _under_a_seal(wanted: str, seals: SealStore) -> Iterator[Found]:
    leaf = seals.find(bytes.fromhex(wanted[2:]))
    if leaf is not None:
        place = f"leaf {leaf.index} of {leaf.sealed.size} under seal {leaf.sealed.seal_id}"
        yield Found("leaf", str(leaf.sealed.seal_id), f"The leaf hash of {place}, kind {leaf.sealed.kind.word}.")
    document = seals.find_document(wanted)
    if document is not None:
        place = f"leaf {document.index} of {document.sealed.size} under seal {document.sealed.seal_id}"
        sentence = f"The SHA-256 of a document that is {place}, kind {document.sealed.kind.word}."
        yield Found("sealed document", str(document.sealed.seal_id), sentence)


def _in_store(wanted: str, documents: DocumentFinder) -> Iterator[Found]:
    cid = documents.find(wanted)
    if cid is not None:
        yield Found("document", cid, f"The SHA-256 of a document in the evidence store, {cid}.")
