"""The command `outbox`: what was pushed to the chain, what is final, and what each key may spend."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from registry.bootstrap import running_registry
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment
from registry.errors import InvalidInput

ADDRESS = re.compile(r"0x[0-9a-f]{40}")
WEI = re.compile(r"[0-9]{1,30}", re.ASCII)

app = typer.Typer(no_args_is_help=True, help=__doc__)
NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]


@app.command()
def confirm(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Send again what the chain lost in a reorganisation, and list what is not final yet."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        waiting = registry.outbox.confirm()
        needed = registry.settings.confirmations
    shown = [
        {
            "intent": intent.key,
            "sender": intent.sender,
            "nonce": str(intent.nonce),
            "block": "" if intent.block is None else str(intent.block),
        }
        for intent in waiting
    ]
    if as_json:
        typer.echo(json.dumps(shown, indent=2))
        return
    for line in shown:
        typer.echo("  ".join(line.values()))
    typer.echo(f"{len(shown)} intents have fewer than {needed} confirmations")


@app.command()
def spending(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """List what each key has reserved on each day of chain time, beside its cap, in wei."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        days = registry.outbox.spending.days()
    shown = [
        {
            "day": day.day,
            "sender": day.sender,
            "reservedWei": str(day.reserved_wei),
            "capWei": "" if day.cap_wei is None else str(day.cap_wei),
        }
        for day in days
    ]
    typer.echo(json.dumps(shown, indent=2) if as_json else "\n".join("  ".join(line.values()) for line in shown))


@app.command()
def cap(
    sender: Annotated[str, typer.Argument(help="address of the key, lower-case 0x hex")],
    wei: Annotated[str, typer.Argument(help="the most that its transactions of a day may cost, in wei")],
    rpc: NodeUrl = None,
) -> None:
    """Give a key a cap of its own, from now on."""
    with one_sentence():
        if ADDRESS.fullmatch(sender) is None:
            raise InvalidInput("sender", sender, "must be an address: 0x and 40 digits or letters a to f")
        if WEI.fullmatch(wei) is None:
            raise InvalidInput("wei", wei, "must be an amount of wei of up to 30 digits")
        with running_registry(settings_from_environment(), rpc) as registry:
            registry.outbox.spending.allow(sender, int(wei))
    typer.echo(f"{sender} may spend {wei} wei a day")


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
