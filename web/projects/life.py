"""The life of a project in steps, from registered to retired or reversed, each with its actors and its proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.adapters.chain import ChainGateway
from registry.domain.events import ChainEvent
from registry.domain.projection import Projection
from registry.domain.records import Claim
from registry.domain.report import ReportKind
from registry.domain.units import ONE_CREDIT_KG
from registry.errors import CarbonixError
from web.events import EventReader
from web.sheets import Cell

STEP_COLUMNS = ("time", "block", "step", "actor", "actorRole", "document", "documentKind", "kg", "batch", "transaction")
OF_PROJECT = ("ProjectRegistered", "ReportSubmitted", "ReportFinalised", "LossOpened", "ShareSet", "DailyCapChanged")
OF_CLAIM = ("ClaimChallenged", "ChallengeRejected", "ClaimVoided", "LossCovered", "DebtRepaid")
OF_BATCH = ("CreditsCancelled", "LabelsSet")
MANY = ("Trade", "CertificateIssued")  # of these the newest are shown; a liquid batch has thousands
MOST_SENDERS = 10_000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who took a step, and as what; `address` is empty while the chain does not say."""

    role: str
    address: str


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One step: what happened, who did it, which documents it rests on, and its transaction; `time_s` Unix seconds."""

    kind: str
    event: ChainEvent
    time_s: int
    actors: tuple[Actor, ...]
    documents: Mapping[str, str] = field(default_factory=dict)
    kg: int | None = None
    batch: int | None = None

    def cells(self) -> Iterator[tuple[Cell, ...]]:
        """A line for each actor, and at least one."""
        document = next(iter(self.documents.items()), ("", ""))
        for actor in self.actors or (Actor("", ""),):
            said = (self.time_s, self.event.block, self.kind, actor.address, actor.role, document[1], document[0])
            yield (*said, self.kg, self.batch, self.event.transaction)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How an event reads as a step: actors by role and argument (empty: the sender), documents by kind and argument."""

    kind: str
    actors: tuple[tuple[str, str], ...]
    documents: tuple[tuple[str, str], ...]
    kg: Callable[[Mapping[str, Any]], int] | None = None


def _span_kg(said: Mapping[str, Any]) -> int:
    return int(said["kgEnd"] - said["kgStart"])


SHAPES: Mapping[str, _Shape] = {
    "ProjectRegistered": _Shape(
        "registered", (("registrar", ""), ("owner", "owner")), (("project document", "documentHash"),)
    ),
    "ShareSet": _Shape("risk share", (("registrar", ""),), (("risk assessment", "assessmentHash"),)),
    "DailyCapChanged": _Shape("cap changed", (("verifier admin", ""),), ()),
    "Sealed": _Shape("sealed", (("sealer", "sealer"),), (("readings", "root"),)),
    "ClaimChallenged": _Shape("challenged", (("challenger", "challenger"),), (("grounds", "groundsHash"),)),
    "ChallengeRejected": _Shape("upheld", (("arbiter", ""),), (("reason", "reasonHash"),)),
    "ClaimVoided": _Shape("voided", (("arbiter", ""),), (("reason", "reasonHash"),)),
    "ReportFinalised": _Shape(
        "issued", (("finalised by", ""),), (("report", "reportHash"),), lambda said: int(said["mintedKg"])
    ),
    "LabelsSet": _Shape("labelled", (("registrar", ""),), (("document", "documentHash"),)),
    "Trade": _Shape(
        "traded",
        (("exchange operator", ""),),
        (("buy order", "buyOrder"), ("sell order", "sellOrder")),
        lambda said: int(said["credits"]) * ONE_CREDIT_KG,
    ),
    "CertificateIssued": _Shape(
        "retired", (("retired by", "retiree"), ("beneficiary", "beneficiary")), (("details", "detailsHash"),), _span_kg
    ),
    "CreditsCancelled": _Shape("cancelled", (("holder", "holder"),), (("reason", "reasonHash"),), _span_kg),
    "LossOpened": _Shape(
        "reversed", (("finalised by", ""),), (("report", "reportHash"),), lambda said: int(said["lossKg"])
    ),
    "DebtRepaid": _Shape("repaid", (("paid by", ""),), (("report", "reportHash"),), lambda said: int(said["kg"])),
}


class LifeReader:
    """Reads lives out of followed events; senders of transactions are asked of the chain once."""

    def __init__(self, events: EventReader, chain: ChainGateway) -> None:
        self._events, self._chain = events, chain
        self._senders: dict[str, str] = {}

    def of(self, project: int, ledger: Projection) -> list[LifeStep]:
        """Every step in the order of the chain."""
        claims = {
            one.report_hash: one for one in ledger.claims.values() if one.report and one.report.project == project
        }
        batches = [batch.id for batch in ledger.batches.values() if batch.project == project]
        roots = {one.report.data_root for one in claims.values() if one.report}
        found = self._found(project, list(claims), batches, roots)
        times = self._events.times(event.block for event in found)
        steps = (self._step(event, times.get(event.block, 0), claims) for event in found)
        return [step for step in steps if step is not None]

    def _found(self, project: int, claims: Sequence[str], batches: Sequence[int], roots: set[str]) -> list[ChainEvent]:
        about = self._events.about
        of_batches = [f'"batch":{number}' for number in batches]
        found = about(OF_PROJECT, [f'"project":{project}'])
        if claims:
            found += about(OF_CLAIM, [f'"reportHash":"{one}"' for one in claims])
            found += about(("Sealed",), [f'"root":"{root}"' for root in sorted(roots)])
        if batches:
            found += about(OF_BATCH, of_batches)
            for name in MANY:
                found += about((name,), of_batches, newest=True)
        return sorted(found, key=lambda event: (event.block, event.log_index))

    def _step(self, event: ChainEvent, time_s: int, claims: Mapping[str, Claim]) -> LifeStep | None:
        said = event.arguments
        if event.name == "ReportSubmitted":
            return self._verified(event, time_s, claims.get(said["reportHash"]))
        if event.name == "ReportFinalised":
            claim = claims.get(said["reportHash"])
            if claim and claim.report and claim.report.kind is ReportKind.Loss:
                return None  # LossOpened says more
        shape = SHAPES.get(event.name)
        if shape is None:
            return None
        actors = tuple(Actor(role, said[name] if name else self._sender(event)) for role, name in shape.actors)
        documents = {kind: str(said[name]) for kind, name in shape.documents if name in said}
        kg = shape.kg(said) if shape.kg else None
        return LifeStep(shape.kind, event, time_s, actors, documents, kg, said.get("batch") or None)

    @staticmethod
    def _verified(event: ChainEvent, time_s: int, claim: Claim | None) -> LifeStep | None:
        if claim is None or claim.report is None:
            return None
        words = sorted(claim.attestations, key=lambda word: word.layer)
        signers = tuple(Actor(f"{word.layer.name.lower()} layer", word.signer) for word in words)
        documents = {
            "report": claim.report_hash,
            "model": claim.report.model_hash,
            "readings": claim.report.data_root,
        }
        kind = "loss verified" if claim.report.kind is ReportKind.Loss else "verified"
        return LifeStep(kind, event, time_s, signers, documents, claim.report.lower_bound_kg)

    def _sender(self, event: ChainEvent) -> str:
        """Who sent the transaction; empty while the chain does not answer."""
        if event.transaction not in self._senders:
            try:
                found = self._chain.transaction(event.transaction)
            except CarbonixError:
                return ""
            if len(self._senders) >= MOST_SENDERS:
                self._senders.clear()
            self._senders[event.transaction] = found["from"] if found else ""
        return self._senders[event.transaction]
