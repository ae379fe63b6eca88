"""A process that seals one root after the other and prints each number: it is started to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.deployment import load_deployment
from registry.adapters.outbox import Outbox
from registry.adapters.signer import dev_signer

SEALER = 3
EVIDENCE = 3
CHAIN_ID = 31337


def main(database_url: str, rpc_url: str, deployments: str, last: str) -> None:
    """Seals numbers 1 to `last`."""
    outbox = Outbox(Database(database_url), ChainGateway(rpc_url, load_deployment(Path(deployments), CHAIN_ID)))
    for number in range(1, int(last) + 1):
        root = f"0x{number:064x}"
        outbox.transact(f"seal:{number}", dev_signer(SEALER), "SealRegistry", "seal", EVIDENCE, root, 1, "")
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
