"""Deploys the contracts through Brownie, in its own environment, and lets its acceptance script read the chain back."""

from __future__ import annotations

import subprocess

from registry.adapters.brownie_process import brownie_command, brownie_program
from registry.config import Settings
from web.errors import DeploymentFailed

NETWORKS = {"anvil": "carbonix", "ganache": "carbonix-ganache"}
TIMEOUT_S = 300
LAST_LINES = 15


def deploy(settings: Settings, port: int) -> None:
    """Writes the deployment of the chain that listens on `port`. Raises DeploymentFailed."""
    settings.deployments_dir.mkdir(parents=True, exist_ok=True)
    with brownie_command(settings.root, port) as prefix:
        for script in ("deploy.py", "accept_deployment.py"):
            _run(settings, prefix, script)


def _run(settings: Settings, prefix: list[str], script: str) -> None:
    network = NETWORKS[settings.chain_engine]
    command = [
        *prefix,
        f"CARBONIX_DEPLOYMENTS={settings.deployments_dir}",
        brownie_program(settings.root),
        "run",
        f"scripts/{script}",
        "--network",
        network,
    ]
    try:
        done = subprocess.run(
            command, cwd=settings.root, check=False, timeout=TIMEOUT_S, text=True, capture_output=True
        )
    except subprocess.TimeoutExpired as fault:
        raise DeploymentFailed(script, -1, f"it did not end within {TIMEOUT_S} s") from fault
    if done.returncode != 0:
        spoken = (done.stdout + done.stderr).strip().splitlines()[-LAST_LINES:]
        raise DeploymentFailed(script, done.returncode, "\n".join(spoken))
