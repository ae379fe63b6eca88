"""Counts and scores the data sets as they are now: Delta tables, devices, and the projection of the chain."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import select

from oracle.adapters.device_tables import DeviceRow
from oracle.adapters.lake.lake_files import LakeFiles
from oracle.domain.data_sets import DATA_SETS, DataSetState
from oracle.domain.gold import share_ppm
from registry.adapters.database import Database
from registry.domain.events import ZERO_HASH
from registry.domain.projection import Projection
from registry.domain.report import ClaimStatus

DELTA = ("bronze", "silver", "gaps", "gold")


def data_set_states(files: LakeFiles, database: Database, ledger: Projection) -> list[DataSetState]:
    """D1 to D4 with rows, score and version."""
    lake = {name: files.tables.rows(name) for name in DELTA}
    with database.reading() as session:
        devices = session.exec(select(func.count()).select_from(DeviceRow)).one()
    rows = lake | {
        "project": len(ledger.projects),
        "device": devices,
        "claim": len(ledger.claims),
        "holding": len(ledger.holdings),
        "supply": len(ledger.supplies),
    }
    scores = {"D1": _clean(files), "D2": _stated(ledger), "D3": _final(ledger), "D4": _whole(ledger)}
    versions = {name: files.tables.version(name) for name in DELTA}
    lake_version = "delta " + ", ".join(
        f"{name} {version}" for name, version in versions.items() if version is not None
    )
    chain_version = f"{ledger.events} events of the chain"
    return [
        DataSetState(
            one,
            {table.name: rows[table.name] for table in one.tables},
            scores[one.id],
            lake_version if one.id == "D1" else chain_version,
        )
        for one in DATA_SETS
    ]


def _clean(files: LakeFiles) -> int | None:
    gold = files.tables.files("gold")
    if not gold:
        return None
    query = "SELECT sum(samples + excluded)::BIGINT, sum(flagged)::BIGINT FROM read_parquet($files)"
    with files.connection() as connection:
        ((received, flagged),) = connection.sql(query, params={"files": gold}).fetchall()
    return share_ppm(received - flagged, received) if received else None


def _stated(ledger: Projection) -> int | None:
    projects = ledger.projects.values()
    stated = [one for one in projects if one.document_hash != ZERO_HASH and one.methodology in ledger.methodologies]
    return share_ppm(len(stated), len(projects)) if projects else None


def _final(ledger: Projection) -> int | None:
    claims = ledger.claims.values()
    final = [one for one in claims if one.status is ClaimStatus.Finalised]
    return share_ppm(len(final), len(claims)) if claims else None


def _whole(ledger: Projection) -> int | None:
    held: dict[int, int] = {}
    for (batch, _), kg in ledger.holdings.items():
        held[batch] = held.get(batch, 0) + kg
    whole = [batch for batch, supply in ledger.supplies.items() if held.get(batch, 0) == supply.held_kg]
    return share_ppm(len(whole), len(ledger.supplies)) if ledger.supplies else None
