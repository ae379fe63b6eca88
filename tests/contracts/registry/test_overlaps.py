"""No serial of another registry stands here twice, whatever hint is given, and none is ever free again."""

from __future__ import annotations

from random import Random

import pytest
from brownie.exceptions import VirtualMachineError

from registry.domain.external_serial import Block, UsedBlocks
from tests.contracts.conftest import PROJECT, keccak
from tests.contracts.refusals import refused
from tests.contracts.registry.conftest import DATA, REPORT
from tests.contracts.replay import replayable, run_script, script_of
from tests.vectors.foreign_serials import GOLD_STANDARD, VERRA, gold_standard, verra

RECEIPT = keccak("receipt")
SEEDS, BLOCKS, HIGHEST, LONGEST = (1, 2, 3), 200, 2_000, 60
RIGHT, WRONG, STALE = "right", "wrong", "stale"


@pytest.fixture
def use(book, operator):
    """Takes the block from start to end under a hint."""

    def used(start, end, hint=0, serial=verra, standard=VERRA):
        taken = (standard, serial(start, end), RECEIPT)
        return book.openBridgedBatch(PROJECT, 10, 20, taken, hint, REPORT, DATA, {"from": operator})

    return used


def of_two(start, end):
    """A serial in the list of which two blocks are used; every other list is empty when a test begins."""
    return verra(start, end, registry="TWO")


@pytest.fixture
def namespace(book):
    return book.namespaceOf((VERRA, of_two(1, 2), RECEIPT))


@pytest.fixture(scope="module")
def two(book, operator):
    """100 to 199 and 300 to 399 are used."""
    for start, end in ((300, 399), (100, 199)):
        taken = (VERRA, of_two(start, end), RECEIPT)
        book.openBridgedBatch(PROJECT, 10, 20, taken, 0, REPORT, DATA, {"from": operator})


@pytest.mark.parametrize(
    ("start", "end", "hint", "used"),
    [
        (100, 199, 100, (100, 199)),
        (100, 100, 100, (100, 199)),
        (150, 160, 100, (100, 199)),
        (199, 250, 100, (100, 199)),
        (150, 350, 100, (100, 199)),
        (200, 300, 100, (300, 399)),
        (250, 500, 100, (300, 399)),
        (399, 500, 300, (300, 399)),
        (50, 100, 0, (100, 199)),
        (1, 1_000, 0, (100, 199)),
    ],
)
def test_every_overlap_is_refused(book, two, namespace, start, end, hint, used):
    """Must name the used block that is met: the same, inside, around, to either side, by one serial (L-5.8)."""
    with refused("BlockOverlaps", namespace, start, end, *used):
        book.requireFree((VERRA, of_two(start, end), RECEIPT), hint)


def test_a_refused_block_opens_no_batch(book, use, two, namespace):
    """Must refuse where the batch is opened what the question refuses, and count no batch."""
    with refused("BlockOverlaps", namespace, 150, 160, 100, 199):
        use(150, 160, 100, of_two)
    assert book.batchCount() == 2


def test_gaps_are_filled_to_the_serial(book, use, two, namespace):
    """Must take what lies between, before and behind, each beside its neighbours, and keep the list in order."""
    for start, end, hint in ((200, 299, 100), (1, 99, 0), (400, 10**18, 300)):
        use(start, end, hint, of_two)
    walked, start = [], 0
    while True:
        end, start_above = book.usedBlock(namespace, start)
        walked.append((start, end))
        if start_above == 0:
            break
        start = start_above
    assert walked == [(0, 0), (1, 99), (100, 199), (200, 299), (300, 399), (400, 10**18)]


@pytest.mark.parametrize(
    ("start", "hint"),
    [
        (250, 0),  # not the next one below
        (250, 300),  # above
        (250, 150),  # inside of a used block, no first serial
        (250, 249),  # never used
        (500, 100),  # another one lies between
        (50, 60),
    ],
)
def test_a_wrong_neighbour_is_refused(book, two, namespace, start, hint):
    """Must not believe a hint that is not the used block just below."""
    with refused("NeighbourWrong", namespace, start, hint):
        book.requireFree((VERRA, of_two(start, start + 9), RECEIPT), hint)


def test_lists_do_not_meet(book, use):
    """Must let the same numbers stand once for each registry of Verra and each issuance of Gold Standard (L-5.9)."""
    use(1, 100)
    use(1, 100, serial=lambda start, end: verra(start, end, registry="APX"))
    use(1, 100, serial=gold_standard, standard=GOLD_STANDARD)
    use(1, 100, serial=lambda start, end: gold_standard(start, end, issuance=9), standard=GOLD_STANDARD)
    assert book.batchOf(book.batchCount()).dict()["credits"] == 100


def test_another_project_is_in_the_same_list(book, use):
    """Must see through another project, country and vintage: Verra's numbers are the registry's, not the project's."""
    use(1, 100)
    other = "7-100-200-VCS-VCU-1-VER-TH-1-99-01012021-31122021-0"
    with refused("BlockOverlaps", ..., 100, 200, 1, 100):
        book.requireFree((VERRA, other, RECEIPT), 1)


def test_an_unused_number_begins_no_block(book, namespace):
    """Must answer nothing for a serial that is not the first of a used block."""
    assert book.usedBlock(namespace, 7) == (0, 0)


class Walk:
    """The contract, the sorted list of the model, and a referee that compares every pair."""

    def __init__(self, book, oracle):
        self.book, self.by = book, {"from": oracle}
        self.model, self.accepted, self.seen = UsedBlocks(), [], []

    def replay(self, moves):
        for move in moves:
            self.judge(*move)

    def judge(self, start, end, hint):
        """The same verdict on chain and in the model; sound under every hint, and complete under the right one."""
        block = Block(start, end)
        verdict = self.model.judge(block, hint)
        meets = any(block.overlaps(used) for used in self.accepted)
        assert self.on_chain(block, hint) == verdict
        assert verdict is not None or not meets, "a block that meets a used one was let pass"
        if hint == self.model.hint(start):
            assert verdict == ("BlockOverlaps" if meets else None)
        if verdict is None:
            taken = (VERRA, verra(start, end), RECEIPT)
            self.book.openBridgedBatch(PROJECT, 10, 20, taken, hint, REPORT, DATA, self.by)
            self.model.use(block)
            self.accepted.append(block)
        self.seen.append(verdict)

    def on_chain(self, block, hint):
        try:
            credits = self.book.requireFree((VERRA, verra(block.start, block.end), RECEIPT), hint)
        except VirtualMachineError as fault:
            return str(fault.revert_msg).split(":")[0]
        assert credits == block.credits
        return None

    def random_move(self, chance, earlier):
        """A block with the right hint, any number, or what was right some blocks ago."""
        start = chance.randint(1, HIGHEST)
        end = start + chance.randint(0, LONGEST)
        kind = chance.choices((RIGHT, WRONG, STALE), (6, 1, 2))[0]
        if kind == RIGHT:
            return start, end, self.model.hint(start)
        if kind == WRONG:
            return start, end, chance.choice([chance.randint(0, HIGHEST), start, end])
        return start, end, max((used for used in earlier if used <= start), default=0)


@pytest.fixture
def blocks(book, operator):
    return Walk(book, operator)


@pytest.mark.parametrize("seed", SEEDS)
def test_contract_model_and_referee_agree(blocks, seed):
    """Must judge 200 blocks under right, wrong and stale hints alike, and let no overlap pass (L-5.8)."""
    chance, moves, earlier = Random(seed), [], []
    with replayable(__name__, "blocks", moves):
        for number in range(BLOCKS):
            if number % 20 == 0:
                earlier = [used.start for used in blocks.accepted]
            moves.append(blocks.random_move(chance, earlier))
            blocks.judge(*moves[-1])
    seen = {verdict: blocks.seen.count(verdict) for verdict in (None, "BlockOverlaps", "NeighbourWrong")}
    assert all(count >= BLOCKS // 20 for count in seen.values()), seen


def test_a_walk_can_be_replayed(blocks):
    """Must print moves that another walk makes again."""
    run_script(script_of(__name__, "blocks", [(10, 20, 0), (20, 30, 10), (21, 30, 10)]), blocks)
    assert blocks.seen == [None, "BlockOverlaps", None]
