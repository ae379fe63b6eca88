"""Evidence is what it was: stored whole, named by its bytes, hashed again at each read, in files and on IPFS alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from registry.adapters.database import Database
from registry.adapters.evidence_files import EvidenceFiles
from registry.adapters.evidence_index import EvidenceIndex
from registry.adapters.evidence_ipfs import EvidenceIpfs, IpfsUnavailable
from registry.domain.cid import Cid, cid_of
from registry.domain.evidence import EvidenceCorrupt
from registry.errors import InvalidInput, NotFound
from tests.registry.kubo import Kubo, running_kubo

DATA = b"meter,time,value\nroof-1,2016-07-01T00:15:00Z,1.25\n"


@pytest.fixture
def files(tmp_path: Path) -> EvidenceFiles:
    return EvidenceFiles(tmp_path / "evidence")


@pytest.fixture
def kubo() -> Iterator[Kubo]:
    with running_kubo() as server:
        yield server


@pytest.fixture
def ipfs(kubo: Kubo) -> Iterator[EvidenceIpfs]:
    store = EvidenceIpfs(kubo.url, timeout_s=5)
    yield store
    store.close()


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_went_in(files: EvidenceFiles) -> None:
    """Must name content by its bytes and give back the same bytes."""
    cid = files.put(DATA)
    assert cid == cid_of(DATA)
    assert files.get(cid) == DATA


def test_the_same_bytes_are_stored_once(files: EvidenceFiles, tmp_path: Path) -> None:
    """Must not write a second copy, nor leave anything beside it."""
    files.put(DATA)
    written = stored_files(tmp_path)
    before = written[0].stat().st_ino
    files.put(DATA)
    assert stored_files(tmp_path) == written
    assert written[0].stat().st_ino == before


def test_a_changed_file_is_refused_at_read(files: EvidenceFiles, tmp_path: Path) -> None:
    """Must name the CID that was asked for and the one that was found."""
    cid = files.put(DATA)
    stored_files(tmp_path)[0].write_bytes(DATA + b" ")
    with pytest.raises(EvidenceCorrupt) as refusal:
        files.get(cid)
    assert refusal.value.facts == {"cid": cid, "found": cid_of(DATA + b" "), "size": str(len(DATA) + 1)}


def test_putting_again_mends_a_corrupt_copy(files: EvidenceFiles, tmp_path: Path) -> None:
    """Must replace bytes that are not those of their name."""
    cid = files.put(DATA)
    stored_files(tmp_path)[0].write_bytes(b"")
    assert files.put(DATA) == cid
    assert files.get(cid) == DATA


def test_a_failed_write_leaves_nothing(files: EvidenceFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must leave no half-written file when the disk fails before the rename."""

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        files.put(DATA)
    assert stored_files(tmp_path) == []


def test_unknown_evidence_has_a_name(files: EvidenceFiles) -> None:
    """Must say which CID is not here."""
    with pytest.raises(NotFound) as refusal:
        files.get(cid_of(b"never stored"))
    assert refusal.value.name == "EvidenceUnknown"
    assert refusal.value.facts["id"] == cid_of(b"never stored")


def test_a_path_is_not_a_cid(files: EvidenceFiles) -> None:
    """Must not read outside of its folder."""
    with pytest.raises(InvalidInput):
        files.get(Cid("../../secret"))


def test_a_document_is_found_by_its_hash(files: EvidenceFiles, tmp_path: Path) -> None:
    """Must answer a stranger who has a file and its SHA-256 only."""
    database = Database(f"sqlite:///{tmp_path / 'evidence.db'}")
    database.migrate()
    index = EvidenceIndex(files, database)
    cid = index.put(DATA)
    assert index.put(DATA) == cid
    assert index.get(cid) == DATA
    assert index.find("0x" + sha256(DATA).hexdigest()) == cid
    assert index.find("0x" + sha256(b"other").hexdigest()) is None
    database.close()


@pytest.mark.parametrize("data", [DATA, b"", bytes(300_000)], ids=["small", "empty", "two chunks"])
def test_ipfs_keeps_the_bytes_under_the_name_that_we_compute(ipfs: EvidenceIpfs, kubo: Kubo, data: bytes) -> None:
    """Must ask Kubo for CIDv1 with raw leaves in base32, pinned, and agree with its answer."""
    cid = ipfs.put(data)
    assert cid == cid_of(data)
    assert kubo.blocks[cid] == data
    path, options = kubo.calls[0]
    assert path == "/api/v0/add"
    asked = {key: options[key] for key in ("cid-version", "raw-leaves", "cid-base", "pin")}
    assert asked == {"cid-version": ["1"], "raw-leaves": ["true"], "cid-base": ["base32"], "pin": ["true"]}
    assert ipfs.get(cid) == data


def test_a_lying_daemon_is_caught(ipfs: EvidenceIpfs, kubo: Kubo) -> None:
    """Must hash what the daemon says, at write and at read."""
    cid = ipfs.put(DATA)
    kubo.lie = b"other bytes"
    with pytest.raises(EvidenceCorrupt) as read:
        ipfs.get(cid)
    assert read.value.facts["found"] == cid_of(b"other bytes")
    with pytest.raises(EvidenceCorrupt) as written:
        ipfs.put(DATA)
    assert written.value.facts["cid"] == cid


def test_what_ipfs_does_not_have_is_unknown(ipfs: EvidenceIpfs) -> None:
    """Must tell absence from failure."""
    with pytest.raises(NotFound) as refusal:
        ipfs.get(cid_of(b"never stored"))
    assert refusal.value.name == "EvidenceUnknown"


def test_a_dead_daemon_is_unavailable() -> None:
    """Must name the address that does not answer."""
    with running_kubo() as server:
        url = server.url
    with pytest.raises(IpfsUnavailable) as refusal:
        EvidenceIpfs(url, timeout_s=2).put(DATA)
    assert refusal.value.facts["address"].startswith("/ip4/127.0.0.1/tcp/")


def test_an_address_must_be_one() -> None:
    """Must refuse a setting that names no daemon, and say the two forms."""
    with pytest.raises(InvalidInput) as refusal:
        EvidenceIpfs("localhost")
    assert refusal.value.facts["field"] == "CARBONIX_IPFS_API"
