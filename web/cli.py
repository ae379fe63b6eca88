"""The `carbonix` command: every room's commands, `serve`, and the story's `demo`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer
from rich.console import Console

from marketplace.book_cli import app as book_app
from marketplace.cli import app as market_app
from marketplace.replay_cli import register as register_replay
from oracle.cli import app as oracle_app
from passport.cli import app as passport_app
from passport.offsets_cli import evidence_app, offsets_app
from passport.risk_cli import risk_app
from registry.cli import app as registry_app
from registry.command_line import one_sentence
from registry.config import settings_from_environment
from registry.proof_cli import register as register_proofs
from web.app import bound_recursion
from web.story.command import demo
from web.system.running import running_system
from web.system.serving import serve_registry

HELP = "CarboniX: carbon credits from the meter reading to the public proof."

app = typer.Typer(name="carbonix", no_args_is_help=True, help=HELP, rich_markup_mode=None)
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="instead of CARBONIX_PORT or 8000")]


@app.command()
def serve(port: Port = None) -> None:
    """Show the running state in a browser; ends with Ctrl-C, and saves the chain."""
    console = Console(stderr=True)
    with one_sentence():
        settings = settings_from_environment()
        with (
            console.status("starting") as status,
            running_system(settings, may_deploy=False, say=status.update) as registry,
        ):
            status.stop()
            serve_registry(registry, port, partial(console.print, soft_wrap=True, highlight=False))


app.command()(demo)
app.add_typer(passport_app)
app.add_typer(offsets_app, name="offsets")
app.add_typer(risk_app, name="risk")
app.add_typer(evidence_app, name="evidence")
app.add_typer(registry_app)
register_proofs(app)
app.add_typer(oracle_app)
app.add_typer(market_app)
app.add_typer(book_app)
register_replay(app)


def main() -> None:
    """The command line."""
    bound_recursion()
    app()
