"""What the events add up to: a fold that holds every balance, record and claim that the chain has told of.

The projection changes itself, for speed; it is a function of the events alone, and two folds of the same events have
the same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from typing import Any

from registry.domain.events import ZERO_ADDRESS, ChainEvent
from registry.domain.projection_law import LAW_STEPS
from registry.domain.records import (
    Allotment,
    Batch,
    Certificate,
    Claim,
    FailedMatch,
    Methodology,
    Project,
    Seal,
    Supply,
    Trade,
    Verifier,
)
from registry.domain.report import Attestation, ClaimStatus, Layer, Report, ReportKind
from registry.domain.reversals import Impairment, Loss, impairment
from registry.domain.struct import from_struct
from registry.domain.undertakings import (
    BulkRetirement,
    Challenge,
    Cooperative,
    ExternalBlock,
    ForcedTransfer,
    NamedFootprint,
    RemnantRound,
    RetiredAgainst,
)


@dataclass(slots=True)
class Projection:
    """Everything by its id; holdings by (batch, holder) in kg, fees by payment token in payment units."""

    methodologies: dict[str, Methodology] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    supplies: dict[int, Supply] = field(default_factory=dict)
    holdings: dict[tuple[int, str], int] = field(default_factory=dict)
    certificates: dict[int, Certificate] = field(default_factory=dict)
    allotments: list[Allotment] = field(default_factory=list)
    seals: dict[int, Seal] = field(default_factory=dict)
    nullifiers: dict[str, str] = field(default_factory=dict)
    verifiers: dict[str, Verifier] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    failed_matches: list[FailedMatch] = field(default_factory=list)
    fees: dict[str, int] = field(default_factory=dict)
    last_batch_no: int = 0
    labels: dict[int, int] = field(default_factory=dict)
    bridged: dict[int, ExternalBlock] = field(default_factory=dict)
    superseded: dict[int, int] = field(default_factory=dict)
    challenges: list[Challenge] = field(default_factory=list)
    revocations: list[tuple[str, int]] = field(default_factory=list)  # key and block, in order
    frozen: dict[tuple[int, str], int] = field(default_factory=dict)
    held_for_loss: dict[tuple[int, str], bool] = field(default_factory=dict)
    moved_though_frozen: list[str] = field(default_factory=list)
    announced: dict[str, ForcedTransfer] = field(default_factory=dict)
    shares_bps: dict[int, int] = field(default_factory=dict)
    buffer: dict[int, int] = field(default_factory=dict)  # what the pool holds for losses, by batch
    buffer_carried: dict[int, int] = field(default_factory=dict)
    losses: dict[str, Loss] = field(default_factory=dict)
    cooperatives: dict[int, Cooperative] = field(default_factory=dict)
    rounds: dict[int, RemnantRound] = field(default_factory=dict)
    bulks: dict[int, BulkRetirement] = field(default_factory=dict)
    portion_of: dict[int, int] = field(default_factory=dict)
    footprints: dict[str, NamedFootprint] = field(default_factory=dict)
    retired_against: dict[int, RetiredAgainst] = field(default_factory=dict)
    events: int = 0

    def apply(self, event: ChainEvent) -> None:
        """Adds one event, in the order of the chain; an event without meaning here changes nothing but the count."""
        self.events += 1
        step = STEPS.get((event.contract, event.name))
        if step is not None:
            step(self, event, event.arguments)

    def copy(self) -> Projection:
        """A projection that can be folded on while readers keep this one."""
        made = replace(self)
        for name in self.__dataclass_fields__:
            part = getattr(self, name)
            setattr(made, name, part.copy() if isinstance(part, dict | list) else part)
        return made

    def held_kg(self, batch: int) -> int:
        """Kilograms of a batch in all accounts together."""
        return sum(kg for (held, _), kg in self.holdings.items() if held == batch)

    def holders(self, batch: int) -> dict[str, int]:
        """Who holds how many kg of a batch, largest first."""
        held = [(holder, kg) for (number, holder), kg in self.holdings.items() if number == batch]
        return dict(sorted(held, key=lambda item: (-item[1], item[0])))

    def allotted_kg(self, certificate: int) -> int:
        """Kilograms of a certificate that are allotted to subjects."""
        return sum(allotment.kg for allotment in self.allotments if allotment.certificate == certificate)

    def impairment_of(self, certificate: int) -> Impairment:
        """What losses of its batch mean for a certificate."""
        facts = self.certificates[certificate]
        return impairment(self.losses.values(), facts.batch, facts.kg_start, facts.kg_end)

    def digest(self) -> str:
        """SHA-256 of everything in here, as 0x hex."""
        plain = {name: _plain(getattr(self, name)) for name in self.__dataclass_fields__}
        return "0x" + hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


Arguments = Mapping[str, Any]


def _methodology_registered(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    record = Methodology(said["methodology"], said["name"], said["resolver"], said["documentHash"])
    state.methodologies[record.id] = record


def _project_registered(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    record = Project(said["project"], said["name"], said["owner"], said["methodology"], said["documentHash"])
    state.projects[record.id] = record


def _batch_opened(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.batches[said["batch"]] = Batch(
        id=said["batch"],
        project=said["project"],
        report_hash=said["reportHash"],
        vintage_start=said["vintageStart"],
        vintage_end=said["vintageEnd"],
        serial_start=said["serialStart"],
        credits=said["credits"],
        transaction=event.transaction,
        block=event.block,
    )


def _credits_issued(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    supply = state.supplies.get(said["batch"], Supply())
    state.supplies[said["batch"]] = replace(supply, issued_kg=supply.issued_kg + said["kg"])


def _credits_retired(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    supply, kg = state.supplies[said["batch"]], said["kgEnd"] - said["kgStart"]
    state.supplies[said["batch"]] = replace(supply, retired_kg=supply.retired_kg + kg)


def _credits_cancelled(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    supply, kg = state.supplies[said["batch"]], said["kgEnd"] - said["kgStart"]
    state.supplies[said["batch"]] = replace(supply, cancelled_kg=supply.cancelled_kg + kg)


def _transfer_single(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    _move(state, said["id"], said["from"], said["to"], said["value"])


def _transfer_batch(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    for batch, kg in zip(said["ids"], said["values"], strict=True):
        _move(state, batch, said["from"], said["to"], kg)


def _move(state: Projection, batch: int, sender: str, receiver: str, kg: int) -> None:
    for holder, change in ((sender, -kg), (receiver, kg)):
        if holder == ZERO_ADDRESS:
            continue
        held = state.holdings.get((batch, holder), 0) + change
        if change < 0 and _is_held(state, batch, holder, held):
            state.moved_though_frozen.append(f"batch {batch}: {kg} kg left {holder} though frozen, {held} kg stayed")
        if held:
            state.holdings[batch, holder] = held
        else:
            state.holdings.pop((batch, holder), None)


def _is_held(state: Projection, batch: int, holder: str, held_kg: int) -> bool:
    """True if less stays with the holder than is frozen, or anything moves while a loss is claimed (I-6)."""
    return (batch, holder) in state.held_for_loss or held_kg < state.frozen.get((batch, holder), 0)


def _certificate_issued(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.certificates[said["certificate"]] = Certificate.of_event(event)


def _correction_appended(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    record = state.certificates[said["certificate"]]
    state.certificates[record.id] = replace(record, corrections=(*record.corrections, said["detailsHash"]))


def _kilograms_allotted(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.allotments.append(Allotment(said["certificate"], said["subject"], said["kg"], event.transaction))


def _sealed(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.seals[said["seal"]] = Seal(
        id=said["seal"],
        kind=said["kind"],
        root=said["root"],
        size=said["size"],
        sequence=said["sequence"],
        previous_root=said["previousRoot"],
        sealer=said["sealer"],
        uri=said["uri"],
        transaction=event.transaction,
        block=event.block,
    )


def _certificate_nullified(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.nullifiers[said["nullifier"]] = said["by"]


def _verifier_accredited(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    facts = said["accreditation"]
    record = Verifier(said["verifier"], said["organisation"], Layer(facts["layer"]), facts["validUntil"], active=True)
    state.verifiers[record.address] = record


def _verifier_revoked(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.verifiers[said["verifier"]] = replace(state.verifiers[said["verifier"]], active=False)
    state.revocations.append((said["verifier"], event.block))


def _report_submitted(state: Projection, event: ChainEvent, said: Arguments) -> None:
    # The three Attested events may come before or after in the same transaction: the claim keeps what it has.
    before = state.claims.get(said["reportHash"])
    state.claims[said["reportHash"]] = Claim(
        report_hash=said["reportHash"],
        report=from_struct(Report, said["report"], {"kind": ReportKind}),
        finalisable_at=said["finalisableAt"],
        attestations=before.attestations if before else (),
        transaction=event.transaction,
        block=event.block,
    )


def _attested(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    word = Attestation(said["signer"], Layer(said["layer"]), said["organisation"], said["signature"])
    claim = state.claims.get(said["reportHash"]) or Claim(said["reportHash"])
    state.claims[claim.report_hash] = replace(claim, attestations=(*claim.attestations, word))


def _report_finalised(state: Projection, event: ChainEvent, said: Arguments) -> None:
    claim = state.claims[said["reportHash"]]
    signers = {word.signer for word in claim.attestations}
    state.claims[claim.report_hash] = replace(
        claim,
        batch=said["batch"],
        minted_kg=said["mintedKg"],
        carried_kg=said["carriedKg"],
        status=ClaimStatus.Finalised,
        finalised_transaction=event.transaction,
        revoked_signers=tuple(key for key, block in state.revocations if key in signers and block >= claim.block),
    )


def _trade(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.fees[said["payment"]] = state.fees.get(said["payment"], 0) + said["fee"]
    state.trades.append(
        Trade(
            batch_no=said["batchNo"],
            buy_order=said["buyOrder"],
            sell_order=said["sellOrder"],
            batch=said["batch"],
            payment=said["payment"],
            credits=said["credits"],
            price=said["price"],
            notional=said["notional"],
            fee=said["fee"],
            transaction=event.transaction,
            block=event.block,
        )
    )


def _match_failed(state: Projection, event: ChainEvent, said: Arguments) -> None:
    state.failed_matches.append(FailedMatch(said["batchNo"], said["position"], said["reason"], event.transaction))


def _batch_settled(state: Projection, _event: ChainEvent, said: Arguments) -> None:
    state.last_batch_no = said["batchNo"]


STEPS: Mapping[tuple[str, str], Callable[[Projection, ChainEvent, Arguments], None]] = {
    ("CreditRegistry", "MethodologyRegistered"): _methodology_registered,
    ("CreditRegistry", "ProjectRegistered"): _project_registered,
    ("CreditRegistry", "BatchOpened"): _batch_opened,
    ("CarbonCredit", "CreditsIssued"): _credits_issued,
    ("CarbonCredit", "CreditsRetired"): _credits_retired,
    ("CarbonCredit", "CreditsCancelled"): _credits_cancelled,
    ("CarbonCredit", "TransferSingle"): _transfer_single,
    ("CarbonCredit", "TransferBatch"): _transfer_batch,
    ("RetirementCertificate", "CertificateIssued"): _certificate_issued,
    ("RetirementCertificate", "CorrectionAppended"): _correction_appended,
    ("RetirementCertificate", "KilogramsAllotted"): _kilograms_allotted,
    ("SealRegistry", "Sealed"): _sealed,
    ("SealRegistry", "CertificateNullified"): _certificate_nullified,
    ("VerifierSet", "VerifierAccredited"): _verifier_accredited,
    ("VerifierSet", "VerifierRevoked"): _verifier_revoked,
    ("VerificationOracle", "ReportSubmitted"): _report_submitted,
    ("VerificationOracle", "Attested"): _attested,
    ("VerificationOracle", "ReportFinalised"): _report_finalised,
    ("CreditExchange", "Trade"): _trade,
    ("CreditExchange", "MatchFailed"): _match_failed,
    ("CreditExchange", "BatchSettled"): _batch_settled,
    **LAW_STEPS,
}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
