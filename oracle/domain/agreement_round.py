"""A round as it is kept and shown: its terms, every signed word, and the verdict that anybody can judge again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from oracle.domain.agreement import Commit, Reveal, Statement, Terms, Verdict
from oracle.domain.readings import utc_text

ROUND_TYPE = "carbonix/agreement/1"
ONE_MACHINE_NOTICE = (
    "SIMULATED panel: all nodes of this demonstration run on one machine, each with a key of its own; their trust "
    "domains are invented."
)


class Phase(StrEnum):
    """Promises, then answers, then nothing."""

    COMMITTING = "committing"
    REVEALING = "revealing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node recomputed: the report's document (canonical JSON) and the kilograms in it."""

    document: bytes
    point_kg: int
    lower_bound_kg: int


@dataclass(frozen=True, slots=True)
class Round:
    """A round with every word in it; `faults` says why a node is silent, where that was told."""

    terms: Terms
    phase: Phase
    commits: tuple[Commit, ...] = ()
    reveals: tuple[Reveal, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None


def round_document(round_: Round) -> dict[str, object]:
    """The round as plain strings for canonical JSON: whoever has it can check each signature and judge again."""
    shown: dict[str, object] = {
        "type": ROUND_TYPE,
        "notice": ONE_MACHINE_NOTICE,
        "round": round_.terms.id,
        "terms": round_.terms.document(),
        "phase": str(round_.phase),
        "commits": [
            {"node": word.node, "commitment": word.commitment, "signature": word.signature} for word in round_.commits
        ],
        "reveals": [_reveal(word.statement, word.signature) for word in round_.reveals],
        "faults": dict(round_.faults),
    }
    return shown if round_.verdict is None else shown | {"verdict": verdict_document(round_.verdict)}


def verdict_document(verdict: Verdict) -> dict[str, object]:
    """The verdict as plain strings; what nobody agreed on is null."""
    return {
        "judged": utc_text(verdict.judged_s),
        "agreed": verdict.agreed,
        "quorum": str(verdict.quorum),
        "votes": str(verdict.votes),
        "document": verdict.document_sha256,
        "pointKg": None if verdict.point_kg is None else str(verdict.point_kg),
        "lowerBoundKg": None if verdict.lower_bound_kg is None else str(verdict.lower_bound_kg),
        "conduct": {node: str(conduct) for node, conduct in verdict.conduct.items()},
        "noValue": {node: str(why) for node, why in verdict.no_value.items()},
    }


def _reveal(statement: Statement, signature: str) -> dict[str, object]:
    return {
        "node": statement.node,
        "document": statement.document_sha256,
        "pointKg": str(statement.point_kg),
        "lowerBoundKg": str(statement.lower_bound_kg),
        "observed": utc_text(statement.observed_s),
        "salt": statement.salt,
        "signature": signature,
    }
