"""Reads a transcript of a round as a stranger got it, checks every signature in it, and judges the round again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from oracle.adapters.node_home import TextSignatures
from oracle.domain.agreement import (
    TERMS_TYPE,
    Commit,
    Conduct,
    NoValue,
    Reveal,
    Seat,
    Statement,
    Terms,
    Verdict,
    judge,
)
from oracle.domain.agreement_refusals import AgreementDiffers, NodeNotOnPanel
from oracle.domain.agreement_round import ONE_MACHINE_NOTICE, ROUND_TYPE, Phase, Round, verdict_document
from registry.api.schema import Schema
from registry.errors import InvalidInput

LARGEST_TRANSCRIPT_BYTES = 1_000_000
MOST_SEATS = 100
MOST_WORDS = 1_000
Hash = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{64}$")]
Node = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{40}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{130}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,40}$")]
Count = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,40}$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[ -~]+$")]


class SeatPaper(Schema):
    """A seat of the panel."""

    node: Node
    domain: Name
    weight: Count


class PeriodPaper(Schema):
    """A period in UTC."""

    start: Moment
    end: Moment


class TermsPaper(Schema):
    """The terms, whose hash is the round's id."""

    type: Literal["carbonix/agreement-terms/1"] = TERMS_TYPE  # type: ignore[assignment]
    report_hash: Hash
    project: Count
    period: PeriodPaper
    attempt: Count
    opened: Moment
    heartbeat_seconds: Count
    cap_kg: Count
    panel: Annotated[list[SeatPaper], Field(min_length=1, max_length=MOST_SEATS)]


class CommitPaper(Schema):
    """A signed promise."""

    node: Node
    commitment: Hash
    signature: Signature


class RevealPaper(Schema):
    """A signed answer."""

    node: Node
    document: Hash
    point_kg: Amount
    lower_bound_kg: Amount
    observed: Moment
    salt: Hash
    signature: Signature


class VerdictPaper(Schema):
    """What was judged; what nobody agreed on is null."""

    judged: Moment
    agreed: bool
    quorum: Count
    votes: Count
    document: Hash | None
    point_kg: Amount | None
    lower_bound_kg: Amount | None
    conduct: dict[Node, Conduct]
    no_value: dict[Node, NoValue]


class RoundPaper(Schema):
    """A round with every signed word in it."""

    type: Literal["carbonix/agreement/1"] = ROUND_TYPE  # type: ignore[assignment]
    notice: Annotated[str, Field(max_length=1_000)] = ONE_MACHINE_NOTICE
    round: Hash
    terms: TermsPaper
    phase: Phase
    commits: Annotated[list[CommitPaper], Field(max_length=MOST_WORDS)]
    reveals: Annotated[list[RevealPaper], Field(max_length=MOST_WORDS)]
    faults: dict[Node, str]
    verdict: VerdictPaper | None = None


def check_transcript(content: bytes) -> Verdict:
    """The verdict of a transcript, if its signatures hold and judging it again gives the same.

    Raises InvalidInput for bytes that are no transcript of a closed round, Refused("InvalidSignature"),
    NodeNotOnPanel, and AgreementDiffers for terms or a verdict that do not follow.
    """
    paper = _paper(content)
    if paper.verdict is None:
        raise InvalidInput("verdict", "", "the round must be closed")
    round_ = _round_of(paper)
    if round_.terms.id != paper.round:
        raise AgreementDiffers("round", paper.round, round_.terms.id)
    _check_words(round_)
    verdict = judge(round_.terms, round_.commits, round_.reveals, _seconds(paper.verdict.judged))
    stated, computed = paper.verdict.model_dump(mode="json", by_alias=True), verdict_document(verdict)
    for field, value in computed.items():
        if stated[field] != value:
            raise AgreementDiffers(f"verdict.{field}", str(stated[field]), str(value))
    return verdict


def _paper(content: bytes) -> RoundPaper:
    if len(content) > LARGEST_TRANSCRIPT_BYTES:
        raise InvalidInput("transcript", f"{len(content)} bytes", f"at most {LARGEST_TRANSCRIPT_BYTES} bytes")
    try:
        return RoundPaper.model_validate_json(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "transcript"
        raise InvalidInput(place, "", first["msg"]) from fault


def _check_words(round_: Round) -> None:
    signatures, panel = TextSignatures(), {seat.node for seat in round_.terms.seats}
    words = [(word.node, word.text, word.signature) for word in round_.commits]
    words += [(word.statement.node, word.statement.text, word.signature) for word in round_.reveals]
    for node, text, signature in words:
        if node not in panel:
            raise NodeNotOnPanel(node, round_.terms.id)
        signatures.check(text, signature, node)


def _round_of(paper: RoundPaper) -> Round:
    said = paper.terms
    terms = Terms(
        report_hash=said.report_hash,
        project=int(said.project),
        period_start_s=_seconds(said.period.start),
        period_end_s=_seconds(said.period.end),
        attempt=int(said.attempt),
        opened_s=_seconds(said.opened),
        heartbeat_s=int(said.heartbeat_seconds),
        cap_kg=int(said.cap_kg),
        seats=tuple(Seat(seat.node, seat.domain, int(seat.weight)) for seat in said.panel),
    )
    commits = tuple(Commit(paper.round, word.node, word.commitment, word.signature) for word in paper.commits)
    reveals = tuple(Reveal(_statement(paper.round, word), word.signature) for word in paper.reveals)
    return Round(terms, paper.phase, commits, reveals, paper.faults)


def _statement(round_id: str, word: RevealPaper) -> Statement:
    return Statement(
        round=round_id,
        node=word.node,
        document_sha256=word.document,
        point_kg=int(word.point_kg),
        lower_bound_kg=int(word.lower_bound_kg),
        observed_s=_seconds(word.observed),
        salt=word.salt,
    )


def _seconds(moment: str) -> int:
    try:
        return int(datetime.fromisoformat(moment).timestamp())
    except ValueError as fault:
        raise InvalidInput("time", moment, "must be a time of the calendar") from fault
