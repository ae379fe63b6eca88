"""The records that the projection keeps, one per event that made them; masses in kg, times in Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.events import ChainEvent
from registry.domain.report import Attestation, ClaimStatus, Layer, Report


@dataclass(frozen=True, slots=True)
class Methodology:
    id: str
    name: str
    resolver: str
    document_hash: str


@dataclass(frozen=True, slots=True)
class Project:
    id: int
    name: str
    owner: str
    methodology: str
    document_hash: str


@dataclass(frozen=True, slots=True)
class Batch:
    """`serial_start` is the serial of the first tonne, `credits` the number of whole credits."""

    id: int
    project: int
    report_hash: str
    vintage_start: int
    vintage_end: int
    serial_start: int
    credits: int
    transaction: str
    block: int


@dataclass(frozen=True, slots=True)
class Supply:
    """issued = held + retired + cancelled (I-3)."""

    issued_kg: int = 0
    retired_kg: int = 0
    cancelled_kg: int = 0

    @property
    def held_kg(self) -> int:
        return self.issued_kg - self.retired_kg - self.cancelled_kg


@dataclass(frozen=True, slots=True)
class Certificate:
    """A retirement of kilograms [kg_start, kg_end) of a batch; `corrections` are later details hashes, oldest first."""

    id: int
    batch: int
    beneficiary: str
    retiree: str
    kg_start: int
    kg_end: int
    serial_start: int
    serial_end: int
    details_hash: str
    use_case: int
    corrections: tuple[str, ...]
    transaction: str
    block: int
    labels: int = 0  # of the batch, when it was retired

    @property
    def kg(self) -> int:
        return self.kg_end - self.kg_start

    @classmethod
    def of_event(cls, event: ChainEvent) -> Certificate:
        """The retirement that a CertificateIssued tells of."""
        said = event.arguments
        return cls(
            id=said["certificate"],
            batch=said["batch"],
            beneficiary=said["beneficiary"],
            retiree=said["retiree"],
            kg_start=said["kgStart"],
            kg_end=said["kgEnd"],
            serial_start=said["serialStart"],
            serial_end=said["serialEnd"],
            details_hash=said["detailsHash"],
            use_case=said["useCase"],
            corrections=(),
            transaction=event.transaction,
            block=event.block,
            labels=said["labels"],
        )


@dataclass(frozen=True, slots=True)
class Allotment:
    certificate: int
    subject: str
    kg: int
    transaction: str


@dataclass(frozen=True, slots=True)
class Seal:
    id: int
    kind: int
    root: str
    size: int
    sequence: int
    previous_root: str
    sealer: str
    uri: str
    transaction: str
    block: int


@dataclass(frozen=True, slots=True)
class Verifier:
    address: str
    organisation: str
    layer: Layer
    valid_until: int
    active: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A submitted report with its attestations; `batch` is 0 while open, and where nothing whole could be minted."""

    report_hash: str
    report: Report | None = None
    finalisable_at: int = 0
    attestations: tuple[Attestation, ...] = ()
    transaction: str = ""
    block: int = 0
    status: ClaimStatus = ClaimStatus.Open
    batch: int = 0
    minted_kg: int = 0
    carried_kg: int = 0
    deducted_kg: int = 0  # paid debts of the project, never minted
    finalised_transaction: str = ""
    revoked_signers: tuple[str, ...] = ()  # whose key was revoked between submission and the end

    @property
    def finalised(self) -> bool:
        return self.status is ClaimStatus.Finalised


@dataclass(frozen=True, slots=True)
class Intent:
    """A transaction of the outbox; `block` is None until it was seen in a block."""

    key: str
    sender: str
    nonce: int
    transaction: str
    block: int | None


@dataclass(frozen=True, slots=True)
class Trade:
    """`price`, `notional` and `fee` are payment units, `credits` whole credits."""

    batch_no: int
    buy_order: str
    sell_order: str
    batch: int
    payment: str
    credits: int
    price: int
    notional: int
    fee: int
    transaction: str
    block: int


@dataclass(frozen=True, slots=True)
class FailedMatch:
    batch_no: int
    position: int
    reason: str
    transaction: str
