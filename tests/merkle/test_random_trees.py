"""Three verifiers, one rule: 20,000 random trees and their mutated proofs through Solidity, Python and TypeScript."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.merkle.case import Verdict
from tests.merkle.judges import answers_of_all
from tests.merkle.random_trees import attempts, sides

SEED = 6962
TREES = 20_000
KINDS = 13
LEAST_OF_A_KIND = 3_000
LARGEST_SIZE = 300


@pytest.mark.slow
@pytest.mark.timeout(300)  # a busy machine shares its cores
def test_no_mutated_proof_is_accepted_and_no_verifier_differs(browser_verifier: Path) -> None:
    """Must accept each valid proof and refuse each mutation, in the three languages by the same answer."""
    tried = list(attempts(SEED, TREES))
    answers = answers_of_all([attempt.case for attempt in tried], browser_verifier)
    for attempt, python, typescript, solidity in zip(tried, *answers.values(), strict=True):
        assert python == typescript == solidity, attempt
        assert (python.verdict is Verdict.YES) == attempt.is_sound, attempt

    mutants = Counter(attempt.kind for attempt in tried if not attempt.is_sound)
    assert len(mutants) == KINDS
    assert min(mutants.values()) >= LEAST_OF_A_KIND, mutants
    assert {answer.verdict for answer in answers["python"]} == set(Verdict) - {Verdict.ZeroRoot}


def test_no_two_leaves_of_a_tree_have_the_same_way_to_its_root() -> None:
    """Must tell each leaf's proof from every other leaf's by its sides alone, so that no number stands for another."""
    for size in range(1, LARGEST_SIZE + 1):
        assert len({sides(index, size) for index in range(size)}) == size
