"""Content has the name that IPFS would give it, cross-checked against an independent implementation."""

from __future__ import annotations

import random

import pytest
from aleph_cid import CidHasher

from registry.domain.cid import CHUNK_BYTES, LINKS_PER_NODE, cid_of, read_cid
from registry.errors import InvalidInput

FULL_NODE = CHUNK_BYTES * LINKS_PER_NODE


def aleph(data: bytes) -> str:
    hasher = CidHasher.for_ipfs_v1_raw_leaves()
    hasher.update(data)
    return str(hasher.finalize())


def test_a_known_file_has_its_known_name() -> None:
    """Must agree with the name that every IPFS node gives to these bytes."""
    assert cid_of(b"hello world") == "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"


@pytest.mark.parametrize(
    "size", [0, 1, 1000, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17]
)
def test_sizes_around_a_chunk_agree(size: int) -> None:
    """Must agree at the boundary where one raw block becomes a graph."""
    data = random.Random(size).randbytes(size)
    assert cid_of(data) == aleph(data)


@pytest.mark.parametrize("size", [FULL_NODE, FULL_NODE + 1, FULL_NODE + CHUNK_BYTES + 5])
def test_sizes_around_a_full_node_agree(size: int) -> None:
    """Must agree where a second level of links begins, beyond 174 chunks."""
    data = random.Random(size).randbytes(1 << 20) * (size // (1 << 20) + 1)
    assert cid_of(data[:size]) == aleph(data[:size])


def test_a_cid_reads_back() -> None:
    """Must take back the names that it gives, raw and dag-pb."""
    for size in (5, CHUNK_BYTES + 1):
        assert read_cid(cid_of(bytes(size))) == cid_of(bytes(size))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "QmT5NvUtoM5nWFfrQdVrFtvGfKFmG7AHE8P34isapyhCxX",
        "BAFKREIFZJUT3TE7NHYEKKLSS27NH3K72YSCO7Y32KOAO5EEI66WOF36N5E",
        "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5",
        "bafyrgqfzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
        "../../../etc/passwd",
    ],
)
def test_another_text_is_not_a_cid(text: str) -> None:
    """Must refuse other versions, cases, lengths, hashes and paths, and say the rule."""
    with pytest.raises(InvalidInput) as refusal:
        read_cid(text)
    assert refusal.value.facts["field"] == "cid"
    assert refusal.value.facts["value"] == text
