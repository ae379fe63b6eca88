"""Thousands of members: the shares sum to the kilogram, and Solidity takes exactly the claims that Python proves."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import brownie
import pytest
from brownie.exceptions import VirtualMachineError

from registry.domain.cooperative import Claims, Member, Part, Terms, allocate, leaf_of
from registry.domain.merkle import leaf_hash, root_from_path
from registry.errors import Refused
from tests.contracts.conftest import PROJECT
from tests.contracts.cooperative.conftest import stage_of
from tests.contracts.refusals import ask
from tests.contracts.replay import replayable, run_script, script_of

SEEDS, MEMBERS, MOVES, TOTAL_KG = (31, 32, 33), 4_000, 40, 4_999_999
HONEST = "honest"
LIES = ("again", "holder", "kilogram more", "neighbour's place", "neighbour's path", "path cut", "path grown", "none")


@pytest.fixture(scope="module")
def village(module_isolation, admin, operator, absorber):
    """5,000,000 kg that wait in the claim contract; an account is the oracle."""
    return stage_of(admin, operator, absorber, 5_000_000)


class Walk:
    """The claim contract and the tree of its members."""

    def __init__(self, stage, sender):
        self.stage, self.sender = stage, sender
        self.terms = Terms(brownie.chain.id, stage.claims.address, PROJECT, 1, 2)
        self.claims: Claims | None = None
        self.claimed: dict[int, int] = {}
        self.verdicts: list[str | None] = []

    def replay(self, moves):
        for move in moves:
            self.make(*move)

    def make(self, verb, *arguments):
        getattr(self, verb)(*arguments)

    def open(self, seed, members):
        """Members with weights from 0 to a thousand hectares, some of them equal."""
        chance = Random(seed)
        parts = allocate(TOTAL_KG, [Member(holder_of(seed, each), chance.randint(0, 1_000)) for each in range(members)])
        self.claims = Claims(self.terms, parts)
        assert self.claims.total_kg == TOTAL_KG
        self.stage.open(self.claims.root, self.claims.size, TOTAL_KG)

    def claim(self, index, lie):
        """The verdict of the model and of the contract; an accepted claim moves its kilograms and no others."""
        part, path = self._told(index, lie)
        verdict = self._verdict(part, path)
        arguments = (self.stage.batch, part.index, part.holder, part.kg, path)
        assert self._refusal(arguments) == verdict
        self.verdicts.append(verdict)
        if verdict is not None:
            return
        self.stage.claims.claim(*arguments, {"from": self.sender})
        self.claimed[part.index] = part.kg
        taken_kg = sum(self.claimed.values())
        assert self.stage.claims.cooperativeOf(self.stage.batch).dict()["claimedKg"] == taken_kg
        assert self.stage.credit.balanceOf(part.holder, self.stage.batch) == part.kg
        assert self.stage.credit.balanceOf(self.stage.claims, self.stage.batch) == 5_000_000 - taken_kg

    def _told(self, index, lie):
        part, path = self.claims.parts[index], self.claims.path(index)
        beside = self.claims.parts[index ^ 1 if index ^ 1 < self.claims.size else index - 1]
        if lie == "holder":
            return replace(part, holder=self.sender.address), path
        if lie == "kilogram more":
            return replace(part, kg=part.kg + 1), path
        if lie == "neighbour's place":
            return replace(part, index=beside.index), path
        if lie == "neighbour's path":
            return part, self.claims.path(beside.index)
        if lie == "none":
            return replace(part, kg=0), path
        return part, {"path cut": path[:-1], "path grown": [*path, path[0]]}.get(lie, path)

    def _verdict(self, part: Part, path):
        """The refusal that the contract must name; None: it must take the claim."""
        if part.kg == 0:
            return "ZeroKilograms"
        if part.index in self.claimed:
            return "ClaimedAlready"
        try:
            root = root_from_path(leaf_hash(leaf_of(self.terms, part)), part.index, self.claims.size, path)
        except Refused as fault:
            return fault.name
        return None if root == self.claims.root else "ClaimNotInRoot"

    def _refusal(self, arguments):
        try:
            ask(self.stage.claims.claim, *arguments, {"from": self.sender})
        except VirtualMachineError as fault:
            return str(fault.revert_msg).split(":")[0]
        return None

    def random_move(self, chance):
        lie = chance.choice((HONEST, *LIES)) if self.claimed else HONEST
        index = chance.choice(list(self.claimed)) if lie == "again" else chance.randrange(self.claims.size)
        return "claim", index, lie


def holder_of(seed, number):
    return f"0x{seed:020x}{number + 1:020x}"


@pytest.fixture
def members(village, stranger):
    return Walk(village, stranger)


@pytest.mark.parametrize("seed", SEEDS)
def test_contract_and_model_agree(members, seed):
    """Must share 4,999,999 kg to the kilogram, take each honest claim once, and refuse every lie alike (L-5.5)."""
    chance, moves = Random(seed), [("open", seed, MEMBERS)]
    with replayable(__name__, "members", moves):
        members.make(*moves[0])
        for _ in range(MOVES):
            moves.append(members.random_move(chance))
            members.make(*moves[-1])
    refused = {verdict for verdict in members.verdicts if verdict}
    assert refused == {"ZeroKilograms", "ClaimedAlready", "ProofLengthWrong", "ClaimNotInRoot"}
    assert members.verdicts.count(None) >= 3


def test_a_walk_can_be_replayed(members):
    """Must print moves that another walk makes again."""
    run_script(script_of(__name__, "members", [("open", 5, 9), ("claim", 2, HONEST), ("claim", 2, "again")]), members)
    assert members.verdicts == [None, "ClaimedAlready"]
