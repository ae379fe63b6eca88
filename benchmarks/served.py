"""Serves the whole application over a given database, for benchmarks; its chain is a name that nobody asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import uvicorn

from registry.adapters.chain import ChainGateway
from registry.adapters.clock import SystemClock
from registry.adapters.tokens import Tokens
from registry.bootstrap import assemble
from registry.config import load_settings
from registry.domain.roles import Role
from web.app import create_app
from web.system.serving import listen

ANNOUNCED = "listening on "
HOST = "127.0.0.1"
CHAIN_ID = 31337
BACKLOG = 1024


def serve(database_url: str, home: str) -> None:
    """Listens on a free port, says which, and serves as `carbonix serve` does."""
    settings = load_settings({"CARBONIX_HOME": home, "CARBONIX_DATABASE_URL": database_url})
    registry = assemble(settings, cast(ChainGateway, _chain_in_name()))
    config = uvicorn.Config(create_app(registry, follow=False), log_level="warning", server_header=False)
    listener = listen(HOST, 0)
    listener.listen(BACKLOG)
    print(f"{ANNOUNCED}{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(config).run(sockets=[listener])


def read_port(process: subprocess.Popen[str]) -> int:
    """The port that the served process says. Raises RuntimeError if it ended before."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith(ANNOUNCED):
        raise RuntimeError(f"the server did not start: {line!r}")
    return int(line.removeprefix(ANNOUNCED))


def token_for(home: Path, tenant: str, role: Role) -> str:
    """A token of the served installation."""
    return Tokens(home).issue_token("benchmark", tenant, frozenset({role}), SystemClock().now())


def _chain_in_name() -> SimpleNamespace:
    contract = SimpleNamespace(address="0x" + "00" * 20, constructor_arguments=["true"])
    contracts: Any = {"CreditRegistry": contract}
    deployment = SimpleNamespace(
        id="benchmark", chain_id=CHAIN_ID, contracts=contracts, roles={}, first_block=0, commit="", compiler={}
    )
    return SimpleNamespace(
        deployment=deployment, chain_id=CHAIN_ID, rpc_url="", address_of=lambda _name: contract.address
    )


if __name__ == "__main__":
    serve(*sys.argv[1:])
