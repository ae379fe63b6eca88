"""Commands on claims: look at them, keep the oracle alive, dispute, decide, carry out or void them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from oracle.bootstrap import Oracle, open_oracle
from registry.adapters.chain_engines import DEV_ACCOUNTS, DEV_CHAIN_ID
from registry.adapters.input_file import read_input
from registry.adapters.key_file import read_key
from registry.adapters.signer import LocalSigner, dev_signer
from registry.bootstrap import running_registry
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment
from registry.domain.events import Receipt
from registry.errors import InvalidInput

LARGEST_GROUNDS_BYTES = 1_000_000
FRESH = "there is nothing to send: the last heartbeat is fresh"

app = typer.Typer(no_args_is_help=True, help=__doc__)
Claim = Annotated[str, typer.Argument(help="hash of the report, 0x hex")]
Rpc = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]
Key = Annotated[
    str, typer.Option("--key", help="file of the key that signs, or on a development chain the number of its account")
]


@app.command()
def show(rpc: Rpc = None, as_json: AsJson = False) -> None:
    """List every claim that the chain knows, with where it stands."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        registry.follow()
        claims = [
            {
                "reportHash": claim.report_hash,
                "status": claim.status.name,
                "kind": claim.report.kind.name if claim.report else "",
                "project": str(claim.report.project) if claim.report else "",
                "finalisableAt": str(claim.finalisable_at),
                "mintedKg": str(claim.minted_kg),
            }
            for claim in registry.projection().claims.values()
        ]
    if as_json:
        typer.echo(json.dumps(claims, indent=2))
        return
    for found in claims:
        typer.echo("  ".join(found.values()))


@app.command()
def heartbeat(key: Key, rpc: Rpc = None) -> None:
    """Say that the oracle is alive, if the last heartbeat is older than half of its time; as the operator."""
    _send(rpc, key, lambda oracle, signer: oracle.heartbeat(signer))


@app.command()
def finalise(claim: Claim, key: Key, rpc: Rpc = None) -> None:
    """Carry out a claim whose window has passed; anybody may."""
    _send(rpc, key, lambda oracle, signer: oracle.finalise(claim, signer))


@app.command()
def challenge(
    claim: Claim,
    grounds: Annotated[Path, typer.Argument(help="file with the grounds, or -")],
    key: Key,
    rpc: Rpc = None,
) -> None:
    """Dispute a claim in its window, with the bond."""
    with one_sentence():
        said = read_input(grounds, LARGEST_GROUNDS_BYTES)
    _send(rpc, key, lambda oracle, signer: oracle.challenge(claim, said, signer))


@app.command()
def rule(
    claim: Claim,
    reason: Annotated[Path, typer.Argument(help="file with the reason, or -")],
    key: Key,
    upheld: Annotated[bool, typer.Option("--uphold/--reject", help="the claim is void, or its window goes on")],
    rpc: Rpc = None,
) -> None:
    """Decide a challenge; as the arbiter."""
    with one_sentence():
        said = read_input(reason, LARGEST_GROUNDS_BYTES)
    _send(rpc, key, lambda oracle, signer: oracle.rule(claim, said, signer, upheld=upheld))


@app.command()
def release(claim: Claim, key: Key, rpc: Rpc = None) -> None:
    """Void a claim whose arbiter was silent, whose signer was revoked, or that expired; anybody may."""
    _send(rpc, key, lambda oracle, signer: oracle.release(claim, signer))


@app.command()
def bonds(claim: Claim, key: Key, rpc: Rpc = None) -> None:
    """Pay out the signer's bonds, once for the claim that brought them."""
    _send(rpc, key, lambda oracle, signer: oracle.withdraw_bonds(claim, signer))


def _send(rpc: str | None, key: str, verb: Callable[[Oracle, LocalSigner], Receipt | None]) -> None:
    with one_sentence(), running_registry(settings_from_environment(), rpc) as registry:
        receipt = verb(open_oracle(registry), signing_key(key, registry.chain.chain_id))
    if receipt is None:
        typer.echo(FRESH)
        return
    names = ", ".join(dict.fromkeys(event.name for event in receipt.events))
    typer.echo(f"{receipt.transaction}  block {receipt.block}: {names}")


def signing_key(key: str, chain_id: int) -> LocalSigner:
    """The key in a file; on a development chain also one of its accounts by number. Raises InvalidInput."""
    if Path(key).is_file():
        return read_key(Path(key), "--key")
    if chain_id == DEV_CHAIN_ID and key.isascii() and key.isdigit() and int(key) < DEV_ACCOUNTS:
        return dev_signer(int(key))
    raise InvalidInput("--key", Path(key).name, "must be a file of a private key that only its owner may read")
