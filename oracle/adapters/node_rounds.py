"""Keeps the rounds of the panel: terms that cannot be moved, words that are only added, one verdict."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from oracle.adapters.node_tables import NodeWordRow, RoundRow
from oracle.domain.agreement import Commit, Conduct, NoValue, Reveal, Seat, Statement, Terms, Verdict
from oracle.domain.agreement_refusals import AgreementUnknown, RoundPhaseOver
from oracle.domain.agreement_round import Phase, Round
from registry.adapters.database import Database

COMMIT, REVEAL, FAULT = "commit", "reveal", "fault"


class RoundTable:
    """The store of rounds over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, terms: Terms) -> Round:
        """A new round that takes commitments; the same attempt at the same report is the same round."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"round:{terms.report_hash}")
            query = select(RoundRow).where(RoundRow.report_hash == terms.report_hash)
            row = session.exec(query.where(RoundRow.attempt == terms.attempt)).first()
            if row is None:
                row = RoundRow(
                    id=terms.id,
                    report_hash=terms.report_hash,
                    attempt=terms.attempt,
                    phase=Phase.COMMITTING,
                    terms=json.dumps(asdict(terms)),
                )
                session.add(row)
                session.flush()
            return _round_of(session, row)

    def find(self, round_id: str) -> Round:
        """The round with every word. Raises AgreementUnknown."""
        with self._database.reading() as session:
            return _round_of(session, _row(session, round_id))

    def newest(self, report_hash: str) -> Round | None:
        """The last attempt at a report, if there was one."""
        query = select(RoundRow).where(RoundRow.report_hash == report_hash).order_by(col(RoundRow.attempt).desc())
        with self._database.reading() as session:
            row = session.exec(query).first()
            return None if row is None else _round_of(session, row)

    def add_commit(self, commit: Commit) -> None:
        """Keeps a promise. Raises AgreementUnknown, and RoundPhaseOver once reveals have begun."""
        self._add(commit.round, Phase.COMMITTING, commit.node, COMMIT, commit.commitment, asdict(commit))

    def begin_reveals(self, round_id: str) -> None:
        """No more promises are taken. Raises AgreementUnknown."""
        with self._database.transaction() as session:
            row = _locked(self._database, session, round_id)
            if row.phase == Phase.COMMITTING:
                row.phase = Phase.REVEALING

    def add_reveal(self, reveal: Reveal) -> None:
        """Keeps an answer. Raises AgreementUnknown, and RoundPhaseOver out of its time."""
        said = reveal.statement
        self._add(said.round, Phase.REVEALING, said.node, REVEAL, reveal.commitment, asdict(reveal))

    def note_fault(self, round_id: str, node: str, sentence: str) -> None:
        """Keeps why a node said nothing; a later reason takes the place of an earlier one."""
        with self._database.transaction() as session:
            row = NodeWordRow(round=round_id, node=node, kind=FAULT, digest="", content=json.dumps(sentence))
            session.merge(row)

    def close(self, round_id: str, verdict: Verdict) -> Round:
        """The closed round; one that is closed keeps its verdict. Raises AgreementUnknown."""
        with self._database.transaction() as session:
            row = _locked(self._database, session, round_id)
            if row.verdict is None:
                row.phase, row.verdict = Phase.CLOSED, json.dumps(asdict(verdict))
            return _round_of(session, row)

    def _add(self, round_id: str, phase: Phase, node: str, kind: str, digest: str, content: dict[str, Any]) -> None:
        with self._database.transaction() as session:
            row = _locked(self._database, session, round_id)
            if row.phase != phase:
                raise RoundPhaseOver(round_id, row.phase)
            session.merge(NodeWordRow(round=round_id, node=node, kind=kind, digest=digest, content=json.dumps(content)))


def _locked(database: Database, session: Session, round_id: str) -> RoundRow:
    database.serialise(session, f"round:{round_id}")
    return _row(session, round_id)


def _row(session: Session, round_id: str) -> RoundRow:
    row = session.get(RoundRow, round_id)
    if row is None:
        raise AgreementUnknown(round_id)
    return row


def _round_of(session: Session, row: RoundRow) -> Round:
    query = select(NodeWordRow).where(NodeWordRow.round == row.id).order_by(NodeWordRow.node, NodeWordRow.digest)
    words = session.exec(query).all()
    return Round(
        terms=_terms_of(json.loads(row.terms)),
        phase=Phase(row.phase),
        commits=tuple(Commit(**json.loads(word.content)) for word in words if word.kind == COMMIT),
        reveals=tuple(_reveal_of(json.loads(word.content)) for word in words if word.kind == REVEAL),
        faults={word.node: json.loads(word.content) for word in words if word.kind == FAULT},
        verdict=None if row.verdict is None else _verdict_of(json.loads(row.verdict)),
    )


def _terms_of(kept: dict[str, Any]) -> Terms:
    return Terms(**kept | {"seats": tuple(Seat(**seat) for seat in kept["seats"])})


def _reveal_of(kept: dict[str, Any]) -> Reveal:
    return Reveal(Statement(**kept["statement"]), kept["signature"])


def _verdict_of(kept: dict[str, Any]) -> Verdict:
    conduct = {node: Conduct(done) for node, done in kept["conduct"].items()}
    no_value = {node: NoValue(why) for node, why in kept["no_value"].items()}
    return Verdict(**kept | {"conduct": conduct, "no_value": no_value})
