"""One plain sentence for each event of our contracts, for people who read no Solidity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from registry.domain.certificate import UseCase
from registry.domain.events import ZERO_ADDRESS, ChainEvent
from registry.domain.report import Layer, ReportKind
from registry.domain.seals import SealKind
from web.formatting import credits_of, day, kilograms, plural, short, utc
from web.wording_law import LAW_WORDINGS

Arguments = Mapping[str, Any]


def sentence_of(event: ChainEvent) -> str:
    """What the event says; an event without a sentence of its own is named with its values."""
    wording = WORDINGS.get(event.name)
    if wording is not None:
        return wording(event.arguments)
    values = ", ".join(f"{key} {short(str(value))}" for key, value in event.arguments.items())
    return f"{event.contract} says {event.name}: {values}." if values else f"{event.contract} says {event.name}."


def _mass(kg: int) -> str:
    return f"{kilograms(kg)} ({credits_of(kg)} tCO2e)"


def _methodology(said: Arguments) -> str:
    return f"Methodology {said['name']} was registered, its document is {short(said['documentHash'])}."


def _project(said: Arguments) -> str:
    return f"Project {said['project']}, {said['name']}, was registered for {short(said['owner'])}."


def _batch(said: Arguments) -> str:
    span = f"{day(said['vintageStart'])} to {day(said['vintageEnd'])}"
    credits = plural(said["credits"], "credit")
    return f"Batch {said['batch']} of project {said['project']} was opened for {credits}, {span}."


def _accredited(said: Arguments) -> str:
    facts = said["accreditation"]
    layer = Layer(facts["layer"]).name.lower()
    return f"{short(said['verifier'])} may sign the {layer} layer until {day(facts['validUntil'])}."


def _submitted(said: Arguments) -> str:
    report = said["report"]
    bound, until = _mass(report["lowerBoundKg"]), f"it may be challenged until {utc(said['finalisableAt'])}"
    if report["kind"] == ReportKind.Loss:
        return f"A report of project {said['project']} was submitted: at most {bound} were lost; {until}."
    if report["kind"] == ReportKind.Immobilisation:
        return f"A report of project {said['project']} was submitted: {bound} are immobilised elsewhere; {until}."
    return f"A report of project {said['project']} was submitted: at least {bound} were not emitted; {until}."


def _attested(said: Arguments) -> str:
    layer = Layer(said["layer"]).name.lower()
    return f"{short(said['signer'])} attested report {short(said['reportHash'])} for the {layer} layer."


def _finalised(said: Arguments) -> str:
    minted, carried = _mass(said["mintedKg"]), kilograms(said["carriedKg"])
    return f"The report of project {said['project']} became final: {minted} minted, {carried} carried to the next."


def _issued(said: Arguments) -> str:
    buffer = f", but {_mass(said['bufferKg'])} to the buffer pool" if said["bufferKg"] else ""
    return f"{_mass(said['kg'])} of batch {said['batch']} came into being and belong to {short(said['owner'])}{buffer}."


def _retired(said: Arguments) -> str:
    mass = _mass(said["kgEnd"] - said["kgStart"])
    return (
        f"{short(said['holder'])} retired {mass} of batch {said['batch']} for ever: certificate {said['certificate']}."
    )


def _cancelled(said: Arguments) -> str:
    mass = _mass(said["kgEnd"] - said["kgStart"])
    return f"{short(said['holder'])} cancelled {mass} of batch {said['batch']}."


def _certificate(said: Arguments) -> str:
    serials = f"serials {said['serialStart']} to {said['serialEnd']}"
    use = UseCase(said["useCase"]).name.lower()
    return f"Certificate {said['certificate']} was issued to {short(said['beneficiary'])}: {serials}, {use} use."


def _corrected(said: Arguments) -> str:
    return f"The beneficiary of certificate {said['certificate']} appended corrected details."


def _allotted(said: Arguments) -> str:
    mass, subject = _mass(said["kg"]), short(said["subject"])
    return f"{mass} of certificate {said['certificate']} were allotted to the passport with leaf {subject}."


def _sealed(said: Arguments) -> str:
    kind, size = SealKind(said["kind"]).word, plural(said["size"], "leaf", "leaves")
    return f"Seal {said['seal']} of kind {kind} fixed {size} under the root {short(said['root'])}."


def _trade(said: Arguments) -> str:
    lots = plural(said["credits"], "credit")
    units = f"{said['notional']:,} payment units, fee {said['fee']:,} units"
    return f"{lots} of batch {said['batch']} changed hands for {units}."


def _settled(said: Arguments) -> str:
    return (
        f"Settlement {said['batchNo']}: {plural(said['settled'], 'match', 'matches')} settled, {said['failed']} failed."
    )


def _moved(said: Arguments) -> str:
    sender, receiver, kg = said["from"], said["to"], _mass(said["value"])
    if sender == ZERO_ADDRESS:
        return f"The ledger booked {kg} of batch {said['id']} to {short(receiver)}."
    if receiver == ZERO_ADDRESS:
        return f"The ledger took {kg} of batch {said['id']} from {short(sender)}, out of circulation."
    return f"{kg} of batch {said['id']} moved from {short(sender)} to {short(receiver)}."


def _transferred(said: Arguments) -> str:
    if "tokenId" in said:
        return f"Certificate {said['tokenId']} came into being at {short(said['to'])}."
    source = "The token's deployer created" if said["from"] == ZERO_ADDRESS else f"{short(said['from'])} paid"
    return f"{source} {said['value']:,} payment units to {short(said['to'])}."


def _locked(said: Arguments) -> str:
    return f"Certificate {said['tokenId']} is locked: it can never move."


WORDINGS: Mapping[str, Callable[[Arguments], str]] = {
    **LAW_WORDINGS,
    "MethodologyRegistered": _methodology,
    "ProjectRegistered": _project,
    "BatchOpened": _batch,
    "LabelsSet": lambda said: f"Batch {said['batch']} carries the label bits {said['labels']:04b} now.",
    "VerifierAccredited": _accredited,
    "VerifierRevoked": lambda said: f"{short(said['verifier'])} may sign no more.",
    "ReportSubmitted": _submitted,
    "Attested": _attested,
    "ReportFinalised": _finalised,
    "CreditsIssued": _issued,
    "CreditsRetired": _retired,
    "CreditsCancelled": _cancelled,
    "CertificateIssued": _certificate,
    "CorrectionAppended": _corrected,
    "KilogramsAllotted": _allotted,
    "CertificateNullified": lambda said: f"An outside certificate, {short(said['nullifier'])}, was used up.",
    "Sealed": _sealed,
    "Trade": _trade,
    "BatchSettled": _settled,
    "MatchFailed": lambda said: (
        f"Match {said['position']} of settlement {said['batchNo']} failed and was undone alone."
    ),
    "OrderCancelled": lambda said: f"{short(said['maker'])} withdrew order {short(said['order'])}.",
    "EpochRaised": lambda said: f"{short(said['maker'])} withdrew all earlier orders.",
    "PaymentListed": lambda said: f"Token {short(said['payment'])} was admitted for payment.",
    "RoleLabel": lambda said: f"Role {said['roleId']} is called {said['label']}.",
    "RoleGranted": lambda said: f"{short(said['account'])} received role {said['roleId']}.",
    "RoleRevoked": lambda said: f"{short(said['account'])} lost role {said['roleId']}.",
    "RoleGuardianChanged": lambda said: f"Role {said['guardian']} may cancel what role {said['roleId']} schedules.",
    "RoleGrantDelayChanged": lambda said: f"New members of role {said['roleId']} wait {said['delay']:,} s.",
    "TargetAdminDelayUpdated": lambda said: (
        f"Changes of who may call {short(said['target'])} wait {said['delay']:,} s."
    ),
    "AdminOffered": lambda said: f"{short(said['account'])} was offered the admin role by {short(said['by'])}.",
    "AdminAccepted": lambda said: (
        f"{short(said['account'])} became admin; each of its deeds waits {said['executionDelay']:,} s."
    ),
    "TargetFunctionRoleUpdated": lambda said: (
        f"Function {said['selector'][:10]} of {short(said['target'])} needs role {said['roleId']} now."
    ),
    "AuthorityUpdated": lambda said: f"Roles are decided by {short(said['authority'])}.",
    "ThresholdSet": lambda said: (
        f"The {Layer(said['layer']).name.lower()} layer needs {plural(said['threshold'], 'organisation')}."
    ),
    "Paused": lambda said: f"{short(said['account'])} paused it.",
    "Unpaused": lambda said: f"{short(said['account'])} ended the pause.",
    "TransferSingle": _moved,
    "Transfer": _transferred,
    "Locked": _locked,
    "ApprovalForAll": lambda said: (
        f"{short(said['account'] if 'account' in said else said['owner'])} "
        f"{'lets' if said['approved'] else 'no longer lets'} {short(said['operator'])} move its credits."
    ),
    "Approval": lambda said: (
        f"{short(said['owner'])} lets {short(said['spender'])} move up to {said['value']:,} payment units."
        if "spender" in said
        else f"{short(said['owner'])} approved {short(said['approved'])} for certificate {said['tokenId']}."
    ),
}
