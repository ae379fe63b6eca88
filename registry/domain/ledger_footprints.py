"""The reference model of contracts/Footprints.sol: sealed footprints, and the guard against retiring beyond them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registry.domain.footprints import FOOTPRINT_TAG
from registry.domain.ledger_state import Footprint, Ledger, Outcome, Retirement, Said
from registry.domain.merkle import leaf_hash, root_from_path
from registry.domain.seals import SealKind
from registry.errors import Refused

WORD = 32
LARGEST_KG = 2**64 - 1
NAMED_KINDS = (SealKind.Passport, SealKind.Inventory)


@dataclass(frozen=True, slots=True)
class FootprintProof:
    """A leaf with its place under a seal; the path runs from the leaf upwards."""

    seal: int
    leaf: bytes
    index: int
    path: tuple[bytes, ...]

    @property
    def footprint(self) -> str:
        """The leaf hash, by which retirements name it."""
        return "0x" + leaf_hash(self.leaf).hex()


def admit(ledger: Ledger, proof: FootprintProof) -> Outcome:
    """Makes a sealed footprint known; again changes nothing.

    Raises Refused: SealUnknown, FootprintMalformed, IndexOutOfRange, ProofLengthWrong, FootprintNotSealed,
    FootprintSuperseded.
    """
    if proof.seal not in ledger.seals:
        raise Refused("SealUnknown", {"seal": proof.seal})
    sealed = ledger.seals[proof.seal]
    document_hash, total_kg = _read(proof, sealed.kind)
    root = root_from_path(leaf_hash(proof.leaf), proof.index, sealed.size, proof.path)
    if "0x" + root.hex() != sealed.root:
        raise Refused("FootprintNotSealed", {"seal": proof.seal, "leaf": _text(proof.leaf), "index": proof.index})
    if proof.footprint in ledger.footprints:
        return ledger, ()
    if sealed.superseded_by:
        raise Refused("FootprintSuperseded", {"seal": proof.seal, "by": sealed.superseded_by})

    named = {"footprint": proof.footprint, "seal": proof.seal, "documentHash": document_hash, "totalKg": total_kg}
    after = replace(ledger, footprints={**ledger.footprints, proof.footprint: Footprint(total_kg)})
    return after, (Said("RetirementCertificate", "FootprintAdmitted", named),)


def count_against(ledger: Ledger, number: int, stated: Retirement, kg: int) -> Outcome:
    """Counts certificate `number` against the footprint that it names, if it names one or claims to exceed it.

    Raises Refused: FootprintUnknown, OverOffset.
    """
    name = stated.footprint
    if int(name, 16) == 0 and not stated.beyond:
        return ledger, ()
    if name not in ledger.footprints:
        raise Refused("FootprintUnknown", {"footprint": name})
    known = ledger.footprints[name]
    if known.retired_kg + kg > known.total_kg and not stated.beyond:
        facts = {"footprint": name, "totalKg": known.total_kg, "retiredKg": known.retired_kg, "askedKg": kg}
        raise Refused("OverOffset", facts)

    counted = replace(known, retired_kg=known.retired_kg + kg)
    after = replace(ledger, footprints={**ledger.footprints, name: counted})
    said = {
        "certificate": number,
        "footprint": name,
        "kg": kg,
        "retiredKg": counted.retired_kg,
        "totalKg": counted.total_kg,
        "beyond": stated.beyond,
    }
    return after, (Said("RetirementCertificate", "RetiredAgainst", said),)


def _read(proof: FootprintProof, kind: int) -> tuple[str, int]:
    """Document hash and kilograms of a leaf of four words: tag, kind of its seal, document hash, kilograms."""
    words = [proof.leaf[at : at + WORD] for at in range(0, len(proof.leaf), WORD)]
    sound = (
        kind in NAMED_KINDS
        and len(proof.leaf) == 4 * WORD
        and words[0] == FOOTPRINT_TAG.ljust(WORD, b"\0")
        and int.from_bytes(words[1]) == kind
        and 0 < int.from_bytes(words[3]) <= LARGEST_KG
    )
    if not sound:
        raise Refused("FootprintMalformed", {"seal": proof.seal, "leaf": _text(proof.leaf)})
    return _text(words[2]), int.from_bytes(words[3])


def _text(data: bytes) -> str:
    return "0x" + data.hex()
