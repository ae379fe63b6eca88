"""The command line of the sealer's key: its address and where it lives; inside a hardware module it can be made."""

from __future__ import annotations

import json

import typer

from registry.adapters.chain import node_chain_id
from registry.adapters.chain_engines import DEV_CHAIN_ID
from registry.adapters.hsm_signer import hsm_signer, make_hsm_key
from registry.adapters.sealer_key import KEY_FILE, sealer_key
from registry.command_line import AsJson, one_sentence
from registry.config import HsmSettings, Settings, settings_from_environment
from registry.errors import InvalidInput

app = typer.Typer(no_args_is_help=True, help="The key that seals: in a hardware module (PKCS#11) or in a file.")


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """Print the sealer's address, and where the key lives."""
    with one_sentence(as_json):
        settings = settings_from_environment()
        chain_id = DEV_CHAIN_ID if settings.rpc_url is None else node_chain_id(settings.rpc_url)
        address = sealer_key(settings.home, chain_id, settings.hsm).address
    _say(address, _place(settings), as_json)


@app.command("make")
def make(as_json: AsJson = False) -> None:
    """Make a key pair inside the hardware module; it can sign there and never be read out."""
    with one_sentence(as_json):
        settings = settings_from_environment()
        module = _module(settings)
        make_hsm_key(module)
        address = hsm_signer(module).address
    _say(address, _place(settings), as_json)
    typer.echo("Grant this address the role SEALER before it seals.", err=True)


def _module(settings: Settings) -> HsmSettings:
    if settings.hsm is None:
        rule = "must be the PKCS#11 library of a module: a key is made inside one"
        raise InvalidInput("CARBONIX_HSM_MODULE", "", rule)
    return settings.hsm


def _place(settings: Settings) -> str:
    if settings.hsm is not None:
        return f"key {settings.hsm.key!r} in token {settings.hsm.token!r}"
    return KEY_FILE if (settings.home / KEY_FILE).is_file() else "the development key, never for value"


def _say(address: str, place: str, as_json: bool) -> None:
    typer.echo(json.dumps({"address": address, "place": place}, indent=2) if as_json else f"{address}  {place}")
