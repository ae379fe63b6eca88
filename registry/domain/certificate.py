"""What a certificate states, as the leaf that is sealed for it, and the arithmetic that ties its numbers together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import IntEnum

from registry.domain.projection import Projection
from registry.domain.records import Certificate
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import NotFound

LEAF_TYPE = "carbonix/certificate/1"
_SERIALS = re.compile(r"(?:CNX|DEMO)-([A-Z]{2})-([0-9]+)-([0-9]{4})-([0-9]+)-([0-9]+)")


class UseCase(IntEnum):
    """What the retirement is for, as in IRetirementCertificate.sol."""

    Voluntary = 0
    Compliance = 1
    Corsia = 2
    Article6 = 3
    Contribution = 4


def certificate_in(ledger: Projection, certificate: int) -> Certificate:
    """The certificate's record. Raises NotFound("CertificateUnknown")."""
    if certificate not in ledger.certificates:
        raise NotFound("certificate", certificate, name="CertificateUnknown")
    return ledger.certificates[certificate]


def statement_of(
    ledger: Projection, facts: Certificate, *, chain_id: int, contract: str, country: str, serials: str, retired_at: int
) -> dict[str, str]:
    """The leaf that is sealed for a certificate: all text, with chain, contract, kind and quantity in it.

    What no event carries comes from the chain: the country's two letters, the serial text and the time of retirement.
    """
    batch = ledger.batches[facts.batch]
    project = ledger.projects[batch.project]
    numbers = {
        "chainId": chain_id, "certificate": facts.id, "batch": facts.batch, "project": project.id,
        "vintageStart": batch.vintage_start, "vintageEnd": batch.vintage_end,
        "kgStart": facts.kg_start, "kgEnd": facts.kg_end, "kg": facts.kg,
        "serialStart": facts.serial_start, "serialEnd": facts.serial_end,
        "retiredAt": retired_at, "block": facts.block,
    }  # fmt: skip
    texts = {
        "type": LEAF_TYPE, "contract": contract, "kind": "certificate", "projectName": project.name,
        "country": country, "methodology": ledger.methodologies[project.methodology].name, "serials": serials,
        "retiree": facts.retiree, "beneficiary": facts.beneficiary, "useCase": UseCase(facts.use_case).name,
        "detailsHash": facts.details_hash, "reportHash": batch.report_hash, "transaction": facts.transaction,
    }  # fmt: skip
    return texts | {key: str(value) for key, value in numbers.items()}


def country_of(code: str) -> str:
    """ISO 3166-1 alpha-2 letters of a bytes2, e.g. "0x5448" -> "TH"."""
    return bytes.fromhex(code.removeprefix("0x")).decode("ascii")


def arithmetic_faults(statement: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each number of a statement that contradicts another one."""
    start, end, kg = (int(statement[key]) for key in ("kgStart", "kgEnd", "kg"))
    first, last = int(statement["serialStart"]), int(statement["serialEnd"])
    if end - start != kg or kg < 1:
        yield f"kilograms {start} to {end} are {end - start} kg, the certificate says {kg} kg"
        return
    tonnes = (end - 1) // ONE_CREDIT_KG - start // ONE_CREDIT_KG + 1
    if last - first + 1 != tonnes:
        yield f"the kilograms touch {tonnes} tonnes, serials {first} to {last} are {last - first + 1}"
    if first <= start // ONE_CREDIT_KG:
        yield f"kilogram {start} lies {start // ONE_CREDIT_KG} tonnes into its batch, its serial cannot be {first}"
    parts = _SERIALS.fullmatch(statement["serials"])
    year = vintage_year(int(statement["vintageEnd"]))
    expected = (statement["country"], statement["project"], year, str(first), str(last))
    if parts is None or parts.groups() != expected:
        yield f"{statement['serials']} does not read back as {'-'.join(expected)}"


def vintage_year(vintage_end: int) -> str:
    """Gregorian year, UTC, of the vintage's last second; empty beyond what the calendar holds."""
    try:
        return f"{datetime.fromtimestamp(vintage_end - 1, UTC).year:04}"
    except (OverflowError, ValueError, OSError):
        return ""
