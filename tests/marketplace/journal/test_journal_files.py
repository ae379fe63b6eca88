"""The journal's files: whole groups or nothing, a torn end is cut, damage before the end is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from marketplace.adapters.journal_files import JournalFiles, Line, segments_of
from marketplace.errors import JournalDamaged, JournalTaken

DAY, NEXT_DAY = "2026-11-22", "2026-11-23"


def opened(folder: Path, largest: int = 2**20) -> JournalFiles:
    files = JournalFiles(folder, largest)
    files.open_to_write()
    return files


def written(folder: Path, groups: int, per_group: int = 2, largest: int = 2**20) -> list[Line]:
    """A journal of groups, closed."""
    files, lines = opened(folder, largest), []
    for _ in range(groups):
        group = [(b'{"n":%d}' % (files.last + at), b'{"a":"ann"}' if at % 2 else b"") for at in range(1, per_group + 1)]
        lines += [Line(files.last + at, *record) for at, record in enumerate(group, start=1)]
        files.append(DAY, group)
    files.close()
    return lines


def test_what_was_appended_is_read_back(tmp_path: Path) -> None:
    """Must give every record with its number and both halves, from any number on, in any process."""
    lines = written(tmp_path, 5)
    files = JournalFiles(tmp_path)
    assert list(files.lines()) == lines
    assert list(files.lines(7)) == lines[7:]
    assert list(files.lines(10)) == []
    assert list(JournalFiles(tmp_path / "missing").lines()) == []


def test_a_torn_end_is_cut_wherever_it_tears(tmp_path: Path) -> None:
    """Must keep every whole group, lose the torn one entirely, and go on with its numbers."""
    written(tmp_path / "whole", 3)
    (segment,) = segments_of(tmp_path / "whole")
    content = segment.path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(content) if byte == ord("\n")]
    for cut in sorted({*range(0, len(content), 3), *ends, *(end - 1 for end in ends)}):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / segment.path.name).write_bytes(content[:cut])
        files = opened(folder)
        kept = sum(end <= cut for end in ends)
        assert files.last == 2 * kept
        files.append(NEXT_DAY, [(b'{"n":0}', b"")])
        files.close()
        assert [line.number for line in JournalFiles(folder).lines()] == list(range(1, 2 * kept + 2))


def test_damage_before_the_end_is_refused(tmp_path: Path) -> None:
    """Must name the file and the place, read nothing past it, and never cut what was acknowledged behind it."""
    written(tmp_path, 4)
    (segment,) = segments_of(tmp_path)
    content = bytearray(segment.path.read_bytes())
    second = content.index(b"\n") + 1
    content[second + 12] ^= 1
    segment.path.write_bytes(content)
    with pytest.raises(JournalDamaged) as damage:
        list(JournalFiles(tmp_path).lines())
    assert damage.value.facts == {"place": segment.path.name, "at": str(second)}
    with pytest.raises(JournalDamaged):
        opened(tmp_path)
    assert segment.path.read_bytes() == content


def test_a_missing_segment_is_damage(tmp_path: Path) -> None:
    """Must notice that records are missing between two files."""
    written(tmp_path, 6, largest=40)
    segments = segments_of(tmp_path)
    assert len(segments) > 2
    segments[1].path.unlink()
    with pytest.raises(JournalDamaged):
        list(JournalFiles(tmp_path).lines())


def test_a_day_begins_a_segment(tmp_path: Path) -> None:
    """Must keep days in files of their own, so that a day is read without the others."""
    files = opened(tmp_path)
    for day in (DAY, DAY, NEXT_DAY):
        files.append(day, [(b"{}", b"")])
    assert [(segment.first, segment.day) for segment in segments_of(tmp_path)] == [(1, DAY), (3, NEXT_DAY)]
    assert [line.number for line in files.lines(0, DAY)] == [1, 2]
    assert [line.number for line in files.lines(1, DAY)] == [2]
    assert [line.number for line in files.lines(0, NEXT_DAY)] == [3]
    assert files.days() == [DAY, NEXT_DAY]
    files.close()


def test_one_process_writes(tmp_path: Path) -> None:
    """Must refuse a second writer by name, and let it in when the first has gone."""
    files = opened(tmp_path)
    with pytest.raises(JournalTaken):
        opened(tmp_path)
    files.close()
    opened(tmp_path).close()


def test_a_full_disk_leaves_no_half_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must raise, and leave the file as it was, when the sync fails."""
    files = opened(tmp_path)
    files.append(DAY, [(b"{}", b"")])
    (segment,) = segments_of(tmp_path)
    before = segment.path.read_bytes()

    def refuse(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", refuse)
        with pytest.raises(OSError, match="No space"):
            files.append(DAY, [(b"{}", b""), (b"{}", b"")])
    assert segment.path.read_bytes() == before
    assert files.last == 1
    files.append(DAY, [(b"{}", b"")])
    assert files.last == 2
    files.close()
