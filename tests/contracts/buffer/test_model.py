"""The pure Python waterfall and the contracts make the same moves, and agree after each of them."""

from __future__ import annotations

from random import Random

import pytest
from brownie.exceptions import VirtualMachineError

from registry.domain import waterfall as model
from registry.errors import Refused
from tests.contracts.buffer.conftest import ASSESSMENT, SECOND_PROJECT
from tests.contracts.conftest import PROJECT, keccak
from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import ask
from tests.contracts.replay import replayable, run_script, script_of

SEEDS, MOVES = (20, 27, 30), 45
PROJECTS = (PROJECT, SECOND_PROJECT)
SHARES_BPS = (0, 1, 333, 2_000, 5_000)
VERBS = (*["issue", "send", "retire", "repay"] * 2, *["lose"] * 3, "repay", "share", "cover")


class Walk:
    """The pool and its model, balances beside the ledger's, and three holders that the pool may take from."""

    def __init__(self, stage, holders, admin):
        self.stage, self.holders, self.admin = stage, holders, admin
        self.pool = model.Pool()
        self.held: dict[tuple[int, int], int] = {}  # (batch, position of the holder) -> kg
        self.retired: dict[int, int] = {}
        self.certificates: list[tuple[int, int, int]] = []  # batch, first kilogram, the one after the last
        self.names: list[str] = []  # of losses
        self.outcomes: list[str] = []
        for holder in holders:
            stage.credit.setApprovalForAll(stage.pool, True, {"from": holder})

    # ---- moves

    def replay(self, moves):
        for move in moves:
            self.make(*move)

    def make(self, verb, *arguments):
        """One move on both sides: the same refusal, or the same state afterwards."""
        before, refusal, expected = self.pool, None, None
        try:
            expected = getattr(self, verb)(*arguments)
        except Refused as fault:
            self.pool, refusal = before, fault.name
        if refusal is None:
            self.on_chain(verb, arguments, expected)
            self.agree()
        else:
            assert self.refusal(verb, arguments) == refusal
        self.outcomes.append(refusal or verb)

    def share(self, project, bps):
        self.pool = model.set_share(self.pool, project, bps, ASSESSMENT)

    def issue(self, project, kg, owner):
        """What the oracle does: debts first, then whole credits, the pool's share of them to the pool."""
        self.pool, deducted_kg = model.deduct(self.pool, project, kg)
        minted_kg = (kg - deducted_kg) // 1_000 * 1_000
        if minted_kg:
            batch = len(self.retired) + 1
            self.pool, buffer_kg = model.accrue(self.pool, project, batch, minted_kg)
            self.retired[batch] = 0
            self.held[batch, owner] = minted_kg - buffer_kg
        return deducted_kg, minted_kg

    def send(self, batch, sender, receiver, kg):
        self._take(batch, sender, kg)
        self.held[batch, receiver] = self.held.get((batch, receiver), 0) + kg

    def retire(self, batch, holder, kg):
        self._take(batch, holder, kg)
        start = self.retired[batch]
        self.retired[batch] += kg
        self.certificates.append((batch, start, start + kg))

    def lose(self, name, project, batch, owner, kg):
        held_kg = self.held.get((batch, owner), 0)
        self.pool, drawn = model.open_loss(
            self.pool, keccak(name), project, batch, held_kg, kg, self.retired.get(batch, 0)
        )
        self.held[batch, owner] = held_kg - min(kg, held_kg)
        self.names.append(name)
        return drawn

    def repay(self, name, batch, payer, kg):
        self.pool = model.repay(self.pool, keccak(name), kg)
        self._take(batch, payer, kg)

    def cover(self, name):
        loss = self.pool.loss(keccak(name))
        self.pool, _ = model.cover(self.pool, keccak(name), self.retired[loss.batch])

    def _take(self, batch, holder, kg):
        held_kg = self.held.get((batch, holder), 0)
        if held_kg < kg:
            facts = {"holder": holder, "batch": batch, "heldKg": held_kg, "neededKg": kg}
            raise Refused("InsufficientCredits", facts)
        self.held[batch, holder] = held_kg - kg

    # ---- the chain's side

    def calls(self, verb, arguments):
        """The contract's verb with its arguments, as the model's move says."""
        pool, credit = self.stage.pool, self.stage.credit
        who = self.holders
        if verb == "share":
            return pool.setShare, (*arguments, ASSESSMENT, {"from": self.admin})
        if verb == "cover":
            return pool.cover, (keccak(arguments[0]), {"from": self.admin})
        if verb == "repay":
            name, batch, payer, kg = arguments
            return pool.repay, (keccak(name), batch, kg, {"from": who[payer]})
        if verb == "send":
            batch, sender, receiver, kg = arguments
            return credit.safeTransferFrom, (who[sender], who[receiver], batch, kg, b"", {"from": who[sender]})
        batch, holder, kg = arguments
        return credit.retire, (batch, who[holder], kg, statement(who[holder]), {"from": who[holder]})

    def refusal(self, verb, arguments):
        call, given = self.calls(verb, arguments)
        try:
            ask(call, *given)
        except VirtualMachineError as fault:
            return str(fault.revert_msg).split(":")[0]
        return None

    def on_chain(self, verb, arguments, expected):
        if verb == "issue":
            project, kg, owner = arguments
            paid = self.stage.pool.deduct(project, kg, {"from": self.stage.oracle}).return_value
            if expected[1]:
                self.stage.issue(project, expected[1], self.holders[owner])
            assert paid == expected[0]
        elif verb == "lose":
            name, project, batch, owner, kg = arguments
            told = self.stage.open_loss(name, batch, kg, self.holders[owner], project).events
            lots = told["PoolDrawn"] if told.count("PoolDrawn") else []
            drawn = [(each["batch"], each["kg"]) for each in lots]
            assert drawn == [(lot.batch, lot.kg) for lot in expected]
        else:
            call, given = self.calls(verb, arguments)
            call(*given)

    def agree(self):
        """Shares, debts, losses, stock, balances and certificates are equal."""
        pool, credit = self.stage.pool, self.stage.credit
        for project in PROJECTS:
            standing = (pool.shareOf(project), pool.carriedShareKg(project), pool.outstandingDebtKg(project))
            modelled = self.pool.shares.get(project, 0), self.pool.carried.get(project, 0), self.pool.debt_kg(project)
            assert standing == modelled
        for report_hash, loss in list(self.pool.losses.items())[-3:]:
            assert sum((loss.owner_kg, loss.pool_kg, loss.debt_kg)) == loss.loss_kg
            told = pool.lossOf(report_hash).dict()
            assert [told[name] for name in ("ownerKg", "poolKg", "debtKg", "repaidKg", "impairedKg", "intactKg")] == [
                loss.owner_kg,
                loss.pool_kg,
                loss.debt_kg,
                loss.repaid_kg,
                loss.impaired_kg,
                loss.intact_kg,
            ]
        for batch in list(self.retired)[-3:]:
            stock_kg = sum(lot.kg for lot in self.pool.stock if lot.batch == batch)
            held = [self.held.get((batch, position), 0) for position in range(len(self.holders))]
            parties = [*self.holders, pool]
            assert credit.balanceOfBatch(parties, [batch] * len(parties)) == [*held, stock_kg]
            assert credit.supplyOf(batch)[1] == self.retired[batch]

    def settle(self):
        """Certificates read on chain as in the model, each never above its kilograms, together not below the loss."""
        for number, (batch, start, end) in enumerate(self.certificates, start=1):
            part = model.impairment(self.pool, batch, start, end)
            assert 0 <= part.outstanding_kg <= part.ever_kg <= end - start
            assert self.stage.certificates.statusOf(number) == (part.status, part.outstanding_kg)
        for batch in self.retired:
            parts = [model.impairment(self.pool, *each).ever_kg for each in self.certificates if each[0] == batch]
            assert sum(parts) >= sum(loss.impaired_kg for loss in self.pool.impairments(batch))

    # ---- chance

    def random_move(self, chance, number):
        """Mostly what can succeed, a kilogram too much now and then."""
        verb = chance.choice(VERBS) if self.retired else "issue"
        project = chance.choice(PROJECTS)
        if verb == "share":
            return verb, project, chance.choice(SHARES_BPS)
        if verb == "issue":
            return verb, project, chance.choice((999, 2_000, 5_400, 9_000)), chance.randrange(3)
        batch, holder, kg = self._holding(chance)
        if verb in ("repay", "cover"):
            name = self._debt(chance) or f"loss {number}"
            if verb == "cover":
                return verb, name
            owed_kg = self.pool.losses[keccak(name)].outstanding_kg if keccak(name) in self.pool.losses else 1
            return verb, name, batch, holder, chance.choice((min(kg, owed_kg), min(kg, owed_kg // 2), owed_kg + 1))
        if verb == "send":
            return verb, batch, holder, chance.randrange(3), kg
        if verb == "retire":
            return verb, batch, holder, max(kg, 1)
        hit = [each for each, retired_kg in self.retired.items() if retired_kg] or [batch]
        return verb, f"loss {number}", project, chance.choice(hit), chance.randrange(3), chance.choice((1, 700, 2_500))

    def _debt(self, chance):
        """A loss that leaves a debt, else any; none before the first."""
        owed = [name for name in self.names if self.pool.losses[keccak(name)].outstanding_kg]
        return chance.choice(owed or self.names) if self.names else None

    def _holding(self, chance):
        batch, holder = chance.choice([key for key, kg in self.held.items() if kg] or list(self.held))
        kg = self.held[batch, holder]
        return batch, holder, chance.choice((0, 1, kg // 3, kg // 3, kg // 2, kg + 1))


@pytest.fixture
def losses(stage, absorber, emitter, stranger, admin):
    return Walk(stage, [absorber, emitter, stranger], admin)


@pytest.mark.parametrize("seed", SEEDS)
def test_waterfall_and_model_agree(losses, seed):
    """Must refuse alike, and share, draw, owe, heal and impair alike, after each random move (L-8.2, L-8.3, L-8.4)."""
    chance, moves = Random(seed), []
    with replayable(__name__, "losses", moves):
        for number in range(MOVES):
            moves.append(losses.random_move(chance, number))
            losses.make(*moves[-1])
        losses.settle()
    made = set(losses.outcomes)
    assert {"issue", "send", "retire", "lose", "repay"} <= made, made
    assert made - set(VERBS), "a walk without a refusal proves little"
    assert any(loss.impaired_kg for loss in losses.pool.losses.values())


def test_a_walk_can_be_replayed(losses):
    """Must print moves that another walk makes again."""
    moves = [("issue", PROJECT, 5_400, 0), ("retire", 1, 0, 2_000), ("lose", "loss 2", PROJECT, 1, 1, 900)]
    run_script(script_of(__name__, "losses", moves), losses)
    losses.settle()
    assert losses.pool.losses[keccak("loss 2")].impaired_kg == 900
