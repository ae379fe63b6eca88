"""Facts about evidence chains: one for each company, never broken by writers at once, and any change is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.evidence_chain import EvidenceChains, leaves_of
from registry.adapters.seal_store import SealTable
from registry.domain.cid import cid_of
from registry.domain.evidence_chain import (
    GENESIS,
    Content,
    EvidenceItem,
    EvidenceMark,
    breaks,
    following,
    hash_of,
)
from registry.domain.seals import SealedRoot, SealKind
from registry.domain.timestamp import TimeStamp
from registry.errors import InvalidInput

NOW = 1_790_000_000


def content(text: str, *tags: str) -> Content:
    data = text.encode()
    return Content("0x" + sha256(data).hexdigest(), cid_of(data), tags or ("carbon",))


def chain_of(length: int) -> list[EvidenceItem]:
    items: list[EvidenceItem] = []
    for number in range(length):
        before = items[-1] if items else None
        items.append(following(before, content(f"{number}"), tenant="acme", at=NOW + number, canonical=canonical))
    return items


def appended(chains: EvidenceChains, database: Database, tenant: str, text: str, at: int = NOW) -> EvidenceItem:
    with database.transaction() as session:
        return chains.append(session, tenant, content(text), at)


def marked(chains: EvidenceChains, item: EvidenceItem) -> EvidenceMark:
    mark = EvidenceMark(item.tenant, item.sequence, item.hash, NOW, "0x" + "11" * 20, "0x" + "22" * 65)
    chains.add_mark(mark)
    return mark


def test_an_item_names_the_one_before(database: Database) -> None:
    """Must begin each company's chain at 64 zeros, count from 1, and never let its time run backwards."""
    chains = EvidenceChains(database)
    first = appended(chains, database, "acme", "a", NOW + 5)
    second = appended(chains, database, "acme", "b", NOW)
    other = appended(chains, database, "rival", "a")
    assert (first.previous_hash, second.previous_hash, other.previous_hash) == (GENESIS, first.hash, GENESIS)
    assert [(item.sequence, item.at) for item in (first, second)] == [(1, NOW + 5), (2, NOW + 5)]
    assert (chains.items("acme"), chains.items("acme", after=1), chains.tenants()) == (
        [first, second],
        [second],
        ["acme", "rival"],
    )
    assert first.hash != other.hash


def test_writers_at_once_leave_one_chain(database: Database) -> None:
    """Must put every item behind another one, whoever writes at the same time."""
    chains = EvidenceChains(database)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: appended(chains, database, "acme", str(number)), range(18)))
    items = chains.items("acme")
    assert [item.sequence for item in items] == list(range(1, 19))
    assert list(breaks(items, canonical)) == []


def test_what_is_rolled_back_is_no_evidence(database: Database) -> None:
    """Must append with the deed or not at all."""
    chains = EvidenceChains(database)

    def fail_after_appending() -> None:
        with database.transaction() as session:
            chains.append(session, "acme", content("never"), NOW)
            raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError):
        fail_after_appending()
    assert appended(chains, database, "acme", "first").sequence == 1


@given(length=st.integers(2, 6), place=st.integers(0, 5), change=st.sampled_from(["at", "sha256", "tags", "previous"]))
def test_any_change_breaks_the_chain(length: int, place: int, change: str) -> None:
    """Must find an item that was changed, also if its own hash was computed anew; unless it is the last one."""
    items = chain_of(length)
    at = place % length
    old = items[at]
    changed: dict[str, Any] = {
        "at": {"at": old.at + 1},
        "sha256": {"content": replace(old.content, sha256=GENESIS)},
        "tags": {"content": replace(old.content, tags=("other",))},
        "previous": {"previous_hash": "0x" + "12" * 32},
    }[change]
    silent = replace(old, **changed)
    assert list(breaks([*items[:at], silent, *items[at + 1 :]], canonical))
    rehashed = replace(silent, hash=hash_of(silent, canonical))
    found = list(breaks([*items[:at], rehashed, *items[at + 1 :]], canonical))
    assert bool(found) == (at < length - 1 or change == "previous")


def test_a_missing_or_moved_item_breaks_the_chain() -> None:
    """Must find a gap, a swap and a repetition; a sound chain has no fault, nor has an empty one."""
    items = chain_of(4)
    assert list(breaks(items, canonical)) == list(breaks([], canonical)) == []
    for wrong in ([items[0], *items[2:]], [items[1], items[0], *items[2:]], [*items, items[3]], items[1:]):
        assert list(breaks(wrong, canonical))


@pytest.mark.parametrize("tags", [(), ("Carbon",), ("two words",), ("a,b",), ("",), tuple("abcdefghi")])
def test_a_tag_is_a_word(tags: tuple[str, ...]) -> None:
    """Must refuse tags that another reader could split otherwise."""
    with pytest.raises(InvalidInput):
        following(None, replace(content("a"), tags=tags), tenant="acme", at=NOW, canonical=canonical)


def test_a_root_stays_until_it_stands_on_chain(database: Database) -> None:
    """Must give the same root and leaves again until they are sealed, and only newer items after that."""
    chains, seals = EvidenceChains(database), SealTable(database)
    first = [appended(chains, database, tenant, "a") for tenant in ("acme", "rival")]
    assert chains.unheld(stamps=False)
    for head in chains.unmarked_heads():
        marked(chains, head)
    ((root, items),) = chains.open_roots().items()
    assert list(items) == first
    later = appended(chains, database, "acme", "b")
    marked(chains, later)
    both = chains.open_roots()
    assert (list(both[root]), len(both)) == (first, 2)
    for known, under in both.items():
        kept = seals.keep(SealKind.Evidence, leaves_of(under), "")
        assert kept == known
        assert seals.leaf_hashes(SealKind.Evidence, kept) is None
        seals.record(SealedRoot(1, SealKind.Evidence, kept, len(under), "0x" + "ab" * 32, 7))
    assert (chains.open_roots(), chains.unheld(stamps=False), chains.unheld(stamps=True)) == ({}, False, True)
    standing = seals.leaf_hashes(SealKind.Evidence, root)
    assert standing is not None
    assert len(standing[1]) == standing[0].size == 2


def test_the_first_mark_and_the_first_stamp_stand(database: Database) -> None:
    """Must keep the earlier signature and the earlier time: they are the stronger proof."""
    chains = EvidenceChains(database)
    item = appended(chains, database, "acme", "a")
    mark = marked(chains, item)
    chains.add_mark(replace(mark, at=NOW + 9))
    ((waiting, stamped),) = chains.unstamped()
    assert (waiting, stamped) == (mark, item)
    for time in (NOW + 1, NOW + 2):
        chains.keep_stamp(mark, TimeStamp(b"token", time, "1", "1.2"))
    (kept,) = chains.marks("acme")
    assert (kept.at, kept.token_time, chains.unstamped(), chains.unmarked_heads()) == (NOW, NOW + 1, [], [])
