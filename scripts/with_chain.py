"""Runs a command against a fresh embedded chain and ends with its exit code: `with_chain.py -- brownie test`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from registry.adapters.brownie_process import brownie_command, brownie_program
from registry.adapters.chain_engines import ChainOptions
from registry.adapters.embedded_chain import REPOSITORY, open_chain
from registry.errors import CarbonixError


def main() -> int:
    """Exit code of the command, or 2 with one sentence if the chain could not be started."""
    given = read_arguments()
    root = Path(os.environ.get("CARBONIX_ROOT", REPOSITORY))
    options = ChainOptions(base_fee_wei=given.base_fee, steps_tracing=True)
    try:
        with open_chain(
            given.engine, state_dir=given.state, port=given.port or None, options=options, root=root
        ) as chain:
            return run(given.command, root, chain.port)
    except CarbonixError as fault:
        print(fault.sentence, file=sys.stderr)
        return 2


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("anvil", "ganache"), default="anvil")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--state", type=Path, default=None, help="folder to keep the chain in; without it, it is forgotten"
    )
    parser.add_argument("--base-fee", type=int, default=None, help="wei per gas in the first block (anvil)")
    parser.add_argument("command", nargs="+", help="after --; `brownie` means the one of this project")
    return parser.parse_args()


def run(command: list[str], root: Path, port: int) -> int:
    words = [brownie_program(root) if word == "brownie" else word for word in command]
    with brownie_command(root, port) as prefix:
        return subprocess.run([*prefix, *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
