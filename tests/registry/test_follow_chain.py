"""Facts about following: every block once, forks rewound, a missing block halts, a restart goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.deployment import deployment_of_addresses
from registry.adapters.embedded_chain import EmbeddedChain
from registry.adapters.projection_store import ProjectionStore
from registry.domain.events import Block, ChainEvent
from registry.errors import BlockUnavailable, ChainUnavailable, ForkTooDeep
from registry.usecases.follow_chain import catch_up, follow
from tests.registry.lying_node import lying_node

NO_CONTRACTS = deployment_of_addresses(31337, {})


@pytest.fixture
def store(database: Database) -> ProjectionStore:
    return ProjectionStore(database)


@pytest.fixture
def gateway(chain: EmbeddedChain) -> ChainGateway:
    return ChainGateway(chain.url, NO_CONTRACTS)


def spine(store: ProjectionStore) -> Iterator[Block]:
    tip = store.tip()
    while tip is not None:
        yield tip
        tip = store.block(tip.number - 1)


def assert_is_the_chain(store: ProjectionStore, gateway: ChainGateway) -> None:
    """The store holds the node's chain from 0 to its head, and nothing else."""
    head = gateway.head()
    assert [block.number for block in spine(store)] == list(range(head.number, -1, -1))
    assert all(block == gateway.block(block.number) for block in spine(store))


def test_every_block_is_stored_once(chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore) -> None:
    """Must hold the whole chain after catching up, and do nothing when there is nothing new."""
    chain.mine(7)
    assert follow(gateway, store, limit=3).behind == gateway.head().number - 2
    catch_up(gateway, store)
    assert_is_the_chain(store, gateway)
    assert follow(gateway, store) == catch_up(gateway, store)
    assert follow(gateway, store).appended == 0


def test_a_fork_is_rewound_to_the_common_ancestor(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must drop exactly the blocks that left the chain and store those that took their place."""
    chain.mine(2)
    before = chain.snapshot()
    kept = gateway.head().number
    chain.mine(3)
    catch_up(gateway, store)
    chain.revert(before)
    chain.increase_time(100)
    chain.mine(5)
    progress = catch_up(gateway, store)
    assert (progress.rewound, progress.appended) == (3, 5)
    assert store.block(kept) == gateway.block(kept)
    assert_is_the_chain(store, gateway)


def test_a_head_below_ours_is_a_reorganisation(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must forget the blocks of a tail that the node lost, and go on from there."""
    before = chain.snapshot()
    chain.mine(4)
    catch_up(gateway, store)
    chain.revert(before)
    assert catch_up(gateway, store).rewound == 4
    assert_is_the_chain(store, gateway)


def test_a_reorganisation_by_the_node_itself_is_followed(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must follow anvil's own reorganisation of the same length."""
    chain.mine(5)
    catch_up(gateway, store)
    old = gateway.head()
    chain.call("anvil_reorg", 3, [])
    assert gateway.head().hash != old.hash
    assert catch_up(gateway, store).rewound == 3
    assert_is_the_chain(store, gateway)


def test_a_missing_block_halts_and_skips_nothing(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must stop at a block that the node does not return, store nothing of the step, and go on once it is back."""
    chain.mine(5)
    head = gateway.head().number
    with lying_node(chain.url) as node:
        node.lie = lambda request, answer: (
            {**answer, "result": None} if request["params"][:1] == [hex(head - 2)] else answer
        )
        through = ChainGateway(node.url, NO_CONTRACTS)
        with pytest.raises(BlockUnavailable) as refusal:
            catch_up(through, store)
        assert refusal.value.facts == {"block": str(head - 2), "head": str(head)}
        assert store.tip() is None
        follow(through, store, limit=head - 2)
        with pytest.raises(BlockUnavailable):
            follow(through, store)
        assert store.tip() == gateway.block(head - 3)
        node.lie = lambda _request, answer: answer
        catch_up(through, store)
    assert_is_the_chain(store, gateway)


def test_a_block_that_does_not_follow_is_refused(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must store nothing of a step in which a block names another parent."""
    chain.mine(3)
    head = gateway.head().number

    def forge(request: dict[str, object], answer: dict[str, object]) -> dict[str, object]:
        if request["params"] == [hex(head), False]:
            result = answer["result"]
            assert isinstance(result, dict)
            return {**answer, "result": {**result, "parentHash": "0x" + "ab" * 32}}
        return answer

    with lying_node(chain.url) as node:
        node.lie = forge
        with pytest.raises(ChainUnavailable) as refusal:
            catch_up(ChainGateway(node.url, NO_CONTRACTS), store)
    assert refusal.value.facts["parent"] == "0x" + "ab" * 32
    assert store.tip() is None


def test_a_node_that_breaks_off_stores_nothing(chain: EmbeddedChain, store: ProjectionStore) -> None:
    """Must raise ChainUnavailable when the connection breaks in the middle of a step, and keep the store as it was."""
    chain.mine(3)
    with lying_node(chain.url) as node:
        node.lie = lambda request, answer: None if request["method"] == "eth_getLogs" else answer
        with pytest.raises(ChainUnavailable):
            catch_up(ChainGateway(node.url, NO_CONTRACTS), store)
    assert store.tip() is None


def test_another_chain_is_not_mixed_in(chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore) -> None:
    """Must refuse a chain that shares no block with the followed one, and leave the store as it was."""
    foreign = [Block(n, f"0x{n:064x}", f"0x{n - 1:064x}" if n else "0x", n) for n in range(2)]
    store.append(foreign, [])
    with pytest.raises(ForkTooDeep):
        catch_up(gateway, store)
    assert list(spine(store)) == foreign[::-1]


def test_following_begins_where_the_deployment_begins(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must not read blocks that are older than the contracts."""
    chain.mine(4)
    head = gateway.head().number
    catch_up(gateway, store, start=head - 1)
    assert [block.number for block in spine(store)] == [head, head - 1]


def test_events_come_back_above_a_block(store: ProjectionStore) -> None:
    """Must return the events of later blocks only, in order, on both engines."""
    blocks = [Block(n, f"0x{n:064x}", f"0x{n - 1:064x}", n) for n in (5, 6)]
    events = [ChainEvent(n, index, "0x01", "CarbonCredit", "Paused", {}) for n in (5, 6) for index in (0, 3)]
    assert store.append(blocks, events)
    assert list(store.events_after(-1)) == events
    assert list(store.events_after(5)) == events[2:]
    assert list(store.events_after(6)) == []


def test_two_processes_follow_the_same_chain(
    chain: EmbeddedChain, gateway: ChainGateway, store: ProjectionStore
) -> None:
    """Must store each block once when another process stored it after this one had looked."""
    chain.mine(4)
    late = LateStore(store, lambda: catch_up(gateway, store))
    assert catch_up(gateway, late).appended == 0
    assert_is_the_chain(store, gateway)


class LateStore:
    """The store as a process sees it that is overtaken between its look and its write."""

    def __init__(self, store: ProjectionStore, overtake: Callable[[], object]) -> None:
        self._store = store
        self._overtake = overtake
        self.tip, self.block, self.rewind, self.events_after = (
            store.tip,
            store.block,
            store.rewind,
            store.events_after,
        )

    def append(self, blocks: Sequence[Block], events: Iterable[ChainEvent]) -> bool:
        self._overtake()
        return self._store.append(blocks, events)
