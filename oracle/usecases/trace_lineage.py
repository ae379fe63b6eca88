"""Walks from a batch of credits to its readings and their messages, and back from a reading to its batch.

Down: batch on chain -> report -> documents -> data root -> gold -> bronze -> sealed hours -> messages. Up: a reading's
leaf by its path to the root that the chain holds. Every step recomputes what it compares; the first that fails breaks
the chain of data. A report says how far it read the log: the walk looks no further, and counts what arrived later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from oracle.domain.bronze_hour import hour_document, part_of
from oracle.domain.gold import BronzeSeal, GoldQuantity
from oracle.domain.lineage import KeptReading, Lineage
from oracle.domain.monitoring_report import MonitoringReport
from oracle.errors import BronzeDamaged, ReadingUntraced, ReportUnknown
from oracle.ports import ClaimSource, Commitments, ReportStore, TracedLake
from registry.domain.merkle import leaf_hash, verify_inclusion
from registry.domain.report import ClaimStatus
from registry.domain.seals import SealKind
from registry.domain.verdict import Step, failed, not_checked, passed
from registry.errors import CarbonixError
from registry.ports import ChainReader

Path = Callable[[Sequence[bytes], int], Sequence[bytes]]
NO_FILES = "This report rests on rows of files, not on telemetry."


@dataclass(frozen=True, slots=True)
class Tracer:
    """What a walk needs. `path` gives the Merkle path of a leaf; chain reads are at `block`."""

    chain: ChainReader
    block: int
    reports: ReportStore
    source: ClaimSource
    lake: TracedLake
    commitments: Commitments
    path: Path

    def ask(self, contract: str, function: str, *args: object) -> Any:
        """The chain's answer at the block."""
        return self.chain.call(contract, function, *args, at=self.block)

    def sealed(self, kind: SealKind, root: str) -> int:
        """The seal of a root on chain, 0 where there is none."""
        return int(self.ask("SealRegistry", "sealIdOf", int(kind), root))


def trace_batch(batch: int, tracer: Tracer, reading: KeptReading | None = None) -> Lineage:
    """Every step from the batch to its messages, and back from `reading` or the first one.

    Raises Refused("BatchUnknown"), and ReportUnknown where this house did not make the batch's report.
    """
    minted = tracer.ask("CreditRegistry", "batchOf", batch)
    report_hash = str(minted["reportHash"])
    monitoring = tracer.reports.by_hash(report_hash)
    period, project = monitoring.period, monitoring.as_reported
    upto = project.read_up_to
    leaves = tracer.source.stored_leaves(project, period)
    kept = list(tracer.lake.accepted(project.number, period, upto)) if not monitoring.meter else []
    gold = tracer.lake.gold(project.number, period, upto=upto) if kept else []
    steps = [
        _mint(tracer, batch, minted),
        _report(tracer, monitoring, minted),
        _documents(tracer, monitoring),
        _data_root(tracer, monitoring, leaves),
        _gold(monitoring, gold),
        *(_bronze_steps(tracer, monitoring, leaves, kept) if kept else _file_steps(tracer, monitoring, leaves)),
        _back(tracer, monitoring, leaves, reading.leaf if reading else leaves[0] if leaves else None),
    ]
    return Lineage(batch, report_hash, tuple(steps))


def batch_of_reading(kept: KeptReading, claims: Sequence[tuple[str, int]], tracer: Tracer) -> int:
    """The batch that a reading was credited in, of the claims (report hash, batch) that minted.

    Raises ReadingUntraced where no report of this house took it in.
    """
    for report_hash, batch in claims:
        try:
            monitoring = tracer.reports.by_hash(report_hash)
        except ReportUnknown:
            continue
        covered = monitoring.period.start_s * 1000 <= kept.reading.time_ms < monitoring.period.end_s * 1000
        if batch and covered and kept.leaf in tracer.source.stored_leaves(monitoring.as_reported, monitoring.period):
            return batch
    raise ReadingUntraced(kept.reading.device, kept.number)


def _mint(tracer: Tracer, batch: int, minted: Any) -> Step:
    claim = tracer.ask("VerificationOracle", "claimOf", minted["reportHash"])
    facts = {"reportHash": minted["reportHash"], "status": ClaimStatus(claim["status"]).name, "batch": batch}
    if ClaimStatus(claim["status"]) is not ClaimStatus.Finalised or claim["dataRoot"] != minted["dataRoot"]:
        return failed("mint", f"The chain does not hold batch {batch} as the end of its claim.", **facts)
    return passed("mint", f"Batch {batch} was minted for a report whose claim is final.", **facts)


def _report(tracer: Tracer, monitoring: MonitoringReport, minted: Any) -> Step:
    computed = tracer.commitments.report_hash(monitoring.report)
    facts = {"onChain": minted["reportHash"], "computed": computed, "dataRoot": monitoring.report.data_root}
    if (computed, monitoring.report.data_root) != (minted["reportHash"], minted["dataRoot"]):
        return failed("report", "The stored report is not the one that the chain names.", **facts)
    return passed("report", "The stored report hashes to what the chain names.", **facts)


def _documents(tracer: Tracer, monitoring: MonitoringReport) -> Step:
    said = json.loads(monitoring.document)["data"]
    model = "0x" + hashlib.sha256(monitoring.model).hexdigest()
    root = tracer.commitments.root([monitoring.document, monitoring.model])
    facts = {"modelHash": model, "documentsRoot": root, "seal": tracer.sealed(SealKind.Report, root)}
    report = monitoring.report
    if (model, said["root"], said["size"]) != (report.model_hash, report.data_root, str(report.data_size)):
        return failed("documents", "The documents name another model, or other data, than the report.", **facts)
    if not facts["seal"]:
        return failed("documents", "The root over the two documents is not on chain.", **facts)
    return passed("documents", f"Document and model stand under seal {facts['seal']}.", **facts)


def _data_root(tracer: Tracer, monitoring: MonitoringReport, leaves: Sequence[bytes]) -> Step:
    report = monitoring.report
    computed = tracer.commitments.root(leaves) if leaves else "nothing"
    seal = tracer.sealed(SealKind.Evidence, report.data_root)
    facts = {"reported": report.data_root, "computed": computed, "size": len(leaves), "seal": seal}
    if (computed, len(leaves)) != (report.data_root, report.data_size):
        return failed("data root", f"The {len(leaves)} leaves at hand do not hash to the report's root.", **facts)
    if not seal:
        return failed("data root", "The report's data root is not on chain.", **facts)
    return passed("data root", f"{len(leaves)} leaves hash to the root under seal {seal}.", **facts)


def _gold(monitoring: MonitoringReport, gold: Sequence[GoldQuantity]) -> Step:
    stated = json.loads(monitoring.document).get("channels", [])
    if not stated:
        return not_checked("gold", NO_FILES)
    now = {(each.device, each.channel): each for each in gold}
    for channel in stated:
        found = now.get((channel["device"], channel["channel"]))
        computed = None if found is None else (f"{found.total} {found.unit}", found.leaves_root or "")
        if computed != (channel["total"], channel["leavesRoot"]):
            name = f"{channel['channel']} of {channel['device']}"
            return failed("gold", f"{name} amounts to something else now.", stated=channel["total"], computed=computed)
    return passed("gold", f"{len(stated)} channels amount to what the report's document says.")


def _bronze_steps(
    tracer: Tracer, monitoring: MonitoringReport, leaves: Sequence[bytes], kept: Sequence[KeptReading]
) -> list[Step]:
    under_root = set(leaves)
    strays = [each for each in kept if each.leaf not in under_root]
    late = _late(tracer, monitoring)
    sentence = f"{len(kept)} bronze readings are leaves of the data root."
    if late:
        sentence += f" {len(late)} of the period, from number {late[0]} on, arrived after the report."
    bronze = passed("bronze", sentence, readings=len(kept), others=len(leaves) - len(kept), late=len(late))
    if strays:
        bronze = failed("bronze", f"Reading {strays[0].number} is no leaf of the data root.", strays=len(strays))
    return [bronze, _whole_log("hours", _hours, tracer, kept), _whole_log("messages", _messages, tracer, kept)]


def _late(tracer: Tracer, monitoring: MonitoringReport) -> list[int]:
    """The numbers of the period's accepted readings that the report cannot have known."""
    upto = monitoring.read_up_to
    if upto is None:
        return []
    now = tracer.lake.accepted(monitoring.report.project, monitoring.period)
    return sorted(each.number for each in now if each.number >= upto)


def _whole_log(
    name: str, check: Callable[[Tracer, Sequence[KeptReading]], Step], tracer: Tracer, kept: Sequence[KeptReading]
) -> Step:
    """The check's step; a log that cannot be read fails it by the name of the damage."""
    try:
        return check(tracer, kept)
    except BronzeDamaged as fault:
        return failed(name, fault.sentence, **fault.facts)


def _hours(tracer: Tracer, kept: Sequence[KeptReading]) -> Step:
    sealed = tracer.lake.parts()
    places = {each.number: part_of(each.number, sealed) for each in kept}
    parts = {part.first: part for part in places.values() if part is not None}
    loose = [number for number, part in places.items() if part is None]
    for part in parts.values():
        fault = _fault_of_part(tracer, part)
        if fault is not None:
            return failed("hours", fault, first=part.first, size=part.size, root=part.root)
    if loose:
        return not_checked("hours", f"{len(loose)} readings, from number {loose[0]} on, wait for the next sealing.")
    seals = sorted({str(part.seal_id) for part in parts.values()})
    return passed("hours", f"{len(parts)} hours hash to the roots under seal {', '.join(seals)}.", hours=len(parts))


def _fault_of_part(tracer: Tracer, part: BronzeSeal) -> str | None:
    if tracer.lake.part_root(part) != part.root:
        return f"The {part.size} readings from number {part.first} on do not hash to the sealed root."
    documents = tracer.lake.sealing_of(part)
    known = [json.loads(document) for document in documents]
    said = hour_document(part, None)
    if not any(all(one[key] == said[key] for key in ("first", "size", "root", "hour")) for one in known):
        return "No sealed document names the hour."
    if part.seal_id is None or tracer.sealed(SealKind.Evidence, tracer.commitments.root(documents)) != part.seal_id:
        return "The root over the hours' documents is not on chain."
    return None


def _messages(tracer: Tracer, kept: Sequence[KeptReading]) -> Step:
    wanted = {each.number: each.reading for each in kept}
    found = 0
    for number, content in tracer.lake.payloads(sorted(wanted)):
        computed = hashlib.sha256(content).hexdigest()
        if computed != wanted[number].payload_sha256:
            return failed("messages", f"The message of reading {number} hashes to something else.", computed=computed)
        found += 1
    if found != len(wanted):
        return failed("messages", f"{len(wanted) - found} of {len(wanted)} messages are gone.")
    return passed("messages", f"The messages of {found} readings hash to what their leaves name.")


def _file_steps(tracer: Tracer, monitoring: MonitoringReport, leaves: Sequence[bytes]) -> list[Step]:
    """Of a report on a meter's files: the same leaves once more, from the bytes that were sent."""
    try:
        raw = tracer.source.raw_leaves(monitoring.measured, monitoring.period)
    except CarbonixError as fault:
        return [failed("files", fault.sentence), not_checked("hours", NO_FILES)]
    if list(raw) != list(leaves):
        return [failed("files", "The raw files state other readings."), not_checked("hours", NO_FILES)]
    files = ", ".join(monitoring.files)
    return [
        passed("files", f"{len(raw)} readings follow from the raw files.", files=files),
        not_checked("hours", NO_FILES),
    ]


def _back(tracer: Tracer, monitoring: MonitoringReport, leaves: Sequence[bytes], leaf: bytes | None) -> Step:
    if leaf is None or leaf not in leaves:
        return failed("back", "The reading is no leaf of the report's data root.")
    report, index = monitoring.report, leaves.index(leaf)
    way, root = tracer.path(leaves, index), bytes.fromhex(report.data_root[2:])
    facts = {"leaf": leaf.decode(), "index": index, "path": " ".join("0x" + each.hex() for each in way)}
    if not verify_inclusion(leaf_hash(leaf), index, report.data_size, way, root):
        return failed("back", "The reading's path does not lead to the data root.", **facts)
    seal = tracer.sealed(SealKind.Evidence, report.data_root)
    if not seal or not tracer.ask("SealRegistry", "verify", seal, leaf, index, list(way)):
        return failed("back", "The contract does not find the reading under its seal.", **facts)
    return passed("back", f"Reading {index} leads by {len(way)} hashes to seal {seal}, as the contract finds.", **facts)
