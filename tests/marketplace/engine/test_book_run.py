"""`carbonix book run`: a file in, every report out, by the words of the issue."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketplace.book_cli import app
from marketplace.usecases.run_orders import COLUMNS

HEADER = ",".join(COLUMNS)


def run(folder: Path, *lines: str) -> tuple[int, list[str], str]:
    orders, reports = folder / "orders.csv", folder / "reports.csv"
    orders.write_text("\n".join((HEADER, *lines)) + "\n")
    result = CliRunner().invoke(app, ["run", str(orders), "--reports", str(reports)])
    return result.exit_code, reports.read_text().splitlines() if reports.exists() else [], result.output


@pytest.mark.parametrize(
    ("lines", "reports"),
    [
        (
            ["new,s1,ann,sell,limit,gtc,5,10", "new,b1,bob,buy,limit,gtc,6,4"],
            ["ack,s1", "trade,b1,s1,5,4"],
        ),
        (
            ["new,s1,ann,sell,limit,gtc,5,3", "new,b1,bob,buy,limit,gtc,6,4"],
            ["ack,s1", "trade,b1,s1,5,3", "ack,b1"],
        ),
        (
            ["new,s1,ann,sell,limit,gtc,5,3", "new,b1,bob,buy,market,gtc,,4", "new,s2,ann,sell,market,ioc,0,1"],
            ["ack,s1", "trade,b1,s1,5,3", "cancel,b1", "cancel,s2"],
        ),
        (
            ["new,s1,ann,sell,limit,gtc,5,3", "new,b1,bob,buy,limit,ioc,5,4", "new,b2,bob,buy,limit,ioc,5,1"],
            ["ack,s1", "trade,b1,s1,5,3", "cancel,b1", "cancel,b2"],
        ),
        (
            ["new,s1,ann,sell,limit,gtc,5,3", "new,b1,bob,buy,limit,fok,5,4", "new,b2,bob,buy,limit,fok,5,3"],
            ["ack,s1", "cancel,b1", "trade,b2,s1,5,3"],
        ),
        (
            ["new,s1,ann,sell,limit,gtc,5,3", "new,b1,bob,buy,limit,post,5,1", "new,b2,bob,buy,limit,post,4,1"],
            ["ack,s1", "reject,b1,PostOnlyWouldTrade", "ack,b2"],
        ),
        (
            ["new,s1,ann,sell,limit,gtc,5,3", "new,s1,ann,sell,limit,gtc,6,3", "cancel,x,,,,,,", "modify,x,,,,,,3"],
            ["ack,s1", "reject,s1,OrderDuplicated", "reject,x,OrderUnknown", "reject,x,OrderUnknown"],
        ),
        (
            [
                "new,s1,ann,sell,limit,gtc,5,3",
                "new,s2,bob,sell,limit,gtc,5,3",
                "modify,s1,,,,,,9",
                "new,b1,cat,buy,limit,gtc,5,4",
            ],
            ["ack,s1", "ack,s2", "ack,s1", "trade,b1,s2,5,3", "trade,b1,s1,5,1"],
        ),
        (
            [
                "new,s1,bob,sell,limit,gtc,4,1",
                "new,s2,ann,sell,limit,gtc,5,3",
                "new,b1,ann,buy,limit,gtc,5,4",
                "cancel,s2,,,,,,",
            ],
            ["ack,s1", "ack,s2", "trade,b1,s1,4,1", "cancel,b1", "cancel,s2"],
        ),
    ],
    ids=["maker's price", "rest", "market", "ioc", "fok", "post", "ids", "modify", "self-trade"],
)
def test_a_file_is_reported_word_by_word(tmp_path: Path, lines: list[str], reports: list[str]) -> None:
    """Must trade at the maker's price, report trades before the ack, and cancel what does not rest."""
    assert run(tmp_path, *lines)[:2] == (0, reports)


def test_a_line_that_cannot_be_read_is_named_and_the_others_count(tmp_path: Path) -> None:
    """Must name line, column, value and rule, report a reject, and lose nothing else."""
    bad = ["new,s0,ann,sell,limit,gtc,5.5,3", "new,s9,ann", "burn,s8,,,,,,", "new,s7,ann,up,limit,gtc,5,3"]
    code, reports, said = run(tmp_path, *bad, "new,s1,ann,sell,limit,gtc,5,3")
    assert code == 1
    assert reports == [*(f"reject,{order},InvalidInput" for order in ("s0", "s9", "s8", "s7")), "ack,s1"]
    assert "line 2: price is '5.5': must be a whole number, digits only" in said
    assert "5 lines, 5 reports, 4 unreadable" in said


def test_a_refused_price_or_quantity_takes_no_place(tmp_path: Path) -> None:
    """Must reject zeros by name."""
    code, reports, _ = run(tmp_path, "new,s1,ann,sell,limit,gtc,0,3", "new,s2,ann,sell,limit,gtc,5,0")
    assert (code, reports) == (0, ["reject,s1,PriceOffTick", "reject,s2,ZeroCredits"])


def test_another_header_is_refused(tmp_path: Path) -> None:
    """Must refuse a file of another kind with one sentence, and leave no report behind."""
    orders = tmp_path / "orders.csv"
    orders.write_text("a,b\n1,2\n")
    result = CliRunner().invoke(app, ["run", str(orders), "--reports", str(tmp_path / "out.csv")])
    assert result.exit_code == 2
    assert not (tmp_path / "out.csv").exists()


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    """Must be a function of its input, over several writes to the file."""
    source = random.Random(6)
    lines = [
        f"new,o{n},a{source.randrange(50)},{source.choice(('buy', 'sell'))},limit,gtc,{source.randrange(90, 110)},5"
        for n in range(2_000)
    ]
    assert run(tmp_path, *lines) == run(tmp_path, *lines)
