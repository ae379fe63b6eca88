"""Agreement of oracle nodes: each commits to a hash before it sees another's answer; who reveals otherwise is named.

A node's word is a statement (the SHA-256 of the document that it recomputed, the kilograms in it, chain time, a salt)
with the node's signature. Its commitment is the SHA-256 of both: a stranger's commitment cannot be opened by a copyist,
because the signature inside is the author's.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from oracle.domain.readings import utc_text
from oracle.domain.weighted_median import weighted_median
from registry.errors import InvalidInput

TERMS_TYPE = "carbonix/agreement-terms/1"
SALT_BYTES = 32
FRESH_HEARTBEATS = 2  # a value older than so many heartbeats is no value


class Conduct(StrEnum):
    """What a node did in a round."""

    AGREED = "agreed"  # revealed what it had committed to, and that is the panel's answer
    DISSENTED = "dissented"  # revealed what it had committed to, another answer
    CHANGED = "changed"  # signed a second commitment, or a reveal that is not what it had committed to
    WITHHELD = "withheld"  # committed and never revealed
    SILENT = "silent"  # never committed


class NoValue(StrEnum):
    """Why a revealed figure does not count."""

    AT_BOUND = "at its bound"
    STALE = "older than twice the heartbeat"
    AHEAD = "observed after the verdict"


@dataclass(frozen=True, slots=True)
class Seat:
    """A node's place on the panel: the address of its key, its trust domain, and its weight inside of that."""

    node: str
    domain: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round is about; its id is the SHA-256 of these terms, so nobody can move them afterwards.

    Times are chain time in Unix seconds; `cap_kg` is what the project can reach in the period at most: a figure at 0
    or at the cap is a figure at its bound. Raises InvalidInput for a panel of nobody, or of one key in two seats.
    """

    report_hash: str
    project: int
    period_start_s: int
    period_end_s: int
    attempt: int
    opened_s: int
    heartbeat_s: int
    cap_kg: int
    seats: tuple[Seat, ...]

    def __post_init__(self) -> None:
        nodes = [seat.node.lower() for seat in self.seats]
        if not nodes or len(set(nodes)) != len(nodes):
            raise InvalidInput("panel", nodes, "at least one seat, and one seat for each key: a key has one vote")

    @property
    def quorum(self) -> int:
        """More than half of the panel."""
        return len(self.seats) // 2 + 1

    @property
    def id(self) -> str:
        """SHA-256 of the canonical terms, 0x hex."""
        return sha256(json.dumps(self.document(), sort_keys=True, separators=(",", ":")).encode())

    def document(self) -> dict[str, object]:
        """The terms as plain strings for canonical JSON."""
        return {
            "type": TERMS_TYPE,
            "reportHash": self.report_hash,
            "project": str(self.project),
            "period": {"start": utc_text(self.period_start_s), "end": utc_text(self.period_end_s)},
            "attempt": str(self.attempt),
            "opened": utc_text(self.opened_s),
            "heartbeatSeconds": str(self.heartbeat_s),
            "capKg": str(self.cap_kg),
            "panel": [{"node": seat.node, "domain": seat.domain, "weight": str(seat.weight)} for seat in self.seats],
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """A node's answer; `document_sha256`, `round` and `salt` are 0x hex of 32 bytes, `observed_s` is chain time."""

    round: str
    node: str
    document_sha256: str
    point_kg: int
    lower_bound_kg: int
    observed_s: int
    salt: str

    @property
    def text(self) -> str:
        """What the node signs (EIP-191), line by line."""
        return "\n".join(
            (
                "CarboniX oracle node: reveal",
                f"round: {self.round}",
                f"node: {self.node}",
                f"document: {self.document_sha256}",
                f"pointKg: {self.point_kg}",
                f"lowerBoundKg: {self.lower_bound_kg}",
                f"observed: {utc_text(self.observed_s)}",
                f"salt: {self.salt}",
            )
        )


@dataclass(frozen=True, slots=True)
class Commit:
    """A node's signed promise of an answer that nobody can read yet."""

    round: str
    node: str
    commitment: str
    signature: str

    @property
    def text(self) -> str:
        """What the node signs (EIP-191)."""
        return commit_text(self.round, self.node, self.commitment)


@dataclass(frozen=True, slots=True)
class Reveal:
    """A node's answer in the open, with its signature over the statement (0x hex of 65 bytes)."""

    statement: Statement
    signature: str

    @property
    def commitment(self) -> str:
        """The commitment that this reveal opens."""
        return commitment_to(self.statement, self.signature)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a panel said: the document that more than half revealed, and the agreed kilograms; None where none is.

    `conduct` has every seat; `no_value` the revealed figures that did not count, with the reason;
    `judged_s` is chain time.
    """

    judged_s: int
    quorum: int
    votes: int
    document_sha256: str | None
    point_kg: int | None
    lower_bound_kg: int | None
    conduct: Mapping[str, Conduct]
    no_value: Mapping[str, NoValue]

    @property
    def agreed(self) -> bool:
        """True if the panel has both an answer and a value."""
        return None not in (self.document_sha256, self.point_kg, self.lower_bound_kg)

    def named(self, *conducts: Conduct) -> tuple[str, ...]:
        """The nodes of this conduct, in order of their seats."""
        return tuple(node for node, conduct in self.conduct.items() if conduct in conducts)


def commit_text(round_id: str, node: str, commitment: str) -> str:
    """What a node signs to commit itself."""
    return f"CarboniX oracle node: commit\nround: {round_id}\nnode: {node}\ncommitment: {commitment}"


def commitment_to(statement: Statement, signature: str) -> str:
    """SHA-256 of the statement (its salt included) and the node's signature over it, 0x hex."""
    return sha256(statement.text.encode() + bytes.fromhex(signature[2:]))


def sha256(data: bytes) -> str:
    """SHA-256 as 0x hex."""
    return "0x" + hashlib.sha256(data).hexdigest()


def judge(terms: Terms, commits: Sequence[Commit], reveals: Sequence[Reveal], now_s: int) -> Verdict:
    """What the panel said, from words whose signatures were checked; the order of the words does not matter.

    One seat is one vote on the document. The kilograms are the median over trust domains of the weighted median within
    each, so that a domain with many nodes is still one domain; more than half of the domains must have a value.
    """
    promised = _grouped((word.node, word.commitment) for word in commits)
    opened = _grouped((word.statement.node, word.commitment) for word in reveals)
    honest = [seat for seat in terms.seats if _kept_its_word(promised.get(seat.node), opened.get(seat.node))]
    spoken = {word.statement.node: word.statement for word in reveals}
    document, votes = _answer(terms.quorum, [spoken[seat.node].document_sha256 for seat in honest])
    conduct = {}
    for seat in terms.seats:
        if seat in honest:
            conduct[seat.node] = _vote(spoken[seat.node], document)
        else:
            conduct[seat.node] = _breach(promised.get(seat.node), opened.get(seat.node))
    no_value = {seat.node: why for seat in honest if (why := _no_value(terms, spoken[seat.node], now_s))}
    counted = [(seat, spoken[seat.node]) for seat in honest if seat.node not in no_value]
    point_kg = _agreed_kg(terms, [(seat, word.point_kg) for seat, word in counted])
    lower_bound_kg = _agreed_kg(terms, [(seat, word.lower_bound_kg) for seat, word in counted])
    return Verdict(now_s, terms.quorum, votes, document, point_kg, lower_bound_kg, conduct, no_value)


def _grouped(words: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node, commitment in words:
        found.setdefault(node, set()).add(commitment)
    return found


def _kept_its_word(promised: set[str] | None, opened: set[str] | None) -> bool:
    return promised is not None and len(promised) == 1 and promised == opened


def _breach(promised: set[str] | None, opened: set[str] | None) -> Conduct:
    if opened is None and promised is None:
        return Conduct.SILENT
    if opened is None and promised is not None and len(promised) == 1:
        return Conduct.WITHHELD
    return Conduct.CHANGED


def _vote(statement: Statement, document: str | None) -> Conduct:
    return Conduct.AGREED if statement.document_sha256 == document else Conduct.DISSENTED


def _answer(quorum: int, documents: Sequence[str]) -> tuple[str | None, int]:
    """The document of a quorum, which is more than half: there cannot be two."""
    if not documents:
        return None, 0
    document, votes = Counter(documents).most_common(1)[0]
    return (document if votes >= quorum else None), votes


def _no_value(terms: Terms, statement: Statement, now_s: int) -> NoValue | None:
    figures = (statement.point_kg, statement.lower_bound_kg)
    if any(not 0 < figure < terms.cap_kg for figure in figures):
        return NoValue.AT_BOUND
    if statement.observed_s > now_s:  # it would stay fresh for as long as its node likes
        return NoValue.AHEAD
    if now_s - statement.observed_s > FRESH_HEARTBEATS * terms.heartbeat_s:
        return NoValue.STALE
    return None


def _agreed_kg(terms: Terms, figures: Sequence[tuple[Seat, int]]) -> int | None:
    domains = {seat.domain for seat in terms.seats}
    by_domain: dict[str, list[tuple[int, int]]] = {}
    for seat, kilograms in figures:
        by_domain.setdefault(seat.domain, []).append((kilograms, seat.weight))
    if 2 * len(by_domain) <= len(domains):
        return None
    return weighted_median((weighted_median(own), 1) for own in by_domain.values())
