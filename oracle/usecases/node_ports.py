"""What a panel of nodes and each node in it need from the outside, as protocols."""

from __future__ import annotations

from typing import Protocol

from oracle.domain.agreement import Commit, Reveal, Terms, Verdict
from oracle.domain.agreement_round import Answer, Round


class Recompute(Protocol):
    """A node's own way from the sealed data to a report's document."""

    def __call__(self, report_hash: str) -> Answer:
        """Raises ReportUnknown, EvidenceCorrupt, and whatever the methodology refuses."""
        ...


class NodeJournal(Protocol):
    """What a node signed, kept in its own home before anybody hears of it."""

    def find(self, round_id: str) -> Reveal | None: ...

    def keep(self, reveal: Reveal) -> Reveal:
        """Durable when it returns; what the round's word is, which is another one where that was kept before."""
        ...


class NodeDoor(Protocol):
    """A node as the panel sees it, in this process or behind a network. Each call raises CarbonixError if it fails."""

    @property
    def address(self) -> str: ...

    def promise(self, terms: Terms) -> Commit: ...

    def reveal(self, terms: Terms) -> Reveal: ...


class NodeSignatures(Protocol):
    """Checks what nodes signed (EIP-191)."""

    def check(self, text: str, signature: str, signer: str) -> None:
        """Raises Refused("InvalidSignature") unless this signer signed this text."""
        ...


class RoundStore(Protocol):
    """The rounds of the panel and every word in them: added to, never changed. Each method is one transaction."""

    def open(self, terms: Terms) -> Round:
        """A new round that takes commitments; the same terms again are the same round."""
        ...

    def find(self, round_id: str) -> Round:
        """Raises AgreementUnknown."""
        ...

    def newest(self, report_hash: str) -> Round | None: ...

    def add_commit(self, commit: Commit) -> None:
        """Raises AgreementUnknown, and RoundPhaseOver once reveals have begun."""
        ...

    def begin_reveals(self, round_id: str) -> None: ...

    def add_reveal(self, reveal: Reveal) -> None:
        """Raises AgreementUnknown, and RoundPhaseOver before reveals have begun or once the round is closed."""
        ...

    def note_fault(self, round_id: str, node: str, sentence: str) -> None:
        """Keeps why a node said nothing."""
        ...

    def close(self, round_id: str, verdict: Verdict) -> Round:
        """The closed round; a closed one keeps its verdict."""
        ...
