"""Commands of the verifier: look at an inspection, and sign it with a key in a file or in the hardware module."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from oracle.bootstrap import open_oracle
from oracle.claim_cli import signing_key
from registry.adapters.hsm_signer import hsm_signer
from registry.bootstrap import Registry, running_registry
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment
from registry.domain.roles import Permission, Principal
from registry.errors import InvalidInput
from registry.ports import TransactionSigner

HSM = "hsm"

app = typer.Typer(no_args_is_help=True, help=__doc__)
Inspection = Annotated[str, typer.Argument(help="id of the inspection")]
Account = Annotated[str, typer.Option("--as", help="account of the verifier, e.g. an e-mail address")]
Rpc = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]
Key = Annotated[
    str,
    typer.Option(
        "--key", help=f"file of the key, {HSM!r} for the hardware module, or on a development chain an account's number"
    ),
]


@app.command()
def show(inspection: Inspection, account: Account, rpc: Rpc = None, as_json: AsJson = False) -> None:
    """Print the document that waits to be signed, or that was signed."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        bench = open_oracle(registry).workbench
        found = bench.inspections.find(_verifier(registry, account).tenant, inspection)
        document = bench.to_sign(found).document if found.signed is None else found.signed.document
    typer.echo(json.dumps(json.loads(document), indent=2, ensure_ascii=False))


@app.command()
def sign(inspection: Inspection, account: Account, key: Key, rpc: Rpc = None, as_json: AsJson = False) -> None:
    """Sign an inspection and the attestation of its claim; exit code 2 where a rule refuses, with the reason."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        caller, signer = _verifier(registry, account), _signer(registry, key)
        found = open_oracle(registry).workbench.sign_with(inspection, signer, caller)
    told = {"inspection": found.id, "reportHash": found.report_hash, "verifier": found.verifier, "state": "signed"}
    typer.echo(json.dumps(told, indent=2) if as_json else "\n".join(f"{name:22}{it}" for name, it in told.items()))


def _verifier(registry: Registry, account: str) -> Principal:
    """Raises AccountUnknown and NotAuthorised."""
    caller = registry.accounts.find(account)
    caller.check(Permission.INSPECT_CLAIMS)
    return caller


def _signer(registry: Registry, key: str) -> TransactionSigner:
    if key != HSM:
        return signing_key(key, registry.chain.chain_id)
    if registry.settings.hsm is None:
        raise InvalidInput("--key", key, "CARBONIX_HSM_MODULE and CARBONIX_HSM_TOKEN name the hardware module")
    return hsm_signer(registry.settings.hsm)
