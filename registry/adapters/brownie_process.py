"""Gives a Brownie process what it needs: a home of its own, the pinned compiler, and the chain that it attaches to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.adapters.chain_engines import HOST

HOMES = ".brownie-home"
COMPILERS = ".solcx"

# Brownie reads its networks from its home only, and expands no variable there: a chain on a free port needs a file of
# its own. It never starts `cmd`, for the chain listens already; the entry makes the network a development one.
NETWORKS = """\
live: []
development:
  - name: CarboniX embedded chain (anvil)
    id: carbonix
    cmd: anvil
    host: http://{host}:{port}
    timeout: 120
    cmd_settings: {{}}
  - name: CarboniX embedded chain (ganache)
    id: carbonix-ganache
    cmd: ganache
    host: http://{host}:{port}
    timeout: 120
    cmd_settings: {{}}
"""


@contextmanager
def brownie_command(root: Path, port: int) -> Iterator[list[str]]:
    """Words to put before a command so that `brownie`, inside it, runs against the chain on `port`.

    The user's own home stays untouched: each port has a home, removed at the end; examples that hypothesis found are
    shared by all of them.
    """
    home = root / HOMES / f"port-{port}"
    _furnish(home, root / HOMES / "hypothesis", port)
    try:
        yield [
            "env",
            f"HOME={home}",
            f"CARBONIX_CHAIN_PORT={port}",
            f"CARBONIX_CHAIN_URL=http://{HOST}:{port}",
            f"SOLCX_BINARY_PATH={root / COMPILERS}",
        ]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def brownie_program(root: Path) -> str:
    """The `brownie` command of its own environment, mended for anvil."""
    return str(root / "scripts" / "brownie")


def _furnish(home: Path, examples: Path, port: int) -> None:
    shutil.rmtree(home, ignore_errors=True)
    folder = home / ".brownie"
    folder.mkdir(parents=True)
    examples.mkdir(parents=True, exist_ok=True)
    (folder / "hypothesis").symlink_to(examples, target_is_directory=True)
    (folder / "network-config.yaml").write_text(NETWORKS.format(host=HOST, port=port))
