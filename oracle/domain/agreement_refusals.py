"""What a round of the panel refuses, grown from the tree of registry and drawn with the rest in oracle/errors.py."""

from __future__ import annotations

from collections.abc import Iterable

from registry.errors import NotFound, Refused

LONGEST_SHOWN = 66  # 0x and 32 bytes as hex


class AgreementNotHeld(Refused):
    """The project's plan demands the panel's agreement, and no round was held on the report."""

    def __init__(self, report_hash: str) -> None:
        sentence = f"report {report_hash}: its plan demands a round of the panel, and none was held"
        super().__init__("AgreementNotHeld", {"reportHash": report_hash[:LONGEST_SHOWN]}, sentence)


class AgreementMissing(Refused):
    """More than half of the panel must reveal the same document, and more than half of the domains a value."""

    def __init__(self, round_id: str, votes: int, quorum: int, named: Iterable[str]) -> None:
        apart = ", ".join(named) or "nobody"
        facts = {"round": round_id, "votes": votes, "quorum": quorum, "apart": apart}
        sentence = f"round {round_id}: {votes} nodes agree, needed {quorum} and a value of most domains; apart: {apart}"
        super().__init__("AgreementMissing", facts, sentence)


class AgreementDiffers(Refused):
    """The panel recomputed something else than the report says."""

    def __init__(self, field: str, reported: str, agreed: str) -> None:
        facts = {"field": field, "reported": reported, "agreed": agreed}
        super().__init__("AgreementDiffers", facts, f"{field}: the report says {reported}, the nodes agree on {agreed}")


class NodeNotOnPanel(Refused):
    """The node has no seat in this round."""

    def __init__(self, node: str, round_id: str) -> None:
        facts = {"node": node, "round": round_id}
        super().__init__("NodeNotOnPanel", facts, f"{node} has no seat in round {round_id}")


class NothingCommitted(Refused):
    """The node's journal holds no statement of this round."""

    def __init__(self, round_id: str, node: str) -> None:
        facts = {"round": round_id, "node": node}
        super().__init__("NothingCommitted", facts, f"{node} never committed in round {round_id}")


class RoundPhaseOver(Refused):
    """A round takes promises first, then answers, then nothing."""

    def __init__(self, round_id: str, phase: str) -> None:
        facts = {"round": round_id, "phase": phase}
        super().__init__("RoundPhaseOver", facts, f"round {round_id} is {phase}: this word comes out of its time")


class AgreementUnknown(NotFound):
    """No round of this id was held."""

    def __init__(self, round_id: str) -> None:
        super().__init__("round", round_id[:LONGEST_SHOWN])
