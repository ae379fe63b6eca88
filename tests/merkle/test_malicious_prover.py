"""A prover who lies is refused by Solidity, Python and TypeScript alike."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from registry.adapters.embedded_chain import REPOSITORY
from tests.merkle import malicious_prover
from tests.merkle.case import Answer, Case, Verdict
from tests.merkle.claimable_leaves import KINDS, WORD, leaf
from tests.merkle.judges import answers_of_all
from tests.merkle.random_trees import LARGEST_UINT64, grown, says_the_same, sides
from tests.vectors.make_merkle import leaf_data, node, root_of

Answers = dict[Case, tuple[Answer, ...]]

REFUSALS = {
    "second_preimage": {Verdict.NO},
    "truncated_tree": {Verdict.NO, Verdict.ProofLengthWrong},
    "padded_path": {Verdict.ProofLengthWrong},
    "padded_tree": {Verdict.NO},
    "wrong_size": {Verdict.ZeroSize, Verdict.IndexOutOfRange, Verdict.ProofLengthWrong},
    "index_aliasing": {Verdict.NO, Verdict.IndexOutOfRange, Verdict.ProofLengthWrong},
    "zero_root": {Verdict.ZeroRoot},
    "another_kind_of_leaf": {Verdict.NO},
    "another_place_of_claim": {Verdict.NO},
}
"""Which answers each attack meets: all of these and no other."""

LIES = {attack.__name__: list(attack()) for attack in malicious_prover.ATTACKS}
LEAF_2_OF_3 = grown(leaf_data(3), 2).proof
LEAF_2_AS_1_OF_2 = Case(LEAF_2_OF_3.leaf, 1, 2, LEAF_2_OF_3.path, LEAF_2_OF_3.root)


def huge_trees() -> list[Case]:
    """Proofs of trees that nobody could build: the siblings are drawn, the root follows from them."""
    chance = Random(9162)
    proofs = []
    for bits in (31, 32, 33, 53, 54, 63, 64):
        for size in (1 << bits if bits < 64 else LARGEST_UINT64, (1 << bits) - 1, chance.getrandbits(bits) | 1):
            index = chance.randrange(size)
            way, hash_ = sides(index, size) or "", root_of([b"far out"])
            path = tuple(chance.randbytes(32) for _ in way)
            for side, sibling in zip(way, path, strict=True):
                hash_ = node(hash_, sibling) if side == "r" else node(sibling, hash_)
            proofs.append(Case(b"far out", index, size, path, hash_))
    return proofs


@pytest.fixture(scope="module")
def answers(browser_verifier: Path) -> Answers:
    """What Python, TypeScript and Solidity say to every case of this file."""
    pairs = [pair for lies in LIES.values() for pair in lies]
    cases = list(dict.fromkeys([*(case for pair in pairs for case in pair), LEAF_2_AS_1_OF_2, *huge_trees()]))
    by_judge = answers_of_all(cases, browser_verifier)
    return dict(zip(cases, zip(*by_judge.values(), strict=True), strict=True))


@pytest.mark.parametrize("attack", LIES)
def test_a_lie_is_refused_by_all_three(answers: Answers, attack: str) -> None:
    """Must accept the honest proof, refuse what was made of it, and say why in one voice."""
    refusals = set()
    for proof, lie in LIES[attack]:
        assert not says_the_same(lie, proof)
        assert answers[proof] == (Answer(Verdict.YES),) * 3
        assert len(set(answers[lie])) == 1, lie
        refusals.add(answers[lie][0].verdict)
    assert refusals == REFUSALS[attack]


def test_a_size_of_the_provers_choice_would_give_a_leaf_two_numbers(answers: Answers) -> None:
    """Must show why the size is read from the seal: leaf 2 of 3 has the path of leaf 1 of 2 under the same root."""
    assert answers[LEAF_2_OF_3] == answers[LEAF_2_AS_1_OF_2] == (Answer(Verdict.YES),) * 3
    with_the_sealed_size = Case(LEAF_2_OF_3.leaf, 1, 3, LEAF_2_OF_3.path, LEAF_2_OF_3.root)
    assert answers[with_the_sealed_size] == (Answer(Verdict.ProofLengthWrong, 2, 1),) * 3


def test_trees_beyond_the_reach_of_a_narrow_integer_verify(answers: Answers) -> None:
    """Must count indices and sizes in 64 bits in every language."""
    assert {answers[proof] for proof in huge_trees()} == {(Answer(Verdict.YES),) * 3}


def test_no_claimable_leaf_can_pass_for_an_inner_node() -> None:
    """Must differ from one another and from the pair of hashes of a node in length or in tag."""
    lengths = {kind: len(leaf(kind, 0)) for kind in KINDS}
    assert lengths == {"claim": 10 * WORD, "portion": 8 * WORD, "footprint": 4 * WORD}
    assert len({leaf(kind, 0)[:WORD] for kind in KINDS}) == len(KINDS)


def test_the_tags_are_those_of_the_contracts() -> None:
    """Must attack the leaves that the contracts build."""
    sources = "\n".join(path.read_text() for path in (REPOSITORY / "contracts").glob("*.sol"))
    assert set(re.findall(r'_TAG = "CarboniX/(\w+)/1"', sources)) == set(KINDS)
