"""Brings the whole system up and takes it down again: chain, contracts, tables, lost transactions, projection.

Whoever enters `running_system` finds an open registry at the chain's head; at the exit the chain is saved and ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.deployment import DeploymentMissing, load_deployment
from registry.adapters.projection_store import ProjectionStore
from registry.bootstrap import EMBEDDED_CHAIN_ID, Registry, assemble, running_chain
from registry.config import Settings
from web.deploying import deploy
from web.errors import DeploymentDiffers, NothingDeployed

Say = Callable[[str], None]


def _silent(_sentence: str) -> None:
    """Tells nobody."""


@contextmanager
def running_system(settings: Settings, *, may_deploy: bool = True, say: Say = _silent) -> Iterator[Registry]:
    """An open registry on a live chain, every stored transaction restored and every block followed.

    The configured node, or the embedded chain with its kept state. On the embedded chain the contracts are deployed
    through Brownie if there are none, unless `may_deploy` is False. `say` is told what takes long.

    Raises NothingDeployed, DeploymentFailed, DeploymentDiffers, ChainUnavailable.
    """
    say(f"starting the chain ({settings.rpc_url or settings.chain_engine})")
    with running_chain(settings) as url:
        if not _stands(settings, url):
            if not may_deploy or settings.rpc_url is not None:
                raise NothingDeployed(EMBEDDED_CHAIN_ID)
            _refuse_to_mix(settings)
            say("deploying the contracts through Brownie")
            deploy(settings, urlsplit(url).port or 0)
        registry = assemble(settings, ChainGateway(url, load_deployment(settings.deployments_dir, EMBEDDED_CHAIN_ID)))
        try:
            say("following the chain")
            registry.outbox.restore()
            registry.follow()
            yield registry
        finally:
            registry.close()


def _stands(settings: Settings, url: str) -> bool:
    """True if each contract of the recorded deployment has its recorded code on this chain."""
    try:
        deployment = load_deployment(settings.deployments_dir, EMBEDDED_CHAIN_ID)
    except DeploymentMissing:
        return False
    chain = ChainGateway(url, deployment)
    head = chain.head().number
    recorded = {name: contract.runtime_code_hash for name, contract in deployment.contracts.items()}
    return all(chain.code_hash(name, head) == code_hash for name, code_hash in recorded.items())


def _refuse_to_mix(settings: Settings) -> None:
    """A database that followed another chain must not meet a new one."""
    database = Database(settings.database_url)
    try:
        database.migrate()
        tip = ProjectionStore(database).tip()
    finally:
        database.close()
    if tip is not None:
        raise DeploymentDiffers(EMBEDDED_CHAIN_ID, tip.number)
