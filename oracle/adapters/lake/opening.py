"""Opens the lake of an installation: its log and tables in the home, its streams from the enrolled devices."""

from __future__ import annotations

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.device_book import DeviceTable
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.adapters.lake.device_streams import DeviceStreams
from oracle.adapters.lake.hour_table import HourTable
from oracle.adapters.lake.lake import Lake
from oracle.adapters.lake.lake_files import LakeFiles
from oracle.adapters.lake.policy_file import silver_policy
from registry.bootstrap import Registry


def open_lake(registry: Registry, log: BronzeFiles, devices: DeviceTable) -> Lake:
    """The lake over the log; nothing is worked until it is refreshed."""
    return Lake(
        log=log,
        files=LakeFiles(registry.settings.home / "lake", silver_policy()),
        book=DeviceStreams(devices),
        hours=HourTable(registry.database),
        commitments=HouseCommitments(),
        evidence=registry.evidence,
        seals=registry.seals,
        outbox=registry.outbox,
    )
