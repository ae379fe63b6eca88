"""The pure Python ledger and the contracts make the same moves, and agree after each of them."""

from __future__ import annotations

import pytest

from registry.domain import ledger as model
from tests.contracts.ledger.conftest import deploy_bench
from tests.contracts.ledger.random_moves import Chooser
from tests.contracts.ledger.walk import Walk
from tests.contracts.replay import replayable, run_script

MOVES = 70
SEEDS = (9, 10, 11)


@pytest.fixture
def begin(admin, operator, treasury, absorber, emitter, stranger):
    """Deploys another ledger and stands a model beside it."""
    people = {"absorber": absorber, "emitter": emitter, "stranger": stranger}
    return lambda: Walk(deploy_bench(admin, operator, treasury, absorber), people, admin)


@pytest.fixture
def walk(begin):
    return begin()


def wander(walk, seed, moves):
    chooser = Chooser(walk, seed)
    with replayable(__name__, "walk", walk.moves):
        for move in chooser.opening():
            walk.make(move)
        for _ in range(moves):
            walk.make(chooser.next())
        walk.agree_on_everything()


@pytest.mark.parametrize("seed", SEEDS)
def test_ledger_and_model_agree(walk, seed):
    """Must refuse with the same words, emit the same events and hold the same state after each move. L-6.1 L-7.2"""
    wander(walk, seed, MOVES)
    assert len(walk.done) >= MOVES // 3, "a walk that only met refusals proves little"
    assert len(set(walk.done)) >= 15, sorted(set(walk.done))
    assert len(walk.refusals) >= 12, sorted(walk.refusals)


def test_a_failed_walk_prints_a_script_that_replays_it(begin, monkeypatch, capsys):
    """Must find a model that cancels a kilogram too few, print its moves, and fail in the last of them anywhere."""
    sound = model.cancel

    def stingy(ledger, caller, batch, holder, kg, reason_hash):
        return sound(ledger, caller, batch, holder, max(kg - 1, 1), reason_hash)

    monkeypatch.setattr(model, "cancel", stingy)
    with pytest.raises(AssertionError, match="cancel"):
        wander(begin(), SEEDS[0], MOVES)
    printed = capsys.readouterr().out
    script = printed[printed.index('"""Replays') :]

    another = begin()
    with pytest.raises(AssertionError, match="cancel"):
        run_script(script, another)
    assert [verb for verb, *_ in another.moves].count("cancel") == 1, "refused moves are no part of the script"

    monkeypatch.undo()
    run_script(script, begin())
