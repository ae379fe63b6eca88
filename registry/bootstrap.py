"""Introduces the adapters of the ground floor to each other: one opened registry, or the chain that it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from registry.adapters.abi import load_abi
from registry.adapters.accounts import Accounts
from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.canonical_json import canonical
from registry.adapters.chain import ChainGateway, node_chain_id
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.deployment import Deployment, load_deployment
from registry.adapters.embedded_chain import open_chain
from registry.adapters.evidence_chain import EvidenceChains, leaves_of
from registry.adapters.evidence_files import EvidenceFiles
from registry.adapters.evidence_index import EvidenceIndex
from registry.adapters.evidence_ipfs import EvidenceIpfs
from registry.adapters.outbox import Outbox, PushPolicy
from registry.adapters.projection_store import MOST_LOGS, ProjectionFold, ProjectionStore
from registry.adapters.proof_tools import EthereumProofTools
from registry.adapters.seal_store import SealTable
from registry.adapters.sealer_key import SealerKey, sealer_key
from registry.adapters.secret_box import SecretBox
from registry.adapters.timestamps import HttpTimeStamper
from registry.adapters.tokens import Tokens
from registry.adapters.users import Users
from registry.adapters.visibility_store import VisibilityTable
from registry.adapters.wallets import Wallets
from registry.adapters.webhook_sender import HttpSender
from registry.adapters.webhooks import WebhookTable
from registry.config import Settings
from registry.domain.invariants import Finding
from registry.domain.projection import Projection
from registry.domain.seals import SealedRoot, SealKind, leaf_list
from registry.domain.verdict import Verdict
from registry.domain.webhooks import Place, Webhook
from registry.ports import Clock, EvidenceStore, TransactionSigner, WebhookSender
from registry.usecases.audit_chain import audit
from registry.usecases.audit_entries import audit_entries
from registry.usecases.deliver_events import deliver_events
from registry.usecases.follow_chain import Progress, catch_up, follow
from registry.usecases.mark_evidence import Marked, mark_evidence
from registry.usecases.prove_certificate import Issuer, prove_certificate
from registry.usecases.seal_audit_log import seal_audit_log
from registry.usecases.seal_evidence import seal
from registry.usecases.verify_evidence import verify_evidence

# Where the service itself speaks to this machine alone, on a chain of its own, its webhooks may do so too.
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Registry:
    """Everything that the upper rooms may ask the ground floor for."""

    settings: Settings
    deployment: Deployment
    database: Database
    chain: ChainGateway
    outbox: Outbox
    events: ProjectionStore
    fold: ProjectionFold
    evidence: EvidenceStore
    evidence_chains: EvidenceChains
    seals: SealTable
    accounts: Accounts
    tokens: Tokens
    audit_log: AuditLog
    approvals: Approvals
    users: Users
    wallets: Wallets
    visibility: VisibilityTable
    webhooks: WebhookTable
    webhook_sender: WebhookSender
    clock: Clock

    def projection(self) -> Projection:
        """What the stored events add up to, at the store's tip."""
        return self.fold.current()

    def follow(self, limit: int | None = None) -> Progress:
        """Brings the store to the node's head, or one step of `limit` blocks towards it. Raises as `follow` does."""
        start = self.deployment.first_block
        if limit is None:
            return catch_up(self.chain, self.events, start=start)
        return follow(self.chain, self.events, limit, start=start)

    def audit(self) -> list[Finding]:
        """Follows to the node's head and holds chain, events and outbox to the invariants. Raises as `audit` does."""
        self.follow()
        intents, start, ledger = self.outbox.intents(), self.deployment.first_block, self.projection()
        findings = audit(self.chain, self.events, ledger, intents, start=start)
        return [*findings, audit_entries(self.audit_log, ledger, self.chain, EthereumProofTools())]

    def seal_audit_log(self, signer: TransactionSigner | None = None) -> SealedRoot | None:
        """Seals what is new in the audit log; None if nothing is. Raises AuditLogBroken, SealerKeyMissing."""
        self.follow()
        sealed = seal_audit_log(
            self.audit_log,
            ledger=self.projection(),
            chain=self.chain,
            tools=EthereumProofTools(),
            store=self.seals,
            evidence=self.evidence,
            outbox=self.outbox,
            signer=signer or self.sealer_key(),
        )
        self.follow()
        return sealed

    def prove(self, certificate: int, issuer: Issuer | None = None) -> bytes:
        """The proof bundle of a certificate, signed by the sealer's key unless another is given.

        Raises SealerKeyMissing, and as `prove_certificate` does.
        """
        return prove_certificate(
            certificate,
            ledger=self.projection(),
            chain=self.chain,
            tools=EthereumProofTools(),
            store=self.seals,
            issuer=issuer or self.sealer_key(),
        )

    def seal_unread(self, kind: SealKind, leaves: Sequence[bytes], signer: TransactionSigner) -> SealedRoot:
        """Seals leaves that are not for everybody: the seal's address leads to their hashes, which give nothing away.

        Raises as `seal` does.
        """
        listed = self.evidence.put(canonical(leaf_list(kind, leaves)))
        return seal(kind, leaves, f"ipfs://{listed}", store=self.seals, outbox=self.outbox, signer=signer)

    def mark_evidence(self) -> Marked:
        """Signs, time-stamps and seals what is new in every evidence chain. Raises as `mark_evidence` does."""
        signer = self.sealer_key()
        return mark_evidence(
            store=self.evidence_chains,
            signer=signer,
            stamper=self.time_stamper(),
            sealer=lambda items: self.seal_unread(SealKind.Evidence, leaves_of(items), signer),
            canonical=canonical,
            now=self.clock.now(),
        )

    def verify_evidence(self, tenant: str) -> Verdict:
        """Every check of a tenant's evidence chain, step by step."""
        return verify_evidence(
            tenant,
            store=self.evidence_chains,
            evidence=self.evidence,
            seals=self.seals,
            chain=self.chain,
            tools=EthereumProofTools(),
            stamper=self.time_stamper(),
        )

    def event_names(self) -> frozenset[str]:
        """Every event that a contract of this deployment can emit, by name."""
        contracts = self.deployment.contracts
        return frozenset(entry.name for contract in contracts for entry in load_abi(contract).events.values())

    def final_block(self) -> int:
        """The highest stored block that holds as final, by the configured confirmations; -1 if there is none yet."""
        tip = self.events.tip()
        return -1 if tip is None else max(tip.number - self.settings.confirmations + 1, -1)

    def end_of_log(self) -> Place:
        """Behind everything that is final by now."""
        return Place(self.final_block(), MOST_LOGS)

    def deliver_webhook(self, webhook: Webhook) -> Webhook | None:
        """One turn for an endpoint. As `deliver_events`."""
        store, sender = self.webhooks, self.webhook_sender
        return deliver_events(webhook, final=self.final_block(), clock=self.clock, store=store, sender=sender)

    def time_stamper(self) -> HttpTimeStamper | None:
        """The time-stamp authority, if one is set. Raises InvalidInput if its roots cannot be read."""
        return None if self.settings.time_authority is None else HttpTimeStamper(self.settings.time_authority)

    def sealer_key(self) -> SealerKey:
        """The key that seals, in file or HSM. Raises as `sealer_key` does."""
        return sealer_key(self.settings.home, self.chain.chain_id, self.settings.hsm)

    def close(self) -> None:
        """Gives back the database's connections."""
        self.database.close()


def open_registry(settings: Settings, rpc_url: str) -> Registry:
    """The registry on a chain that is running, its tables migrated. Raises DeploymentMissing, ChainUnavailable."""
    deployment = load_deployment(settings.deployments_dir, node_chain_id(rpc_url))
    return assemble(settings, ChainGateway(rpc_url, deployment))


def assemble(settings: Settings, chain: ChainGateway, clock: Clock | None = None) -> Registry:
    """The registry around a given gateway."""
    database = Database(settings.database_url)
    database.migrate()
    events, log = ProjectionStore(database), AuditLog(database)
    webhooks = WebhookTable(database, log, SecretBox(settings.home))
    webhooks.seal_secrets()
    return Registry(
        settings=settings,
        deployment=chain.deployment,
        database=database,
        chain=chain,
        outbox=Outbox(database, chain, PushPolicy(settings.confirmations, cap_wei=settings.spending_cap_wei)),
        events=events,
        fold=ProjectionFold(events),
        evidence=EvidenceIndex(_evidence(settings), database),
        evidence_chains=EvidenceChains(database),
        seals=SealTable(database),
        accounts=Accounts(database),
        tokens=Tokens(settings.home),
        audit_log=log,
        approvals=Approvals(database, log),
        users=Users(database, log),
        wallets=Wallets(database, log),
        visibility=VisibilityTable(database, log),
        webhooks=webhooks,
        webhook_sender=HttpSender(loopback=settings.rpc_url is None and settings.host in LOOPBACK_HOSTS),
        clock=clock or SystemClock(),
    )


@contextmanager
def running_registry(settings: Settings, rpc_url: str | None = None) -> Iterator[Registry]:
    """The registry on the given or configured node, or on the embedded chain, for as long as this lasts.

    Raises as `running_chain` and `open_registry` do.
    """
    with running_chain(settings, rpc_url) as url:
        registry = open_registry(settings, url)
        try:
            yield registry
        finally:
            registry.close()


@contextmanager
def running_chain(settings: Settings, rpc_url: str | None = None) -> Iterator[str]:
    """URL of a running chain: the given or configured node, or the embedded chain for as long as this lasts."""
    node = rpc_url or settings.rpc_url
    if node is not None:
        yield node
        return
    with open_chain(settings.chain_engine, state_dir=settings.home / "chain", root=settings.root) as chain:
        yield chain.url


def _evidence(settings: Settings) -> EvidenceStore:
    if settings.ipfs_api is not None:
        return EvidenceIpfs(settings.ipfs_api)
    return EvidenceFiles(settings.home / "evidence")
