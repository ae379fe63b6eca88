"""Facts about durable_file: a file is whole, has its mode, can be written once, and leaves no draft."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from registry.adapters import durable_file
from registry.adapters.durable_file import OWNER_ONLY, READABLE, write_once, write_whole

THREADS = 8


@pytest.mark.parametrize("mode", [OWNER_ONLY, READABLE])
def test_a_file_is_replaced_whole_with_its_mode(tmp_path: Path, mode: int) -> None:
    """Must put the new bytes in the place of the old ones, under the mode asked for, whatever the folder was."""
    file = tmp_path / "new" / "folder" / "file.json"
    write_whole(file, b"old and longer", mode=mode)
    write_whole(file, b"new", mode=mode)
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (b"new", mode)


def test_of_many_threads_one_writes(tmp_path: Path) -> None:
    """Must let exactly one of many win, and keep what it wrote."""
    start, file = Barrier(THREADS), tmp_path / "file"

    def write(place: int) -> bool:
        start.wait()
        return write_once(file, b"%d" % place)

    with ThreadPoolExecutor(THREADS) as pool:
        won = list(pool.map(write, range(THREADS)))
    assert won.count(True) == 1
    assert file.read_bytes() == b"%d" % won.index(True)
    assert [left.name for left in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("write", [write_whole, write_once])
def test_a_disk_that_refuses_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object) -> None:
    """Must raise what the disk said, and leave neither a half file nor a draft."""

    def full(_handle: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(durable_file.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write(tmp_path / "file", b"data")  # type: ignore[operator]
    assert list(tmp_path.iterdir()) == []
