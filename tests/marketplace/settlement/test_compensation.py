"""A failed trade is made good once, whichever word of it the process dies behind, and settles by itself in the server.

What marketplace/usecases/compensate_failures.py promises; and the background task, its settings and the command line.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.adapters.settlement_desk import DeskOfSettlement
from marketplace.adapters.settlement_store import SettlementStore
from marketplace.cli import app
from marketplace.config import load_market_settings
from marketplace.domain.batching import GWEI, BatchPolicy
from registry.adapters.chain import ChainGateway
from registry.domain.orders import Side, salt_of
from registry.errors import ChainUnavailable, InvalidInput
from tests.marketplace.conftest import Trading
from web.system.settling import BackgroundSettlement

PRICE, FEE = 250_000_000, 1_125_000


class Crash(Exception):
    """The process dies here."""


def dies_behind(owner: type, method: str, calls: int) -> Callable[[pytest.MonkeyPatch], None]:
    """A death right behind one of the calls of a method."""
    original, told = getattr(owner, method), []

    def call_and_die(*args: object, **more: object) -> object:
        answer = original(*args, **more)
        told.append(method)
        if len(told) == calls:
            raise Crash
        return answer

    return lambda patch: patch.setattr(owner, method, call_and_die)


@pytest.mark.chain
@pytest.mark.parametrize(
    ("owner", "method", "calls"),
    [
        (SettlementStore, "note_mined", 1),
        (SettlementStore, "note_final", 1),
        (DeskOfSettlement, "withdraw", 1),
        (DeskOfSettlement, "reopen", 1),
        (DeskOfSettlement, "reopen", 2),
        (SettlementStore, "note_compensated", 1),
    ],
)
def test_a_death_between_two_words_makes_good_once(trading: Trading, owner: type, method: str, calls: int) -> None:
    """Must reopen exactly what the innocent side lost, withdraw the faulty order and strike once, after a restart."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, 5, PRICE)
    for salt in (1, 2):
        trading.place(Side.Buy, who.emitter, salt, PRICE, salt=salt_of(salt))
    trading.send(who.emitter, "PaymentToken", "approve", trading.market.exchange.address, 0)
    with pytest.MonkeyPatch.context() as patch:
        dies_behind(owner, method, calls)(patch)
        with pytest.raises(Crash):
            trading.market.settle()
    again = trading.restarted()
    again.market.settle()
    again.market.settle()
    assert [(ask.credits, ask.orders) for ask in again.market.book(trading.stage.batch).asks] == [(5, 1)]
    assert again.market.book(trading.stage.batch).bids == ()
    assert [strike.trade for strike in again.market.settlement.strikes(who.emitter.address)] == [1, 2]
    assert again.market.settlement.strikes(who.absorber.address) == []
    assert again.read("CreditExchange", "lastBatchNo") == 1
    again.market.close()
    again.registry.close()


@pytest.mark.chain
def test_the_server_settles_by_itself_and_survives_a_dead_node(
    trading: Trading, caplog: pytest.LogCaptureFixture
) -> None:
    """Must send what the policy lets go, tell a failure once, and go on when the node is back."""
    object.__setattr__(trading.market, "policy", BatchPolicy(most_matches=1))
    trading.place(Side.Sell, trading.stage.characters.absorber, 1, PRICE)
    trading.place(Side.Buy, trading.stage.characters.emitter, 1, PRICE)
    task = BackgroundSettlement(trading.market, 1)

    def silent(*_: object) -> None:
        raise ChainUnavailable("the node does not answer")

    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(ChainGateway, "head", silent)
        task.step()
        task.step()
    assert [record.getMessage() for record in caplog.records].count(
        "settlement waits: ChainUnavailable: the node does not answer"
    ) == 1
    task.step()
    assert trading.funds(trading.stage.characters.treasury) == FEE


@pytest.mark.chain
def test_the_command_line_reports_the_treasury(trading: Trading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must print the fees of the chain in units, and end well where they add up."""
    trading.place(Side.Sell, trading.stage.characters.absorber, 1, PRICE)
    trading.place(Side.Buy, trading.stage.characters.emitter, 1, PRICE)
    trading.market.settle()
    trading.market.close()
    monkeypatch.setenv("CARBONIX_HOME", str(trading.registry.settings.home))
    monkeypatch.setenv("CARBONIX_DEPLOYMENTS", str(trading.registry.settings.deployments_dir))
    node = ["--rpc", trading.stage.chain.rpc_url]
    shown = CliRunner().invoke(app, ["treasury", "--json", *node])
    assert shown.exit_code == 0, shown.output
    assert [line["fee"] for line in json.loads(shown.stdout)["lines"]] == [str(FEE)]
    assert "adds up" in CliRunner().invoke(app, ["treasury", *node]).stdout


def test_the_policy_comes_from_the_environment(tmp_path: Path) -> None:
    """Must settle only when asked on the development chain, every few seconds on another, and refuse nonsense."""
    assert load_market_settings({}).settle_every_s is None
    assert load_market_settings({"CARBONIX_SETTLE_EVERY_S": "0"}).settle_every_s == 0
    public = load_market_settings({"CARBONIX_RPC_URL": "http://node", "CARBONIX_SETTLE_DEAR_GWEI": "7"})
    assert (public.settle_every_s, public.policy.dear_wei) == (5, 7 * GWEI)
    set_all = {"CARBONIX_SETTLE_EVERY_S": "2", "CARBONIX_SETTLE_OLD_S": "3", "CARBONIX_SETTLE_LATEST_S": "4"}
    told = load_market_settings(set_all)
    assert (told.settle_every_s, told.policy.old_after_s, told.policy.latest_s) == (2, 3, 4)
    for name in set_all:
        with pytest.raises(InvalidInput) as refusal:
            load_market_settings({name: "-1"})
        assert refusal.value.facts["field"] == name
