"""Lets a panel of nodes agree on a report before anybody signs it: promises first, answers when no more are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oracle.domain.agreement import Conduct, Seat, Terms, Verdict, judge, sha256
from oracle.domain.agreement_refusals import AgreementDiffers, AgreementMissing, AgreementNotHeld, NodeNotOnPanel
from oracle.domain.agreement_round import Phase, Round
from oracle.domain.monitoring_report import MonitoringReport
from oracle.usecases.node_ports import NodeDoor, NodeSignatures, RoundStore
from registry.errors import CarbonixError
from registry.ports import ChainReader

DAY_S = 86_400
DEFAULT_HEARTBEAT_S = 3_600  # where the contract asks for no heartbeat


def agree_report(
    monitoring: MonitoringReport,
    seats: Sequence[Seat],
    nodes: Sequence[NodeDoor],
    *,
    chain: ChainReader,
    rounds: RoundStore,
    signatures: NodeSignatures,
) -> Round:
    """The closed round in which the panel agreed on the report, old or new.

    A round that a crash left open goes on where it was; after a round without agreement a new one is held. A node that
    fails, refuses or forges is silent for everybody else's purposes; what each did stands in the round. Raises
    AgreementMissing, AgreementDiffers.
    """
    round_ = rounds.newest(monitoring.report_hash)
    if round_ is None or (round_.verdict is not None and not round_.verdict.agreed):
        attempt = 1 if round_ is None else round_.terms.attempt + 1
        round_ = rounds.open(terms_of(monitoring, seats, attempt, chain))
    if round_.verdict is None:
        round_ = _hold(round_, nodes, chain, rounds, signatures)
    check_agreement(monitoring, round_)
    return round_


def require_agreement(monitoring: MonitoringReport, *, demanded: bool, rounds: RoundStore) -> None:
    """Lets a report pass that the panel agreed on; without any round, only one whose plan demands none.

    A round that was opened binds whatever the plan says. Raises AgreementNotHeld, AgreementMissing, AgreementDiffers.
    """
    round_ = rounds.newest(monitoring.report_hash)
    if round_ is not None:
        check_agreement(monitoring, round_)
    elif demanded:
        raise AgreementNotHeld(monitoring.report_hash)


def terms_of(monitoring: MonitoringReport, seats: Sequence[Seat], attempt: int, chain: ChainReader) -> Terms:
    """The terms of a new round at the chain's head; the cap is the project's physical one for the period."""
    head, report = chain.head(), monitoring.report
    cap_kg = chain.call("CreditRegistry", "projectOf", report.project, at=head.number)["dailyCapKg"]
    heartbeat_s = chain.call("VerificationOracle", "heartbeatS", at=head.number)
    return Terms(
        report_hash=monitoring.report_hash,
        project=report.project,
        period_start_s=report.period_start,
        period_end_s=report.period_end,
        attempt=attempt,
        opened_s=head.time,
        heartbeat_s=heartbeat_s or DEFAULT_HEARTBEAT_S,
        cap_kg=cap_kg * (report.period_end - report.period_start) // DAY_S,
        seats=tuple(seats),
    )


def check_agreement(monitoring: MonitoringReport, round_: Round) -> Verdict:
    """The round's verdict, if it carries the report. Raises AgreementMissing, AgreementDiffers."""
    verdict, report = round_.verdict, monitoring.report
    if verdict is None or verdict.document_sha256 is None:
        raise _missing(round_)
    ours = sha256(monitoring.document)
    if verdict.document_sha256 != ours:
        raise AgreementDiffers("document", ours, verdict.document_sha256)
    if verdict.point_kg is None or verdict.lower_bound_kg is None:
        raise _missing(round_)
    for field, stated_kg, agreed_kg in (
        ("pointKg", report.point_kg, verdict.point_kg),
        ("lowerBoundKg", report.lower_bound_kg, verdict.lower_bound_kg),
    ):
        if stated_kg > agreed_kg:
            raise AgreementDiffers(field, str(stated_kg), str(agreed_kg))
    return verdict


def _missing(round_: Round) -> AgreementMissing:
    verdict = round_.verdict
    apart = [node for node, conduct in verdict.conduct.items() if conduct is not Conduct.AGREED] if verdict else ()
    return AgreementMissing(round_.terms.id, verdict.votes if verdict else 0, round_.terms.quorum, apart)


def _hold(
    round_: Round, nodes: Sequence[NodeDoor], chain: ChainReader, rounds: RoundStore, signatures: NodeSignatures
) -> Round:
    terms, panel = round_.terms, {seat.node for seat in round_.terms.seats}

    def commit(node: NodeDoor) -> None:
        word = node.promise(terms)
        signatures.check(word.text, word.signature, _seated(word.node, panel, terms))
        rounds.add_commit(word)

    def reveal(node: NodeDoor) -> None:
        word = node.reveal(terms)
        signatures.check(word.statement.text, word.signature, _seated(word.statement.node, panel, terms))
        rounds.add_reveal(word)

    if round_.phase is Phase.COMMITTING:
        _ask_all(terms.id, nodes, commit, rounds)
        rounds.begin_reveals(terms.id)
    _ask_all(terms.id, nodes, reveal, rounds)
    spoken = rounds.find(terms.id)
    return rounds.close(terms.id, judge(terms, spoken.commits, spoken.reveals, chain.head().time))


def _seated(node: str, panel: set[str], terms: Terms) -> str:
    if node not in panel:
        raise NodeNotOnPanel(node, terms.id)
    return node


def _ask_all(round_id: str, nodes: Sequence[NodeDoor], ask: Callable[[NodeDoor], None], rounds: RoundStore) -> None:
    """One node's fault is that node's silence, kept with its reason: the others are asked all the same."""
    for node in nodes:
        try:
            ask(node)
        except CarbonixError as fault:
            rounds.note_fault(round_id, node.address, fault.sentence)
