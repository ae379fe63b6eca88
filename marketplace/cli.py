"""`carbonix market ...`: the book as its journal tells it and quotes, without server or chain; fees from the chain."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from marketplace.api.schemas import BookOut, LevelOut, QuoteOut
from marketplace.api.settlement_schemas import TreasuryOut
from marketplace.bootstrap import book_of_journal, open_marketplace
from marketplace.domain.commands import Market
from marketplace.usecases.quote import quote
from marketplace.usecases.show_book import show_book
from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.deployment import load_deployment
from registry.bootstrap import running_registry
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment
from registry.errors import InvalidInput

ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
app = typer.Typer(name="market", help="The order book, quotes and fees.", no_args_is_help=True)
NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]
Batch = Annotated[int, typer.Argument(min=1, max=2**256 - 1, help="number of the batch")]
PaymentToken = Annotated[str, typer.Option(help="Address of the payment token; the deployment's unless named.")]


@app.command("book")
def show(batch: Batch, payment: PaymentToken = "", as_json: AsJson = False) -> None:
    """Both sides of a batch's market, best price first."""
    with one_sentence(as_json):
        settings = settings_from_environment()
        if payment and not ADDRESS.fullmatch(payment):
            raise InvalidInput("--payment", payment, "must be an address, 0x and 40 hex digits")
        token = payment or load_deployment(settings.deployments_dir, DEV_CHAIN_ID).address_of("PaymentToken")
        view = show_book(Market(batch, token.lower()), book=book_of_journal(settings), view=None)
    book = BookOut.of(view)
    if as_json:
        typer.echo(book.model_dump_json(by_alias=True, indent=2))
        return
    console = Console()
    for title, levels in (("Asks", book.asks), ("Bids", book.bids)):
        console.print(_table(f"{title} of batch {batch}", levels))
    console.print(f"step {book.sequence} of the journal, digest {book.digest}")


@app.command("seal")
def seal_journal(
    today: Annotated[bool, typer.Option("--today", help="this day so far, too")] = False,
    rpc: Annotated[str | None, typer.Option(help="a running node instead of the embedded chain")] = None,
) -> None:
    """Put the days of the journal on chain that no seal holds yet; `carbonix replay` holds them to it."""
    from marketplace.archive import JournalArchive
    from registry.bootstrap import running_registry

    with one_sentence(), running_registry(settings_from_environment(), rpc) as registry:
        sealed = JournalArchive(registry).seal_days(today=today)
    for one in sealed:
        typer.echo(f"seal {one.seal_id}: {one.root}")
    if not sealed:
        typer.echo("the journal holds no day that is not sealed")


@app.command("quote")
def ask(credits: int, price: int, as_json: AsJson = False) -> None:
    """Fee and net of CREDITS whole credits at PRICE, in minor units of a token of six decimals."""
    with one_sentence(as_json):
        quoted = QuoteOut.of(quote(credits, price))
    if as_json:
        typer.echo(quoted.model_dump_json(by_alias=True, indent=2))
        return
    typer.echo(f"the buyer pays           {quoted.buyer_pays:>24,}")
    typer.echo(f"fee, {quoted.fee_bps} basis points     {quoted.fee:>24,}")
    typer.echo(f"the seller receives      {quoted.seller_receives:>24,}")


@app.command("treasury")
def report(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """The sum of all fees on chain, beside what reached the treasury; exit code 1 if they differ."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        registry.follow()
        told = TreasuryOut.of(open_marketplace(registry).settlement.treasury())
    if as_json:
        typer.echo(told.model_dump_json(by_alias=True, indent=2))
    else:
        for line in told.lines:
            typer.echo(f"payment token {line.payment}: {line.trades} trades, {line.credits:,} credits")
            typer.echo(f"notional                 {line.notional:>24,}")
            typer.echo(f"fees, {told.fee_bps} basis points    {line.fee:>24,}")
            typer.echo(f"received by the treasury {line.received:>24,}")
        typer.echo(f"{told.treasury} at block {told.block}: " + ("adds up" if told.adds_up else "DOES NOT ADD UP"))
    if not told.adds_up:
        raise typer.Exit(1)


def _table(title: str, levels: list[LevelOut]) -> Table:
    table = Table("price", "credits", "orders", title=title)
    for level in levels:
        table.add_row(f"{level.price:,}", f"{level.credits:,}", str(level.orders))
    return table
