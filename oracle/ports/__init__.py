"""What the use cases of the oracle room need from the outside, as protocols."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from oracle.domain.bronze import BronzeReading
from oracle.domain.calibration import Calibrated
from oracle.domain.claim_basis import ClaimBasis, OracleProject
from oracle.domain.coverage import BoundOutcome
from oracle.domain.gold import BronzeSeal, GoldQuantity, SeriesPoint, Stream
from oracle.domain.imports import ReadingsImport, ReadingsSummary
from oracle.domain.lineage import KeptReading
from oracle.domain.loss_report import LossReport
from oracle.domain.methods.method import Method
from oracle.domain.methods.outcome import Outcome
from oracle.domain.model_card import ModelCard
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.quality import Sifted
from oracle.domain.quality_policy import QualityPolicy
from oracle.domain.readings import Meter, Period, Reading, Row
from registry.domain.cid import Cid
from registry.domain.report import Attestation, Layer, Report
from registry.domain.roles import Principal
from registry.domain.seals import SealedRoot


class MeterBook(Protocol):
    """The declared meters, and how rows are read from content that their owners sent."""

    def meter(self, meter: str) -> Meter:
        """Raises MeterUnknown."""
        ...

    def rows(self, meter: str, content: bytes) -> list[Row]:
        """The rows that content states, as received. Raises InvalidInput for content that is no list of rows."""
        ...


class ReadingJournal(Protocol):
    """One meter's readings while nobody else can add to them."""

    def find(self, cid: Cid) -> ReadingsImport | None:
        """The import of this content, if it was imported before."""
        ...

    def starts(self) -> Collection[int]:
        """Starts of the stored readings, Unix seconds."""
        ...

    def append(self, cid: Cid, rows: int, sifted: Sifted) -> ReadingsImport:
        """Adds accepted readings and refusals."""
        ...


class ReadingShelf(Protocol):
    """Readings as a quantity needs them: stored ones, or those that the raw files give."""

    def readings(self, meter: str, period: Period) -> list[Reading]:
        """Readings that begin in the period, in order of time."""
        ...

    def imports(self, meter: str, period: Period) -> list[ReadingsImport]:
        """The imports that brought readings of the period, in order of arrival."""
        ...

    def import_files(self, meter: str) -> list[Cid]:
        """All content imported for a meter, in order of arrival."""
        ...


class ReadingStore(ReadingShelf, Protocol):
    """Readings as received: added to, never changed."""

    def journal(self, meter: str) -> AbstractContextManager[ReadingJournal]:
        """Opens a meter's journal for writing; kept on a clean exit, all or nothing."""
        ...

    def summary(self, meter: str) -> ReadingsSummary | None: ...

    def meters_of(self, project: int) -> list[str]:
        """Meters whose readings belong to the project."""
        ...


class ClaimSource(Protocol):
    """What a project's claims rest on; each way to measure has one."""

    def basis(self, project: OracleProject, period: Period) -> ClaimBasis:
        """What the stored readings show of the period. Raises NotFound where there is nothing."""
        ...

    def stored_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The leaves of the stored readings of the period, in order."""
        ...

    def raw_leaves(self, project: OracleProject, period: Period) -> list[bytes]:
        """The same leaves, made anew from the bytes as they were received."""
        ...


class PlanBook(Protocol):
    """The monitoring plans of projects."""

    def plan(self, project: int) -> MonitoringPlan:
        """Raises PlanUnknown."""
        ...

    def keep(self, plan: MonitoringPlan) -> None:
        """Stores the plan of a project. Raises PlanFixed for another plan of a project that has one."""
        ...


class LakeView(Protocol):
    """What the lake knows of a project's period, with `upto` as if the log ended before that reading."""

    def read_up_to(self, period: Period) -> int | None:
        """How many readings of the log the period's figures know; None where that is not one number."""
        ...

    def evidenced(
        self, project: int, period: Period, upto: int | None = None
    ) -> tuple[Sequence[GoldQuantity], list[bytes]]:
        """What each stream amounts to, and what `leaves` gives, from one reading of bronze."""
        ...

    def series(
        self, tenant: str, device: str, channel: str, period: Period, upto: int | None = None
    ) -> Sequence[SeriesPoint]:
        """Accepted readings that begin in the period, in order of time."""
        ...

    def leaves(self, project: int, period: Period, upto: int | None = None) -> list[bytes]:
        """Bronze leaves of the accepted readings, in order of device, channel and time."""
        ...


class MethodBook(Protocol):
    """The methodologies of the house, as documents of monitored inputs ask for them."""

    def quantify(self, document: Mapping[str, object]) -> tuple[Method[Any], Outcome]:
        """The methodology of a `carbonix/monitored/2` value, and what it answers. Raises InvalidInput."""
        ...

    def policy(self) -> QualityPolicy:
        """The policy of quality in force."""
        ...

    def code_hashes(self) -> dict[str, str]:
        """SHA-256 of each file whose code decides a quantity, 0x hex by name."""
        ...


class ReportStore(Protocol):
    """Reports and their attestations."""

    def of_period(self, project: int, period: Period) -> MonitoringReport | None: ...

    def by_hash(self, report_hash: str) -> MonitoringReport:
        """Raises ReportUnknown."""
        ...

    def keep(self, report: MonitoringReport) -> None:
        """Stores a report in place of an unsent one of the same period, and gives its meter to its project.

        Raises MeterInOtherProject.
        """
        ...

    def is_sent(self, report_hash: str) -> bool:
        """True from the moment before the report first left the house."""
        ...

    def mark_sent(self, report_hash: str, *, sent: bool) -> None: ...

    def record_transaction(self, report_hash: str, transaction: str) -> None: ...

    def transaction_of(self, report_hash: str) -> str | None: ...

    def attest(self, report_hash: str, attestation: Attestation) -> None: ...

    def attestations(self, report_hash: str) -> list[Attestation]:
        """By rising signer, as the contract wants them."""
        ...


class LossStore(Protocol):
    """Reports of losses."""

    def find(self, project: int, reference: str) -> LossReport | None: ...

    def keep(self, loss: LossReport, reference: str) -> None:
        """Stores a loss in place of an unsent one of its reference."""
        ...

    def is_sent(self, report_hash: str) -> bool: ...

    def mark_sent(self, report_hash: str, *, sent: bool) -> None: ...


class OutcomeStore(Protocol):
    """Lower bounds beside the truths that were measured later."""

    def of_methodology(self, methodology: str) -> list[BoundOutcome]: ...

    def keep(self, outcome: BoundOutcome) -> None:
        """Adds an outcome; the same again changes nothing. Raises OutcomeDiffers."""
        ...


class Commitments(Protocol):
    """Hashes as documents and the chain use them; pure functions that the standard library lacks."""

    def canonical(self, value: object) -> bytes:
        """RFC 8785 bytes."""
        ...

    def root(self, leaves: Sequence[bytes]) -> str:
        """RFC 6962 root of leaves as 0x hex. Raises Refused("ZeroSize")."""
        ...

    def methodology_id(self, name: str) -> str:
        """Keccak-256 of the name, as the registry of the chain has it."""
        ...

    def report_hash(self, report: Report) -> str: ...

    def attestation_digest(
        self, chain_id: int, verifiers: str, report_hash: str, layer: Layer, organisation: str
    ) -> bytes: ...

    def code_hashes(self) -> dict[str, str]:
        """SHA-256 of each file whose code decides a quantity, 0x hex by name."""
        ...


class StreamBook(Protocol):
    """The channels of enrolled devices, as the lake reads them."""

    def streams(self) -> list[Stream]:
        """All streams of all tenants, in a fixed order."""
        ...

    def calibration_age_days(self, stream: Stream, at_s: int) -> int | None:
        """Whole days since the calibration that holds at this time; None where none does."""
        ...


class LakeEngine(Protocol):
    """What keeps and computes the lake's tables; files and DuckDB here, another engine behind the same verbs.

    Each verb is whole or has not happened, and the same input again leaves the same tables.
    """

    def bronze_count(self) -> int:
        """How many readings of the log stand in bronze."""
        ...

    def take_in(self, first: int, readings: Sequence[BronzeReading]) -> None:
        """Adds readings to bronze, numbered from `first`, in one commit."""
        ...

    def stale_months(self, streams: Sequence[Stream]) -> list[int]:
        """Months (yyyymm) whose silver and gold lag behind bronze, the streams or the policy, rising."""
        ...

    def work_month(self, month: int, streams: Sequence[Stream]) -> None:
        """Makes silver, gaps and gold of a month anew from its bronze."""
        ...


class TracedLake(Protocol):
    """What a walk from a credit to its readings asks the lake."""

    def gold(
        self, project: int, period: Period, tenant: str | None = None, upto: int | None = None
    ) -> Sequence[GoldQuantity]:
        """What the project's streams amount to, as if the log ended before reading `upto`."""
        ...

    def accepted(self, project: int, period: Period, upto: int | None = None) -> Sequence[KeptReading]:
        """The readings behind the project's quantities, as if the log ended before reading `upto`."""
        ...

    def parts(self) -> Sequence[BronzeSeal]:
        """The sealed parts of the log, in order."""
        ...

    def part_root(self, part: BronzeSeal) -> str:
        """The root of the part's readings, computed from the log now."""
        ...

    def sealing_of(self, part: BronzeSeal) -> Sequence[bytes]:
        """The documents that were sealed together with the part's, in order."""
        ...

    def payloads(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The messages behind readings, by rising number."""
        ...


class HourStore(Protocol):
    """The sealed parts of the bronze log, in order of their first reading; each belongs to one sealing."""

    def sealed_up_to(self) -> int:
        """The number of the first reading that no part holds yet."""
        ...

    def last_root(self) -> str | None:
        """The root of the last part."""
        ...

    def keep(self, parts: Sequence[BronzeSeal], documents: Sequence[bytes]) -> None:
        """Stores the parts of one sealing with their documents, before anything is sent."""
        ...

    def unsent(self) -> list[list[bytes]]:
        """Documents of each sealing that does not stand on chain yet, in order."""
        ...

    def record(self, documents: Sequence[bytes], sealed: SealedRoot) -> None:
        """Notes that the documents' sealing stands on chain."""
        ...

    def parts(self) -> list[BronzeSeal]:
        """All parts."""
        ...

    def sealing_of(self, part: BronzeSeal) -> list[bytes]:
        """The documents that were sealed together with the part's, in order."""
        ...


# --- models -----------------------------------------------------------------------------------------------------------


class Calibrator(Protocol):
    """A calibration in memory."""

    @property
    def unit(self) -> str: ...

    def named(self, rows: Sequence[Mapping[str, int]]) -> list[Calibrated]:
        """A value for each row of named inputs. Raises InvalidInput."""
        ...


class ModelShelf(Protocol):
    """The models of each tenant, by the hash of their card."""

    def hashes(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """SHA-256 of each file, 0x hex by name."""
        ...

    def check(self, card: ModelCard, files: Mapping[str, bytes]) -> None:
        """Raises InvalidInput, NotCanonical for files that are no model of the card's method."""
        ...

    def keep(self, card: ModelCard, files: Mapping[str, bytes], *, caller: Principal, now: int) -> str:
        """Stores a model and returns its card's hash; the same model twice is once."""
        ...

    def in_force(self, tenant: str, name: str) -> tuple[int, str]:
        """Number and card hash of the newest approved version. Raises ModelUnknown."""
        ...

    def calibrator(self, tenant: str, card_hash: str) -> Calibrator:
        """The model of this card. Raises ModelUnknown, ModelFileDiffers."""
        ...
