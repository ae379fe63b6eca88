"""Brings the whole system up and takes it down again: chain, contracts, tables, lost transactions, projection.

Whoever enters `running_system` finds an open registry at the chain's head; at the exit the chain is saved and ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from registry.adapters.chain import ChainGateway, node_chain_id
from registry.adapters.chain_clock import DemonstrationClock
from registry.adapters.database import Database
from registry.adapters.deployment import DeploymentMissing, load_deployment
from registry.adapters.projection_store import ProjectionStore
from registry.bootstrap import Registry, open_registry, running_chain
from registry.config import Settings
from web.errors import DeploymentDiffers, NothingDeployed
from web.system.deploying import deploy

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
        chain_id = node_chain_id(url)
        if not _stands(settings, url, chain_id):
            if not may_deploy or settings.rpc_url is not None:
                raise NothingDeployed(chain_id)
            _refuse_to_mix(settings, chain_id)
            say("deploying the contracts through Brownie")
            deploy(settings, urlsplit(url).port or 0)
        registry = open_registry(settings, url)
        try:
            say("following the chain")
            registry.outbox.restore(DemonstrationClock(registry.chain) if settings.rpc_url is None else None)
            registry.follow()
            yield registry
        finally:
            registry.close()


def _stands(settings: Settings, url: str, chain_id: int) -> bool:
    """True if each contract of the recorded deployment has its recorded code on this chain."""
    try:
        deployment = load_deployment(settings.deployments_dir, chain_id)
    except DeploymentMissing:
        return False
    chain = ChainGateway(url, deployment)
    head = chain.head().number
    recorded = {name: contract.runtime_code_hash for name, contract in deployment.contracts.items()}
    return all(chain.code_hash(name, head) == code_hash for name, code_hash in recorded.items())


def _refuse_to_mix(settings: Settings, chain_id: int) -> None:
    """A database that followed another chain must not meet a new one."""
    database = Database(settings.database_url)
    try:
        database.migrate()
        tip = ProjectionStore(database).tip()
    finally:
        database.close()
    if tip is not None:
        raise DeploymentDiffers(chain_id, tip.number)
