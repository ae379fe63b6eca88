"""The opened lake: refreshed, asked for quantities with their evidence, sealed hour by hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from oracle.adapters.lake.bronze_row import reading_of
from oracle.adapters.lake.gold_sql import ACCEPTED, AS_OF, FLAGS, GOLD, LEVELS, SERIES
from oracle.adapters.lake.lake_files import MS, LakeFiles, family_of_streams, month_of, register_streams
from oracle.adapters.quality_policy import quality_policy
from oracle.domain.bronze import Trust
from oracle.domain.bronze_hour import part_of
from oracle.domain.gold import BronzeSeal, GoldQuantity, Measure, SeriesPoint, Stream
from oracle.domain.lineage import KeptReading
from oracle.domain.quality_score import ReadingCounts, inputs_of
from oracle.domain.readings import Period
from oracle.domain.silver_rules import Flag
from oracle.errors import ReadingUntraced, StreamUnknown
from oracle.ports import Commitments, HourStore, StreamBook
from oracle.ports.intake import BronzeLog
from oracle.usecases.refresh_lake import Refreshed, refresh_lake
from oracle.usecases.seal_hours import check_hours, root_of_part, seal_hours
from registry.domain.seals import SealedRoot
from registry.ports import EvidenceStore, SealStore, TransactionSigner, Transactor

NOTHING = "(SELECT NULL::BIGINT AS seq, '' AS tenant, '' AS device, '' AS channel, 0 AS boot, 0::BIGINT AS time_ms, "
NOTHING += "0::BIGINT AS value, 0 AS trust, 0 AS flags WHERE false)"
TRUST_NAMES = {
    Trust.UNSIGNED: "unsigned",
    Trust.ACCOUNT: "account",
    Trust.SIGNED: "signed",
    Trust.SIGNED_CALIBRATED: "signedCalibrated",
}


@dataclass(frozen=True, slots=True)
class _Held:
    """What stands behind a stream's quantity: the leaves of its readings in order, and the sealed parts they are in."""

    leaves: list[bytes]
    seals: tuple[BronzeSeal, ...]


_NOTHING_HELD = _Held([], ())


@dataclass(frozen=True)
class Lake:
    """All verbs of the lake. Figures are as of the last refresh."""

    log: BronzeLog
    files: LakeFiles
    book: StreamBook
    hours: HourStore
    commitments: Commitments
    evidence: EvidenceStore
    seals: SealStore
    outbox: Transactor

    def refresh(self, upto: int | None = None) -> Refreshed:
        """Brings the lake up to the log, or to its reading number `upto`; see refresh_lake."""
        return refresh_lake(self.log, self.files, self.book, upto=upto)

    def seal_hours(self, now_s: int, signer: TransactionSigner) -> list[SealedRoot]:
        """Seals what came since the last sealing; see seal_hours."""
        return seal_hours(
            now_s,
            log=self.log,
            hours=self.hours,
            commitments=self.commitments,
            evidence=self.evidence,
            seals=self.seals,
            outbox=self.outbox,
            signer=signer,
        )

    def check_hours(self) -> int:
        """Holds every sealed part to the log; see check_hours."""
        return check_hours(self.log, self.hours, self.commitments)

    def streams(self, project: int) -> list[Stream]:
        """The streams of a project, by device and channel."""
        found = [stream for stream in self.book.streams() if stream.project == project]
        return sorted(found, key=lambda stream: (stream.tenant, stream.device, stream.channel))

    def stream(self, tenant: str, device: str, channel: str) -> Stream:
        """One stream. Raises StreamUnknown, also for another tenant's."""
        for stream in self.book.streams():
            if (stream.tenant, stream.device, stream.channel) == (tenant, device, channel):
                return stream
        raise StreamUnknown(device, channel)

    def gold(
        self, project: int, period: Period, tenant: str | None = None, upto: int | None = None
    ) -> list[GoldQuantity]:
        """What each stream of the project amounts to, by device and channel; a silent stream is all gap.

        With `tenant`, only of that tenant's devices; with `upto`, as if the log ended before that reading. What is
        excluded, and hence every sum, is exact then; flags about neighbours are those of today.
        """
        streams = [stream for stream in self.streams(project) if tenant in (None, stream.tenant)]
        return self._gold(streams, period, self._held(streams, period, upto), upto)

    def read_up_to(self, period: Period) -> int | None:
        """How many readings of the log the period's figures know; None where its months lag behind bronze."""
        return self.files.read_up_to(*_span(period))

    def evidenced(
        self, project: int, period: Period, upto: int | None = None
    ) -> tuple[list[GoldQuantity], list[bytes]]:
        """What `gold` and `leaves` give, from one reading of bronze, which is most of their work."""
        streams = self.streams(project)
        held = self._held(streams, period, upto)
        leaves = [leaf for _, each in sorted(held.items()) for leaf in each.leaves]
        return self._gold(streams, period, held, upto), leaves

    def accepted(self, project: int, period: Period, upto: int | None = None) -> list[KeptReading]:
        """The readings behind a project's quantities, by device, channel and time."""
        kept = self._kept(self.streams(project), period, upto)
        return [reading for _, readings in sorted(kept.items()) for reading in readings]

    def leaves(self, project: int, period: Period, upto: int | None = None) -> list[bytes]:
        """The bronze leaves of the accepted readings, in the order of `accepted`."""
        return [kept.leaf for kept in self.accepted(project, period, upto)]

    def series(
        self, tenant: str, device: str, channel: str, period: Period, upto: int | None = None
    ) -> list[SeriesPoint]:
        """Accepted readings of one stream, in order of time. Raises StreamUnknown."""
        with self._asking([self.stream(tenant, device, channel)], period, upto) as (connection, given, source):
            return [SeriesPoint(*row) for row in connection.sql(SERIES.format(source=source), params=given).fetchall()]

    def kept(self, number: int) -> KeptReading:
        """A reading of the log by its number. Raises ReadingUntraced where there is none."""
        found = next(self.log.since(number), None)
        if found is None:
            raise ReadingUntraced("", number)
        return KeptReading(number, found)

    def parts(self) -> list[BronzeSeal]:
        """The sealed parts of the log, in order."""
        return self.hours.parts()

    def part_root(self, part: BronzeSeal) -> str:
        """The root of the part's readings, computed from the log now."""
        return root_of_part(part, self.log, self.commitments)

    def sealing_of(self, part: BronzeSeal) -> list[bytes]:
        """The documents that were sealed together with the part's, in order."""
        return self.hours.sealing_of(part)

    def payloads(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The messages behind readings, by rising number."""
        return self.log.payloads(numbers)

    def _gold(
        self, streams: Sequence[Stream], period: Period, held: Mapping[int, _Held], upto: int | None
    ) -> list[GoldQuantity]:
        with self._asking(streams, period, upto) as (connection, given, source):
            query = connection.sql(GOLD.format(source=source), params=given)
            sums = {row[0]: dict(zip(query.columns, row, strict=True)) for row in query.fetchall()}
        related = _related(streams)
        return [
            self._quantity(stream, period, sums.get(number, {}), held.get(number, _NOTHING_HELD), number in related)
            for number, stream in enumerate(streams)
        ]

    def _held(self, streams: Sequence[Stream], period: Period, upto: int | None) -> dict[int, _Held]:
        kept = self._kept(streams, period, upto)
        parts = self.hours.parts()
        return {
            number: _Held([each.leaf for each in readings], _seals_of(readings, parts))
            for number, readings in kept.items()
        }

    def _kept(self, streams: Sequence[Stream], period: Period, upto: int | None) -> dict[int, list[KeptReading]]:
        kept: dict[int, list[KeptReading]] = {}
        with self._asking(streams, period, upto) as (connection, given, source):
            bronze = self.files.tables.files("bronze", self._months(period))
            if bronze and "silver" in given:
                rows = connection.sql(ACCEPTED.format(source=source), params=given | {"bronze": bronze}).fetchall()
                for stream, number, *said in rows:
                    kept.setdefault(stream, []).append(KeptReading(number, reading_of(said)))
        return kept

    @contextmanager
    def _asking(
        self, streams: Sequence[Stream], period: Period, upto: int | None
    ) -> Iterator[tuple[Any, dict[str, object], str]]:
        """An engine that knows the streams, the query's parameters, and where silver is."""
        files = self.files.tables.files("silver", self._months(period))
        given: dict[str, object] = {"start_ms": period.start_s * MS, "end_ms": period.end_s * MS}
        with self.files.connection() as connection:
            register_streams(connection, streams, self.files.policy)
            if not files:
                yield connection, given, NOTHING
            else:
                source = "read_parquet($silver, hive_partitioning = false)"
                given["silver"] = files
                if upto is not None:
                    given["upto"], source = upto, AS_OF.format(source=source)
                yield connection, given, source

    def _months(self, period: Period) -> list[int]:
        first, last = _span(period)
        return [month for month in self.files.tables.months("silver") if first <= month <= last]

    def _quantity(
        self,
        stream: Stream,
        period: Period,
        sums: dict[str, Any],
        held: _Held,
        has_neighbour: bool,
    ) -> GoldQuantity:
        samples = int(sums.get("samples", 0))
        positive, negative = int(sums.get("positive", 0)), int(sums.get("negative", 0))
        if stream.measure is Measure.RATE:
            positive, negative = positive * stream.cadence_s, negative * stream.cadence_s
        missing_s = max(0, period.length_s - samples * stream.cadence_s)
        flagged = {str(flag.name).lower(): int(sums.get(f"flag_{flag.value}", 0)) for flag in FLAGS}
        trust = {int(level): int(sums.get(f"trust_{int(level)}", 0)) for level in LEVELS}
        counts = ReadingCounts(
            expected=max(1, samples, period.length_s // stream.cadence_s),
            good=min(samples, int(sums.get("clean", 0))),
            by_trust={TRUST_NAMES[level]: trust[int(level)] for level in LEVELS},
            agreeing=max(0, samples - flagged[str(Flag.DRIFT.name).lower()]) if has_neighbour else None,
        )
        return GoldQuantity(
            project=int(stream.project or 0),
            period=period,
            tenant=stream.tenant,
            channel=stream.channel,
            device=stream.device,
            measure=stream.measure,
            total=positive + negative + _gaps(stream, stream.lowest, missing_s),
            highest_total=None
            if stream.measure is Measure.COUNTER
            else positive + negative + _gaps(stream, stream.highest, missing_s),
            positive=positive,
            negative=negative,
            unit=stream.total_unit,
            cadence_s=stream.cadence_s,
            samples=samples,
            excluded=int(sums.get("excluded", 0)),
            missing_s=missing_s,
            first_s=_seconds(sums.get("first_ms")),
            last_s=_seconds(sums.get("last_ms")),
            flagged={name: count for name, count in flagged.items() if count},
            trust={level: count for level, count in trust.items() if count},
            quality=inputs_of(counts, self.book.calibration_age_days(stream, period.end_s), quality_policy()),
            leaves_root=self.commitments.root(held.leaves) if held.leaves else None,
            leaves_size=len(held.leaves),
            bronze_seals=held.seals,
            policy=self.files.policy.version,
            simulated=stream.simulated,
        )


def _span(period: Period) -> tuple[int, int]:
    """The first and the last month that a period touches."""
    return month_of(period.start_s * MS), month_of((period.end_s - 1) * MS)


def _gaps(stream: Stream, value: int, missing_s: int) -> int:
    """What the missing seconds count as; a register counts through its gaps, so they are worth nothing at the least.

    A part of an interval counts as a whole one on the far side of 0: the bound must hold.
    """
    if stream.measure is Measure.COUNTER:
        return 0
    if stream.measure is Measure.RATE:
        return value * missing_s
    return value * -(-missing_s // stream.cadence_s)


def _seals_of(kept: Sequence[KeptReading], parts: Sequence[BronzeSeal]) -> tuple[BronzeSeal, ...]:
    found = {part.first: part for each in kept if (part := part_of(each.number, parts)) is not None}
    return tuple(found[first] for first in sorted(found))


def _related(streams: Sequence[Stream]) -> set[int]:
    """The streams that another one of the same project measures beside."""
    families = list(family_of_streams(streams).values())
    return {number for number, family in enumerate(families) if families.count(family) > 1}


def _seconds(time_ms: int | None) -> int | None:
    return None if time_ms is None else time_ms // MS
