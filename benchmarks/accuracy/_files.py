"""Finds the files that the accuracy table is measured on: where CARBONIX_DATA points, else beside the project."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.accuracy.table import DataMissing

ROOT = Path(__file__).resolve().parents[2]


def data_file(path: str) -> bytes:
    """The content of a file of the data folder. Raises DataMissing with the way to name the folder."""
    folder = Path(os.environ.get("CARBONIX_DATA") or ROOT.parent / "shared" / "data")
    try:
        return (folder / path).read_bytes()
    except OSError as fault:
        raise DataMissing(f"{path} is not at hand; CARBONIX_DATA names the folder that has it") from fault
