"""The panel of oracle nodes of this installation: its homes, its rounds, and the one call that lets it agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from oracle.adapters.node_home import LocalNode, NodeHome, TextSignatures
from oracle.adapters.node_rounds import RoundTable
from oracle.domain.agreement import Seat
from oracle.domain.agreement_round import Round, round_document
from oracle.domain.monitoring_report import MonitoringReport
from oracle.usecases.agree_report import agree_report
from oracle.usecases.node_ports import NodeDoor, Recompute
from registry.adapters.canonical_json import canonical
from registry.domain.cid import Cid
from registry.ports import ChainReader, EvidenceStore

# Five seats in three invented domains of one machine: no domain holds more than half of the seats.
DEMONSTRATION_DOMAINS = ("demo-a", "demo-a", "demo-b", "demo-b", "demo-c")


@dataclass(frozen=True)
class NodePanel:
    """The nodes that recompute reports before anybody signs them."""

    home: Path
    chain: ChainReader
    rounds: RoundTable
    evidence: EvidenceStore
    recompute: Recompute
    domains: tuple[str, ...] = DEMONSTRATION_DOMAINS

    @cached_property
    def nodes(self) -> tuple[LocalNode, ...]:
        """The nodes in order of their seats; each one's key is made at first use and stays in its own home."""
        homes = (NodeHome(self.home / "nodes" / str(number)) for number in range(1, len(self.domains) + 1))
        return tuple(LocalNode(home, self.chain, self.recompute) for home in homes)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Who sits on the panel, each with weight 1 in its domain."""
        return tuple(Seat(node.address, domain) for node, domain in zip(self.nodes, self.domains, strict=True))

    def agree(self, monitoring: MonitoringReport, nodes: Sequence[NodeDoor] | None = None) -> Round:
        """The round in which the panel agreed on the report, held now or before; kept as evidence.

        Other doors to the same seats may be given. Raises AgreementMissing, AgreementDiffers.
        """
        return agree_report(
            monitoring,
            self.seats,
            self.nodes if nodes is None else nodes,
            chain=self.chain,
            rounds=self.rounds,
            signatures=TextSignatures(),
        )

    def transcript(self, round_: Round) -> bytes:
        """Canonical JSON of the round with every signed word: a stranger checks it without us."""
        return canonical(round_document(round_))

    def publish(self, round_: Round) -> Cid:
        """Keeps the transcript as evidence; its CID."""
        return self.evidence.put(self.transcript(round_))
