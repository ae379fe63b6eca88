"""`carbonix market ...` answers without a server and without a chain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.bootstrap import open_marketplace
from marketplace.cli import app
from registry.domain.orders import Side
from registry.errors import InvalidInput
from tests.marketplace.conftest import Trading


def test_a_quote_needs_nothing_but_two_numbers() -> None:
    """Must print the figures of the worked example, and refuse an off-tick price with exit code 2."""
    quoted = CliRunner().invoke(app, ["quote", "16", "250000000", "--json"])
    assert json.loads(quoted.stdout)["sellerReceives"] == "3982000000"
    refused = CliRunner().invoke(app, ["quote", "16", "250000001"])
    assert refused.exit_code == 2
    assert "PriceOffTick: price 250000001 is not a multiple of the tick 10000" in refused.output


def test_the_book_is_read_from_its_journal(trading: Trading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must show what a running market shows, from the database alone."""
    trading.place(Side.Sell, trading.stage.characters.absorber, 2, 250_000_000)
    settings = trading.registry.settings
    monkeypatch.setenv("CARBONIX_HOME", str(settings.home))
    monkeypatch.setenv("CARBONIX_DEPLOYMENTS", str(settings.deployments_dir))
    shown = CliRunner().invoke(app, ["book", str(trading.stage.batch), "--json"])
    book = json.loads(shown.stdout)
    assert book["asks"] == [{"price": "250000000", "credits": "2", "orders": 1}]
    assert book["digest"] == trading.digest()
    assert "250000000" in CliRunner().invoke(app, ["book", str(trading.stage.batch)]).stdout.replace(",", "")


@pytest.mark.parametrize("arguments", [["-5"], ["0"], [str(2**256)], ["1", "--payment", "nonsense"]])
def test_a_market_that_cannot_be_is_refused(arguments: list[str]) -> None:
    """Must refuse a batch number and a payment token that no chain can hold, instead of an empty book."""
    assert CliRunner().invoke(app, ["book", *arguments]).exit_code == 2


def test_an_operator_key_that_others_may_read_is_refused(
    trading: Trading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must not settle with a key that is no secret, and settle with the owner's key otherwise."""
    file = tmp_path / "operator.key"
    file.write_text("11" * 32)
    file.chmod(0o644)
    monkeypatch.setenv("CARBONIX_OPERATOR_KEY_FILE", str(file))
    with pytest.raises(InvalidInput) as refusal:
        open_marketplace(trading.registry)
    assert (refusal.value.facts["field"], refusal.value.facts["value"]) == ("CARBONIX_OPERATOR_KEY_FILE", "0o644")
    file.chmod(0o600)
    assert open_marketplace(trading.registry).operator is not None
