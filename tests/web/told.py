"""A small story on a real chain: minted, retired, sealed, a passport with kilograms beside it; and its clients."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fastapi.testclient import TestClient

from passport.bootstrap import Passport, open_passport
from passport.ports import SealedPassport
from registry.adapters.chain import ChainGateway
from registry.adapters.proof_tools import EthereumProofTools
from registry.adapters.signer import LocalSigner
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.certificate import UseCase
from registry.domain.records import Certificate
from registry.domain.roles import Role
from registry.domain.seals import SealedRoot
from registry.usecases.retire_credits import retire
from registry.usecases.seal_certificates import seal_certificates
from tests.deployed import Characters, DeployedChain
from tests.issue_credits import IssuedCredits, issue_credits
from tests.passport.products import coffee
from tests.registry.lying_node import lying_node
from web.app import create_app
from web.story_file import STORY_FILE

RETIRED_KG = 2_500
ALLOTTED_KG = 31
TENANT = "roastery"
DETAILS = {"beneficiary": "Example Foods"}
STORY = {
    "notice": "Demonstration: this is the notice of a story.",
    "chapters": [
        {
            "name": "The meters",
            "sentence": "Readings were read.",
            "figures": [{"name": "net energy, kWh", "value": "29834.002", "known": "measured"}],
            "transactions": {"readings sealed": "0x" + "ab" * 32},
        }
    ],
}


@dataclass(frozen=True)
class Told:
    """What stands on the chain now."""

    registry: Registry
    rooms: Passport
    characters: Characters
    issued: IssuedCredits
    certificate: Certificate
    sealed: SealedRoot
    passport: SealedPassport
    bundle: bytes

    def client(self) -> TestClient:
        """A browser that does not follow redirections; the follower sleeps, so that each test says when to look."""
        app = create_app(self.registry, follow=False)
        return TestClient(app, follow_redirects=False, raise_server_exceptions=False)

    def token(self, *roles: Role, tenant: str = TENANT) -> dict[str, str]:
        """Headers of somebody who is signed in."""
        now = self.registry.clock.now()
        text = self.registry.tokens.issue_token("tester", tenant, frozenset(roles or (Role.COMPANY_ADMIN,)), now)
        return {"Authorization": f"Bearer {text}"}

    @contextmanager
    def without_chain(self) -> Iterator[TestClient]:
        """A service that was started well, and whose node stopped answering then."""
        with lying_node(self.registry.chain.rpc_url) as node:
            alone = assemble(self.registry.settings, ChainGateway(node.url, self.registry.deployment, timeout_s=2))
            app = create_app(alone, follow=False)
            node.lie = lambda _request, _answer: None
            app.state.front.follower.step()
            with TestClient(app, raise_server_exceptions=False) as client:
                yield client
            alone.close()


def tell(chain: DeployedChain, characters: Characters, home: Path) -> Told:
    """Mints, retires, seals, assesses and allots."""
    environment = {"CARBONIX_HOME": str(home), "CARBONIX_DEPLOYMENTS": str(chain.deployments_dir)}
    settings = replace(load_settings(environment), root=home)
    registry = assemble(settings, chain.gateway)
    issued = issue_credits(chain, characters)
    certificate = _retire(registry, issued, characters.emitter)
    tools = EthereumProofTools()
    sealed = seal_certificates(
        [certificate.id],
        ledger=registry.projection(),
        chain=registry.chain,
        tools=tools,
        store=registry.seals,
        evidence=registry.evidence,
        outbox=registry.outbox,
        signer=characters.sealer,
    )
    rooms = open_passport(registry)
    rooms.register(coffee(), TENANT)
    passport = rooms.seal("premium-coffee-500g", characters.sealer)
    rooms.allot(certificate.id, passport.product_id, ALLOTTED_KG, characters.emitter)
    registry.follow()
    bundle = registry.prove(certificate.id, characters.sealer)
    (home / STORY_FILE).write_text(json.dumps(STORY))
    return Told(registry, rooms, characters, issued, certificate, sealed, passport, bundle)


def _retire(registry: Registry, issued: IssuedCredits, beneficiary: LocalSigner) -> Certificate:
    certificate = retire(
        registry.outbox,
        issued.owner,
        issued.batch,
        RETIRED_KG,
        beneficiary.address,
        DETAILS,
        "5a" * 16,
        UseCase.Voluntary,
    )
    registry.follow()
    return certificate
