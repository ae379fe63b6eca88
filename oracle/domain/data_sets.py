"""The four data sets of the platform: what each holds, who answers for it, what it follows from, what its score says.

Source: the platform's mission, which names D1 raw emission data, D2 users and projects, D3 verified results and D4
credit wallets. A score is a share of what could be wrong and is not, in parts per million; None for an empty set.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One member of a table: its type, its unit where it is a quantity, and what it says."""

    name: str
    type: str
    says: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a data set. `engine` is where it lies: Delta files, the database, or the projection of the chain."""

    name: str
    engine: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set as the catalogue states it; `made_of` names the sets and sources that it follows from."""

    id: str
    name: str
    owner: str
    made_of: tuple[str, ...]
    score_says: str
    personal: bool
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class DataSetState:
    """A data set as it is now: rows by table, its score, and the version of what was counted."""

    data_set: DataSet
    rows: dict[str, int]
    score_ppm: int | None
    version: str


_STREAM = (
    Column("tenant", "text", "whose device it is"),
    Column("device", "text", "the enrolled device"),
    Column("channel", "text", "what was measured"),
)
_MONTH = Column("month", "integer", "yyyymm of the reading, UTC")
BRONZE = Table(
    "bronze",
    "delta",
    (
        Column("seq", "integer", "number in the bronze log, from 0"),
        *_STREAM,
        Column("boot", "integer", "the device's boot"),
        Column("counter", "integer", "the message's number within its boot"),
        Column("place", "integer", "the reading's number within its message"),
        Column("time_ms", "integer", "the device's time", "ms since 1970"),
        Column("value", "text", "the decimal as received"),
        Column("unit", "text", "the unit as received"),
        Column("latitude_udeg", "integer", "where the device said it was", "1e-6 degree"),
        Column("longitude_udeg", "integer", "where the device said it was", "1e-6 degree"),
        Column("trust", "integer", "0 unsigned, 1 account, 2 signed, 3 signed and calibrated"),
        Column("source", "text", "door and feed; simulated data says so here"),
        Column("received_ms", "integer", "time of receipt", "ms since 1970"),
        Column("payload_sha256", "text", "SHA-256 of the message"),
        _MONTH,
    ),
)
SILVER = Table(
    "silver",
    "delta",
    (
        Column("seq", "integer", "the bronze reading"),
        *_STREAM,
        Column("boot", "integer", "the device's boot"),
        Column("time_ms", "integer", "the device's time", "ms since 1970"),
        Column("value", "integer", "the value", "the channel's stored unit"),
        Column("trust", "integer", "as in bronze"),
        Column("flags", "integer", "bit set of the rules that the reading met"),
        Column("reason", "text", "the rule that left it out; empty where it counts"),
        _MONTH,
    ),
)
GAPS = Table(
    "gaps",
    "delta",
    (
        *_STREAM,
        Column("start_ms", "integer", "start of the missing stretch", "ms since 1970"),
        Column("end_ms", "integer", "its end", "ms since 1970"),
        _MONTH,
    ),
)
GOLD = Table(
    "gold",
    "delta",
    (
        *_STREAM,
        Column("project", "text", "the project that the stream belongs to"),
        Column("policy", "text", "version of the silver policy"),
        Column("samples", "integer", "readings that count"),
        Column("excluded", "integer", "readings that were left out"),
        Column("flagged", "integer", "readings with any flag"),
        Column("signed", "integer", "counting readings that were signed"),
        Column("positive", "decimal", "sum of values above 0", "the channel's stored unit"),
        Column("negative", "decimal", "sum of values below 0", "the channel's stored unit"),
        Column("first_ms", "integer", "first counting reading", "ms since 1970"),
        Column("last_ms", "integer", "last counting reading", "ms since 1970"),
        _MONTH,
    ),
)

DATA_SETS = (
    DataSet(
        "D1",
        "raw emission data",
        "the operator of the intake",
        ("enrolled devices",),
        "share of received readings without any flag",
        False,
        (BRONZE, SILVER, GAPS),
    ),
    DataSet(
        "D2",
        "users and projects",
        "the registrar",
        ("approvals of two people", "CreditRegistry on chain"),
        "share of registered projects with a document and a known methodology",
        True,
        (
            Table(
                "project",
                "projection",
                (
                    Column("id", "integer", "number on chain"),
                    Column("name", "text", "its public name"),
                    Column("owner", "text", "address"),
                    Column("methodology", "text", "its id"),
                    Column("document_hash", "text", "SHA-256 of the project document"),
                ),
            ),
            Table(
                "device",
                "database",
                (
                    Column("tenant", "text", "whose device it is"),
                    Column("id", "text", "its name"),
                    Column("project", "text", "the project that its readings belong to"),
                    Column("facts", "text", "channels, keys, place and certificates, canonical JSON"),
                ),
            ),
        ),
    ),
    DataSet(
        "D3",
        "verified results",
        "the verifiers who signed",
        ("D1", "D2"),
        "share of claims on chain that became final",
        False,
        (
            GOLD,
            Table(
                "claim",
                "projection",
                (
                    Column("report_hash", "text", "EIP-712 hash of the report"),
                    Column("report", "struct", "kilograms, period, data root, model hash", "kg"),
                    Column("attestations", "list", "who signed for which layer"),
                    Column("status", "text", "open, challenged, final or void"),
                    Column("batch", "integer", "what it minted"),
                ),
            ),
        ),
    ),
    DataSet(
        "D4",
        "credit wallets",
        "the holders",
        ("D3", "CarbonCredit on chain"),
        "share of batches whose holdings, retirements and cancellations add up to what was issued (I-3)",
        False,
        (
            Table(
                "holding",
                "projection",
                (
                    Column("batch", "integer", "the batch"),
                    Column("holder", "text", "address"),
                    Column("kg", "integer", "what it holds", "kg CO2e"),
                ),
            ),
            Table(
                "supply",
                "projection",
                (
                    Column("batch", "integer", "the batch"),
                    Column("issued_kg", "integer", "ever issued", "kg CO2e"),
                    Column("retired_kg", "integer", "retired", "kg CO2e"),
                    Column("cancelled_kg", "integer", "cancelled", "kg CO2e"),
                ),
            ),
        ),
    ),
)


def data_set_schema(data_set: DataSet) -> dict[str, object]:
    """What the catalogue states of a data set whatever it holds, for JSON."""
    return {
        "id": data_set.id,
        "name": data_set.name,
        "owner": data_set.owner,
        "madeOf": list(data_set.made_of),
        "personalData": data_set.personal,
        "tables": [
            {
                "name": table.name,
                "engine": table.engine,
                "columns": [
                    {"name": one.name, "type": one.type, "unit": one.unit, "says": one.says} for one in table.columns
                ],
            }
            for table in data_set.tables
        ],
    }


def data_set_document(state: DataSetState) -> dict[str, object]:
    """The data set as the catalogue prints it, with rows, score and version, for JSON."""
    return {
        **data_set_schema(state.data_set),
        "version": state.version,
        "quality": {"ppm": state.score_ppm, "says": state.data_set.score_says},
        "rows": dict(state.rows),
    }
