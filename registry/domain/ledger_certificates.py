"""The reference model of certificates: what a retirement leaves, its portions, corrections and allotments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.ledger_state import Bulk, CertificateFacts, Ledger, Outcome, Retirement, Said
from registry.domain.merkle import leaf_hash, root_from_path
from registry.domain.portions import Portion, PortionScope, portion_leaf
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import Refused

CONTRACT = "RetirementCertificate"


def serial_of(first_serial: int, kg: int) -> int:
    """Serial of the tonne that holds kilogram `kg` (0-based) of a batch whose first tonne has `first_serial`."""
    return first_serial + kg // ONE_CREDIT_KG


def certify(
    ledger: Ledger, batch: int, kilograms: tuple[int, int], retiree: str, stated: Retirement, now: int
) -> Outcome:
    """The next certificate, over kilograms [start, end). Raises Refused: ZeroAddress, EmptyDetails."""
    _check_stated(stated.beneficiary, stated.details_hash)
    (start, end), facts = kilograms, ledger.batches[batch]
    issued = CertificateFacts(
        batch=batch,
        kg_start=start,
        kg_end=end,
        serial_start=serial_of(facts.serial_start, start),
        serial_end=serial_of(facts.serial_start, end - 1),
        retired_at=now,
        retiree=retiree,
        beneficiary=stated.beneficiary,
        details_hash=stated.details_hash,
        use_case=stated.use_case,
        beyond=stated.beyond,
        labels=facts.labels,
        footprint=stated.footprint,
    )
    return _append(ledger, issued)


def open_bulk(ledger: Ledger, number: int, root: str, size: int) -> Outcome:
    """Makes a certificate one for many. Raises Refused: BulkRootMissing."""
    if root == ZERO_HASH or size == 0:
        raise Refused("BulkRootMissing", {"root": root, "size": size})
    after = replace(ledger, bulks={**ledger.bulks, number: Bulk(root, size)})
    return after, (Said(CONTRACT, "BulkOpened", {"certificate": number, "root": root, "size": size}),)


def claim_portion(ledger: Ledger, number: int, portion: Portion, path: Sequence[bytes]) -> Outcome:
    """Mints the certificate of a portion over the next kilograms of a bulk one.

    Raises Refused: CertificateUnknown, CertificateNotInBulk, PortionClaimedAlready, IndexOutOfRange, ProofLengthWrong,
    PortionNotInRoot, ZeroAddress, EmptyDetails, ZeroKilograms, PortionExceedsRetired.
    """
    whole = _known(ledger, number)
    if number not in ledger.bulks:
        raise Refused("CertificateNotInBulk", {"certificate": number})
    bulk = ledger.bulks[number]
    if portion.index in bulk.claimed:
        raise Refused("PortionClaimedAlready", {"certificate": number, "index": portion.index})
    leaf = leaf_hash(portion_leaf(PortionScope(ledger.chain_id, ledger.contract, whole.batch), portion))
    if "0x" + root_from_path(leaf, portion.index, bulk.size, path).hex() != bulk.root:
        raise Refused("PortionNotInRoot", {"certificate": number, "index": portion.index})
    _check_portion(number, whole, bulk, portion)

    ledger, issued = _append(ledger, _narrow(ledger, number, whole, bulk, portion))
    claimed = replace(
        bulk,
        claimed_kg=bulk.claimed_kg + portion.kg,
        claimed=bulk.claimed | {portion.index},
        portions=(*bulk.portions, len(ledger.certificates)),
    )
    said = {
        "certificate": number,
        "portion": len(ledger.certificates),
        "index": portion.index,
        "claimedKg": claimed.claimed_kg,
    }
    return replace(ledger, bulks={**ledger.bulks, number: claimed}), (*issued, Said(CONTRACT, "PortionClaimed", said))


def certificate_at(ledger: Ledger, batch: int, kg: int) -> int:
    """The certificate of a retired kilogram: of a bulk one the portion, once it is claimed. Raises Refused."""
    holding = [
        number
        for number, facts in ledger.certificates.items()
        if facts.batch == batch and facts.kg_start <= kg < facts.kg_end
    ]
    if not holding:
        facts = {"batch": batch, "kg": kg, "retiredKg": ledger.supply(batch).retired_kg}
        raise Refused("KilogramNotRetired", facts)
    return max(holding, key=lambda number: ledger.certificates[number].portion_of)


def allot(ledger: Ledger, caller: str, number: int, subject: str, kg: int) -> Outcome:
    """Allots kilograms of a certificate to a subject, by its beneficiary, never above what was retired (I-4).

    Raises Refused: CertificateUnknown, CallerNotBeneficiary, EmptySubject, ZeroKilograms, CertificateInBulk,
    AllotmentExceedsRetired.
    """
    found = _of_beneficiary(ledger, caller, number)
    if subject == ZERO_HASH:
        raise Refused("EmptySubject")
    if kg == 0:
        raise Refused("ZeroKilograms")
    if number in ledger.bulks:
        raise Refused("CertificateInBulk", {"certificate": number})
    if kg > found.kg - found.allotted_kg:
        facts = {"certificate": number, "retiredKg": found.kg, "allottedKg": found.allotted_kg, "askedKg": kg}
        raise Refused("AllotmentExceedsRetired", facts)

    after = replace(found, allotted_kg=found.allotted_kg + kg)
    said = {"certificate": number, "subject": subject, "kg": kg, "allottedKg": after.allotted_kg}
    return _rewrite(ledger, number, after), (Said(CONTRACT, "KilogramsAllotted", said),)


def correct(ledger: Ledger, caller: str, number: int, details_hash: str) -> Outcome:
    """Appends a corrected details hash, by the beneficiary; what stood before stays.

    Raises Refused: CertificateUnknown, CallerNotBeneficiary, EmptyDetails.
    """
    found = _of_beneficiary(ledger, caller, number)
    if details_hash == ZERO_HASH:
        raise Refused("EmptyDetails")

    said = {"certificate": number, "position": len(found.corrections), "detailsHash": details_hash}
    after = replace(found, corrections=(*found.corrections, details_hash))
    return _rewrite(ledger, number, after), (Said(CONTRACT, "CorrectionAppended", said),)


def _check_portion(number: int, whole: CertificateFacts, bulk: Bulk, portion: Portion) -> None:
    _check_stated(portion.beneficiary, portion.details_hash)
    if portion.kg == 0:
        raise Refused("ZeroKilograms")
    if portion.kg > whole.kg - bulk.claimed_kg:
        facts = {"certificate": number, "retiredKg": whole.kg, "claimedKg": bulk.claimed_kg, "askedKg": portion.kg}
        raise Refused("PortionExceedsRetired", facts)


def _narrow(ledger: Ledger, number: int, whole: CertificateFacts, bulk: Bulk, portion: Portion) -> CertificateFacts:
    """The bulk certificate's facts over its next kilograms, in the words of the portion."""
    start = whole.kg_start + bulk.claimed_kg
    first = ledger.batches[whole.batch].serial_start
    return replace(
        whole,
        kg_start=start,
        kg_end=start + portion.kg,
        serial_start=serial_of(first, start),
        serial_end=serial_of(first, start + portion.kg - 1),
        beneficiary=portion.beneficiary,
        details_hash=portion.details_hash,
        footprint=ZERO_HASH,
        portion_of=number,
        corrections=(),
    )


def _append(ledger: Ledger, issued: CertificateFacts) -> Outcome:
    number = len(ledger.certificates) + 1
    said = {"certificate": number, **issued.as_event()}
    return _rewrite(ledger, number, issued), (Said(CONTRACT, "CertificateIssued", said),)


def _rewrite(ledger: Ledger, number: int, facts: CertificateFacts) -> Ledger:
    return replace(ledger, certificates={**ledger.certificates, number: facts})


def _check_stated(beneficiary: str, details_hash: str) -> None:
    if beneficiary == ZERO_ADDRESS:
        raise Refused("ZeroAddress", {"name": "beneficiary"})
    if details_hash == ZERO_HASH:
        raise Refused("EmptyDetails")


def _known(ledger: Ledger, number: int) -> CertificateFacts:
    if number not in ledger.certificates:
        raise Refused("CertificateUnknown", {"certificate": number})
    return ledger.certificates[number]


def _of_beneficiary(ledger: Ledger, caller: str, number: int) -> CertificateFacts:
    found = _known(ledger, number)
    if caller != found.beneficiary:
        raise Refused("CallerNotBeneficiary", {"caller": caller, "beneficiary": found.beneficiary})
    return found
