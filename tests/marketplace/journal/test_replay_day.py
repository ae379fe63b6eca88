"""A day of the market, sealed and run again: anyone gets the same fills, and any change of a record is seen.

What marketplace/usecases promises in replay_day.py and seal_journal.py.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from marketplace.adapters.journal_days import BundledDay
from marketplace.adapters.journal_files import JournalFiles, line_of
from marketplace.api.journal_routes import journal_router
from marketplace.archive import JournalArchive
from marketplace.domain.commands import Traded
from marketplace.errors import BundleUnreadable, DayNotSealed, DayUnknown, JournalDamaged
from marketplace.usecases.replay_day import ReplayedDay, replay_day
from registry.adapters.proof_tools import EthereumProofTools
from registry.api.problems import install
from registry.domain.orders import Side
from tests.marketplace.conftest import TICK, Trading
from tests.marketplace.conftest import stage as stage
from tests.marketplace.conftest import trading as trading
from web.cli import app

pytestmark = pytest.mark.chain
PRICE = 250_000_000


@pytest.fixture
def day(trading: Trading) -> str:
    """Today, with three orders, two of which met."""
    who = trading.stage.characters
    trading.place(Side.Sell, who.absorber, 5, PRICE)
    trading.place(Side.Buy, who.emitter, 2, PRICE + TICK)
    trading.place(Side.Buy, who.emitter, 1, PRICE - TICK, salt=2 << 16)
    trading.market.desk.barrier()
    (today,) = trading.market.archive.days()
    return today.day


def replayed(trading: Trading, file: Path) -> ReplayedDay:
    """A stranger's replay: a file, and the chain."""
    bundle = BundledDay(file)
    return replay_day(bundle, bundle.parts, chain=trading.registry.chain, tools=EthereumProofTools())


def test_a_sealed_day_gives_the_same_fills(trading: Trading, day: str, tmp_path: Path) -> None:
    """Must hold journal, bundle and seal to each other, part by part, and change nothing by sealing again."""
    archive, who = trading.market.archive, trading.stage.characters
    (first,) = archive.seal_days(today=True)
    assert archive.seal_days(today=True) == []
    trading.place(Side.Buy, who.absorber2, 1, PRICE)
    half = archive.replay(day)
    assert (half.holds, half.unsealed) == (True, 1)
    (second,) = archive.seal_days(today=True)
    assert second.seal_id != first.seal_id
    whole = archive.replay(day)
    trades = sorted((record.trade for record in trading.market.trades()), key=lambda trade: trade.number)
    assert [fill[:6] for fill in whole.fills] == [trade[:6] for trade in trades]
    assert (whole.holds, whole.unsealed, len(whole.fills)) == (True, 0, 2)
    assert whole.digest == trading.digest()
    assert [step.name for step in whole.steps if step.outcome == "pass"].count("seal") == 2
    file = tmp_path / "day.bundle"
    file.write_bytes(archive.bundle(day).read_bytes())
    assert replayed(trading, file) == whole
    assert "absorber" not in file.read_text()


@pytest.mark.parametrize("change", ["credits", "price_minor", "drop", "before"])
def test_a_changed_record_is_seen(trading: Trading, day: str, tmp_path: Path, change: str) -> None:
    """Must fail where a record, its number or the book before it is not what was sealed."""
    trading.market.archive.seal_days(today=True)
    head, *records = trading.market.archive.bundle(day).read_bytes().splitlines(keepends=True)
    if change == "drop":
        told = json.loads(head) | {"last": 2}
        head, records = json.dumps(told).encode() + b"\n", records[:2]
    elif change == "before":
        told = json.loads(head)
        told["before"]["trades"] = 7
        head = json.dumps(told).encode() + b"\n"
    else:
        record = json.loads(records[1])
        record["c"][1][change] += TICK
        records[1] = json.dumps(record, separators=(",", ":")).encode() + b"\n"
    file = tmp_path / "day.bundle"
    file.write_bytes(head + b"".join(records))
    told_again = replayed(trading, file)
    assert not told_again.holds
    assert any(step.outcome == "fail" for step in told_again.steps)


def test_a_statement_that_no_seal_holds_is_seen(trading: Trading, day: str, tmp_path: Path) -> None:
    """Must ask the chain for the statement itself: a forger's own statement stands under no seal."""
    trading.market.archive.seal_days(today=True)
    head, *records = trading.market.archive.bundle(day).read_bytes().splitlines(keepends=True)
    told = json.loads(head)
    told["statements"][0]["trades"] = "9"
    file = tmp_path / "day.bundle"
    file.write_bytes(json.dumps(told).encode() + b"\n" + b"".join(records))
    failed = [step.name for step in replayed(trading, file).steps if step.outcome == "fail"]
    assert failed == ["seal"]


def test_the_command_replays_with_a_file_and_a_node(trading: Trading, day: str, tmp_path: Path) -> None:
    """Must print the fills, end with 0 where all holds, with 1 where a fill differs, with 2 for no bundle."""
    trading.market.archive.seal_days(today=True)
    file, fills = tmp_path / "day.bundle", tmp_path / "fills.csv"
    file.write_bytes(trading.market.archive.bundle(day).read_bytes())
    rpc = trading.registry.chain.rpc_url
    asked = ["replay", day, "--from", str(file), "--rpc", rpc, "--fills", str(fills)]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.output
    assert len(fills.read_text().splitlines()) == 2
    told = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert (told["holds"], len(told["fills"])) == (True, 1)
    lines = file.read_bytes().replace(b'"credits":2', b'"credits":1')
    file.write_bytes(lines)
    assert CliRunner().invoke(app, asked).exit_code == 1
    file.write_text("{}")
    refused = CliRunner().invoke(app, asked)
    assert (refused.exit_code, "BundleUnreadable" in refused.output) == (2, True)


def test_the_command_replays_the_journal_beside_its_writer(
    trading: Trading, day: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must seal and replay a day while the desk is open, and write the bundle that a stranger replays."""
    settings, rpc = trading.registry.settings, trading.registry.chain.rpc_url
    monkeypatch.setenv("CARBONIX_HOME", str(settings.home))
    monkeypatch.setenv("CARBONIX_DEPLOYMENTS", str(settings.deployments_dir))
    sealed = CliRunner().invoke(app, ["market", "seal", "--today", "--rpc", rpc])
    assert (sealed.exit_code, sealed.output[:5]) == (0, "seal "), sealed.output
    file = tmp_path / "day.bundle"
    shown = CliRunner().invoke(app, ["replay", day, "--rpc", rpc, "--export", str(file)])
    assert shown.exit_code == 0, shown.output
    assert trading.digest() in shown.output
    assert replayed(trading, file).holds
    refused = CliRunner().invoke(app, ["replay", "today", "--rpc", rpc])
    assert (refused.exit_code, "YYYY-MM-DD" in refused.output) == (2, True)


def test_what_no_seal_holds_is_not_handed_out(trading: Trading, day: str) -> None:
    """Must refuse a day without a seal, and a day without a record, by name."""
    with pytest.raises(DayNotSealed):
        trading.market.archive.bundle(day)
    with pytest.raises(DayUnknown):
        trading.market.archive.replay("1999-12-31")


def test_a_bundle_must_be_one(tmp_path: Path) -> None:
    """Must name the file and the reason for bytes that are no bundle."""
    file = tmp_path / "x"
    for content in (b"", b"[]", b'{"type":"x"}', b"\xff", b'{"type":"carbonix/journal-bundle/1"}', b"[" * 100_000):
        file.write_bytes(content)
        with pytest.raises(BundleUnreadable):
            BundledDay(file)


def test_a_journal_that_ends_before_its_tables_is_damage(trading: Trading, day: str) -> None:
    """Must refuse to trade on when acknowledged records are gone, instead of giving their numbers out again."""
    del day
    trading.market.close()
    folder = trading.registry.settings.home / "journal"
    lines = list(JournalFiles(folder).lines())
    (file,) = folder.glob("*.log")
    file.write_bytes(line_of([(lines[0].public, lines[0].private)]))
    with pytest.raises(JournalDamaged):
        _ = trading.market.desk


def test_fills_are_the_events_of_the_day(trading: Trading, day: str) -> None:
    """Must list each trade once, with the batch that was delivered."""
    (fill,) = trading.market.archive.replay(day).fills
    assert isinstance(fill, Traded)
    assert (fill.market.batch, fill.credits, fill.price_minor) == (trading.stage.batch, 2, PRICE)


def test_a_sealed_day_is_fetched_by_anyone(trading: Trading, day: str, tmp_path: Path) -> None:
    """Must list the days, hand out a sealed one without a token, and refuse what is none by name."""
    app = FastAPI()
    install(app)
    app.include_router(journal_router(trading.market))
    with TestClient(app) as client:
        last = str(trading.market.desk.number)
        assert client.get("/api/v1/journal").json() == [{"day": day, "first": "1", "last": last, "sealed": "0"}]
        unsealed = client.get(f"/api/v1/journal/{day}")
        assert (unsealed.status_code, unsealed.json()["code"]) == (404, "DayNotSealed")
        trading.market.archive.seal_days(today=True)
        assert client.get("/api/v1/journal").json()[0]["sealed"] == last
        file = tmp_path / "day.ndjson"
        file.write_bytes(client.get(f"/api/v1/journal/{day}").content)
        assert replayed(trading, file).holds
        assert client.get("/api/v1/journal/1999-12-31").json()["code"] == "DayUnknown"
        assert client.get("/api/v1/journal/yesterday").status_code == 422


def test_a_day_is_sealed_when_it_is_over(trading: Trading, day: str) -> None:
    """Must leave today alone, and seal it as soon as the clock has passed midnight."""
    del day
    archive = JournalArchive(trading.registry)
    assert archive.seal_days() == []
    tomorrow = replace(trading.registry, clock=StoppedClock(trading.registry.clock.now() + 86_400))
    assert len(JournalArchive(tomorrow).seal_days()) == 1
    assert JournalArchive(tomorrow).seal_days() == []


class StoppedClock:
    """A clock that stands at one second."""

    def __init__(self, now: int) -> None:
        self._now = now

    def now(self) -> int:
        """Unix seconds."""
        return self._now
