"""Seals what the bronze log has received: one root per hour, and the hours that are over take nothing more."""

from __future__ import annotations

from itertools import islice

from oracle.domain.bronze import bronze_leaf
from oracle.domain.bronze_hour import HOUR_S, hour_document, hour_runs
from oracle.domain.gold import BronzeSeal
from oracle.errors import HourDiffers
from oracle.ports import Commitments, HourStore
from oracle.ports.intake import BronzeLog
from registry.domain.seals import SealedRoot, SealKind
from registry.ports import EvidenceStore, SealStore, TransactionSigner, Transactor
from registry.usecases.seal_evidence import seal


def seal_hours(
    now_s: int,
    *,
    log: BronzeLog,
    hours: HourStore,
    commitments: Commitments,
    evidence: EvidenceStore,
    seals: SealStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> list[SealedRoot]:
    """The new seals (kind evidence); none where nothing was received since. Repeated after a crash it sends the same.

    Hours before the one of `now_s` are closed first; of the hour that runs, what came so far is sealed as a part.
    The seal's leaves are the hours' documents, its address leads to all of them: they hold no reading.
    Raises BronzeDamaged, and Refused by the contract's names.
    """
    count = log.close_hours(now_s // HOUR_S - 1)
    _keep_new_parts(count, log, hours, commitments)
    done = []
    for documents in hours.unsent():
        place = evidence.put(b"[" + b",".join(documents) + b"]")
        sealed = seal(SealKind.Evidence, documents, f"ipfs://{place}", store=seals, outbox=outbox, signer=signer)
        hours.record(documents, sealed)
        done.append(sealed)
    return done


def check_hours(log: BronzeLog, hours: HourStore, commitments: Commitments) -> int:
    """Holds every sealed part to the log: how many there are. Raises HourDiffers, BronzeDamaged."""
    parts = hours.parts()
    for part in parts:
        computed = root_of_part(part, log, commitments)
        if computed != part.root:
            raise HourDiffers(part.hour, part.root, computed)
    return len(parts)


def root_of_part(part: BronzeSeal, log: BronzeLog, commitments: Commitments) -> str:
    """The root of the part's readings as the log has them now; "nothing" where they are gone. Raises BronzeDamaged."""
    leaves = [bronze_leaf(reading) for reading in islice(log.since(part.first), part.size)]
    return commitments.root(leaves) if leaves else "nothing"


def _keep_new_parts(count: int, log: BronzeLog, hours: HourStore, commitments: Commitments) -> None:
    first = hours.sealed_up_to()
    if first >= count:
        return
    previous, parts, documents = hours.last_root(), [], []
    for hour, start, run in hour_runs(first, islice(log.since(first), count - first)):
        part = BronzeSeal(hour, start, len(run), commitments.root([bronze_leaf(reading) for reading in run]))
        parts.append(part)
        documents.append(commitments.canonical(hour_document(part, previous)))
        previous = part.root
    hours.keep(parts, documents)
