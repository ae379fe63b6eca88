"""Facts about the package: a wheel carries every file of the rooms: what is installed is what was cloned."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from registry.adapters.embedded_chain import REPOSITORY
from tests.test_tidy import tracked_files

ROOMS = {"registry", "passport", "oracle", "marketplace", "web"}
OF_THE_PACKAGE = ("pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def test_a_wheel_carries_every_file_of_the_rooms(tmp_path: Path) -> None:
    """Must package code, templates, styles, factor sets, ABIs and migrations, and nothing of anybody else."""
    files = {str(path.relative_to(REPOSITORY)) for path in tracked_files()}
    of_rooms = {name for name in files if name.split("/")[0] in ROOMS}
    for name in (*of_rooms, *OF_THE_PACKAGE):
        (tmp_path / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, tmp_path / "source" / name)
    command = [sys.executable, "-c", BUILD, str(tmp_path)]
    subprocess.run(command, cwd=tmp_path / "source", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == of_rooms
