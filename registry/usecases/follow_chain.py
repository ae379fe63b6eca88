"""Following promises: every block once, in order, with all its events; a fork is rewound, a missing block stops it."""

from __future__ import annotations

from dataclasses import dataclass

from registry.domain.events import Block
from registry.errors import ChainUnavailable, ForkTooDeep
from registry.ports import ChainReader, EventStore

BLOCKS_PER_STEP = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """What one step did: blocks stored, blocks forgotten, and how far the node is ahead."""

    appended: int
    rewound: int
    behind: int


def follow(chain: ChainReader, store: EventStore, limit: int = BLOCKS_PER_STEP, *, start: int = 0) -> Progress:
    """One step: rewinds beyond a fork, then stores up to `limit` blocks from `start` on.

    Raises BlockUnavailable where the node cannot return a block, ForkTooDeep, ChainUnavailable; nothing is skipped, and
    what a raising step read is not stored.
    """
    head = chain.head()
    rewound = _rewind_beyond_fork(chain, store, head)
    tip = store.tip()
    first = start if tip is None else tip.number + 1
    last = min(head.number, first + limit - 1)
    blocks = [chain.block(number) for number in range(first, last + 1)]
    _check_spine(tip, blocks)
    if blocks and not store.append(blocks, [event for block in blocks for event in chain.events_in(block)]):
        return Progress(0, rewound, head.number - first + 1)  # another process follows too: look again
    return Progress(len(blocks), rewound, max(0, head.number - last))


def catch_up(chain: ChainReader, store: EventStore, *, start: int = 0) -> Progress:
    """Steps until the node's head is stored. Raises as `follow` does."""
    appended = rewound = 0
    while True:
        step = follow(chain, store, start=start)
        appended, rewound = appended + step.appended, rewound + step.rewound
        if step.behind == 0:
            return Progress(appended, rewound, 0)


def _rewind_beyond_fork(chain: ChainReader, store: EventStore, head: Block) -> int:
    """Forgets what is not on the node's chain; a head below ours is a fork like any other."""
    tip = store.tip()
    if tip is None:
        return 0
    known = tip
    while known.number > head.number or chain.block(known.number).hash != known.hash:
        below = store.block(known.number - 1)
        if below is None:
            raise ForkTooDeep(known.hash, _hash_at(chain, known.number, head), known.number)
        known = below
    if known != tip:
        store.rewind(known.number)
    return tip.number - known.number


def _hash_at(chain: ChainReader, number: int, head: Block) -> str:
    return head.hash if number >= head.number else chain.block(number).hash


def _check_spine(tip: Block | None, blocks: list[Block]) -> None:
    for below, block in zip([tip, *blocks], blocks, strict=False):
        if below is not None and (block.parent_hash, block.number) != (below.hash, below.number + 1):
            raise ChainUnavailable(
                f"block {block.number} does not follow block {below.number}: the chain changed while it was read",
                {"block": block.number, "parent": block.parent_hash, "expected": below.hash},
            )
