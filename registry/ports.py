"""What the use cases of the ground floor need from the outside, as protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from registry.domain.approvals import Approval, ApprovalKind
from registry.domain.audit_entry import AuditEntry
from registry.domain.cid import Cid
from registry.domain.events import Block, ChainEvent, Receipt
from registry.domain.evidence_chain import EvidenceItem, EvidenceMark
from registry.domain.report import Layer, Report
from registry.domain.roles import Principal
from registry.domain.seals import SealedLeaf, SealedRoot, SealKind
from registry.domain.sign_in import SignInMessage
from registry.domain.source_verification import SourceSubmission, VerifierAnswer
from registry.domain.timestamp import TimeStamp
from registry.domain.users import User
from registry.domain.wallets import WalletOwner
from registry.domain.webhooks import Answer, Delivery, Message, Webhook

# --- time -------------------------------------------------------------------------------------------------------------


class Clock(Protocol):
    """The wall clock. Deadlines never use it: they use the time of a block."""

    def now(self) -> int:
        """Unix seconds."""
        ...


class MovableClock(Protocol):
    """The clock of a demonstration chain."""

    def advance_to(self, time: int) -> Block:
        """The newest block, whose chain time is at least `time`."""
        ...


# --- chain ------------------------------------------------------------------------------------------------------------


class ChainReader(Protocol):
    """Reads of the chain, each pinned to a block number."""

    @property
    def chain_id(self) -> int: ...

    def head(self) -> Block: ...

    def block(self, number: int) -> Block:
        """Raises BlockUnavailable if the node does not return it."""
        ...

    def events(self, first: int, last: int) -> list[ChainEvent]:
        """Events of our contracts in blocks first..last inclusive, in order of the chain."""
        ...

    def events_in(self, block: Block) -> list[ChainEvent]:
        """Events of our contracts in exactly this block, by its hash."""
        ...

    def call(self, contract: str, function: str, *args: object, at: int) -> Any:
        """The function's answer at a block; structs as dict. Raises Refused with the contract's own error name."""
        ...

    def address_of(self, contract: str) -> str:
        """Address of a contract by its name in the deployment."""
        ...


class AuditedChain(ChainReader, Protocol):
    """What the audit asks of a chain beyond reading its contracts."""

    def receipt(self, transaction: str) -> Receipt | None: ...

    def nonce(self, address: str) -> int:
        """Number of transactions that the chain has taken from an account."""
        ...


class TransactionSigner(Protocol):
    """Somebody who holds a key."""

    @property
    def address(self) -> str: ...

    def sign_digest(self, digest: bytes) -> bytes: ...

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes: ...


class Transactor(Protocol):
    """Sends a transaction so that one intent has at most one effect."""

    def transact(
        self,
        intent: str,
        signer: TransactionSigner,
        contract: str,
        function: str,
        *args: object,
        value_wei: int = 0,
    ) -> Receipt:
        """The receipt of the intent, old or new. Raises Refused by the contract's error name and leaves no trace."""
        ...


class EventStore(Protocol):
    """What the follower keeps: the spine of blocks and the events that hang on it."""

    def tip(self) -> Block | None: ...

    def block(self, number: int) -> Block | None: ...

    def append(self, blocks: Sequence[Block], events: Iterable[ChainEvent]) -> bool:
        """Stores blocks with their events, all or nothing; False if another process has moved the tip meanwhile."""
        ...

    def rewind(self, last_kept: int) -> None:
        """Forgets all blocks above `last_kept` and their events, all or nothing."""
        ...

    def events_after(self, block: int) -> Iterable[ChainEvent]: ...


# --- governance -------------------------------------------------------------------------------------------------------


class ApprovalDesk(Protocol):
    """Where changes wait for their second person. Each method is one transaction."""

    def open(self, *, kind: ApprovalKind, tenant: str, proposer: str, payload: Mapping[str, Any], at: int) -> Approval:
        """A pending approval; the same payload that waits already is the same approval."""
        ...

    def settle(self, tenant: str, approval_id: str, decided: Callable[[Approval], Approval]) -> Approval:
        """Decides and carries out. Raises ApprovalUnknown, and as `decided` and the change itself do."""
        ...


class WalletBook(Protocol):
    """Challenges, wallets and destinations. Each method is one transaction; a change spends its messages' nonces."""

    def spend(self, message: SignInMessage, now: int) -> None: ...
    def owner(self, address: str) -> WalletOwner | None: ...
    def of_account(self, account: Principal) -> list[str]: ...
    def link(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None: ...
    def unlink(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None: ...
    def allow(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None: ...
    def remove(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None: ...


class AuditTrail(Protocol):
    """The audit log as it is sealed and audited: every tenant's entries, oldest first."""

    def all_after(self, seq: int = 0) -> Iterable[AuditEntry]: ...

    def verify(self) -> int | None:
        """The number of the first entry that is missing, moved or changed; None if the chain holds."""
        ...


class UserStore(Protocol):
    """The people of each tenant. Each method is one transaction."""

    def change(self, caller: Principal, at: int, turn: Callable[[Mapping[str, User]], Sequence[User]]) -> None:
        """Writes the users that `turn` returns for those whom the caller's tenant lists. Raises as `turn` does."""
        ...


class WebhookStore(Protocol):
    """Endpoints, where each stands in the log, and the last deliveries. Each method is one transaction."""

    def add(self, webhook: Webhook, actor: str, most: int) -> None:
        """Raises TooManyWebhooks if the tenant has `most` already."""
        ...

    def find(self, tenant: str, webhook: str) -> Webhook:
        """Raises WebhookUnknown."""
        ...

    def remove(self, tenant: str, webhook: str, actor: str, at: int) -> None:
        """Raises WebhookUnknown."""
        ...

    def newest(self, event: str) -> ChainEvent | None:
        """The newest stored event of a name."""
        ...

    def waiting(self, webhook: Webhook, final: int, limit: int) -> list[Message]:
        """What the endpoint wants of the log after its place, in blocks up to `final`, in order."""
        ...

    def claim(self, webhook: Webhook, until: int) -> bool:
        """True if the endpoint is as it was seen, and from here until `until` nobody else's."""
        ...

    def record(self, turn: Callable[[Webhook], Webhook], webhook: Webhook, delivery: Delivery) -> Webhook | None:
        """Keeps the attempt, and the endpoint as `turn` makes it of what is stored; None if it was removed."""
        ...


class WebhookSender(Protocol):
    """Sends to an address that a caller chose, under guard."""

    def check(self, url: str) -> None:
        """Raises WebhookAddressRefused for a URL that leads where nothing may be sent."""
        ...

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One attempt; whatever goes wrong is an answer without a status."""
        ...


# --- evidence ---------------------------------------------------------------------------------------------------------


class EvidenceStore(Protocol):
    """Content by its CID."""

    def put(self, data: bytes) -> Cid:
        """Stores the bytes; the same bytes twice are one piece of content."""
        ...

    def get(self, cid: Cid) -> bytes:
        """Raises InvalidInput, NotFound("EvidenceUnknown") and EvidenceCorrupt."""
        ...


class EvidenceChainStore(Protocol):
    """The tenants' evidence chains and what holds them. Each method is one transaction."""

    def unmarked_heads(self) -> list[EvidenceItem]:
        """The newest item of each chain whose newest item carries no mark yet."""
        ...

    def add_mark(self, mark: EvidenceMark) -> None:
        """Keeps a mark; the first one for an item stands."""
        ...

    def unstamped(self) -> list[tuple[EvidenceMark, EvidenceItem]]:
        """Marks without a time-stamp, each with its item."""
        ...

    def keep_stamp(self, mark: EvidenceMark, stamp: TimeStamp) -> None: ...

    def open_roots(self) -> Mapping[str, Sequence[EvidenceItem]]:
        """Roots (0x hex) that are not on chain yet, each with the items under it in order; assigns new ones first."""
        ...

    def items(self, tenant: str, after: int = 0, limit: int | None = None) -> list[EvidenceItem]:
        """A tenant's items with a sequence above `after`, oldest first."""
        ...

    def marks(self, tenant: str) -> list[EvidenceMark]:
        """A tenant's marks, oldest first."""
        ...


class TimeStamper(Protocol):
    """A time-stamp authority (RFC 3161)."""

    def stamp(self, data: bytes) -> TimeStamp:
        """Raises TimeStampUnavailable, TimeStampInvalid."""
        ...

    def check(self, token: bytes, data: bytes) -> TimeStamp:
        """What a kept time-stamp says of these bytes, offline. Raises TimeStampInvalid."""
        ...


class TextSigner(Protocol):
    """Somebody who signs texts for those who read no chain (EIP-191)."""

    @property
    def address(self) -> str: ...

    def sign_text(self, text: str) -> bytes: ...


class SealStore(Protocol):
    """Roots and leaves of our seals, kept before the chain hears of them."""

    def keep(self, kind: SealKind, leaves: Sequence[bytes], uri: str) -> str:
        """Stores the leaves under their root (RFC 6962) and returns it as 0x hex; twice the same is once."""
        ...

    def uri_of(self, kind: SealKind, root: str) -> str:
        """Where the leaves can be fetched, as first kept. Raises NotFound("SealUnknown")."""
        ...

    def record(self, sealed: SealedRoot) -> None:
        """Remembers that the root stands on chain."""
        ...

    def find(self, leaf_hash: bytes, kind: SealKind | None = None) -> SealedLeaf | None:
        """The leaf with its proof, from the earliest seal that stands on chain; None if there is none."""
        ...

    def leaf_hashes(self, kind: SealKind, root: str) -> tuple[SealedRoot, Sequence[bytes]] | None:
        """A seal that stands on chain with the hashes of its leaves in order; None for a root that does not stand."""
        ...

    def find_document(self, document_hash: str) -> SealedLeaf | None:
        """The same for a document that a room keeps to itself, by its SHA-256 (0x hex)."""
        ...


# --- proofs -----------------------------------------------------------------------------------------------------------


class ProofChain(ChainReader, Protocol):
    """What a verifier asks of a chain beyond reading its contracts."""

    def code_hash(self, contract: str, at: int) -> str:
        """Keccak-256 of the contract's code at a block."""
        ...

    def receipt(self, transaction: str) -> Receipt | None: ...


class ProofTools(Protocol):
    """Hashing and signatures as the chain does them; pure functions that the standard library lacks."""

    def canonical(self, value: object) -> bytes:
        """RFC 8785 bytes."""
        ...

    def parse_canonical(self, data: bytes) -> Any:
        """The value of canonical bytes. Raises CarbonixError("NotCanonical") for any other bytes."""
        ...

    def keccak(self, data: bytes) -> str: ...

    def report_hash(self, report: Report) -> bytes: ...

    def attestation_digest(
        self, chain_id: int, verifiers: str, report_hash: bytes, layer: Layer, organisation: str
    ) -> bytes: ...

    def text_digest(self, text: str) -> bytes:
        """EIP-191 digest of a text."""
        ...

    def recover(self, digest: bytes, signature: bytes) -> str:
        """The signer's address. Raises Refused("InvalidSignature")."""
        ...


class DocumentFinder(Protocol):
    """Finds content by what a stranger has: the hash of a document."""

    def find(self, document_hash: str) -> Cid | None:
        """The CID of the content with this SHA-256 (0x hex); None if it is not here."""
        ...


# --- sources ----------------------------------------------------------------------------------------------------------


class SourceVerifier(Protocol):
    """Compiles sources that it is given and compares them with what stands on chain; strangers read them there."""

    def preview(self, submission: SourceSubmission) -> Mapping[str, Any]:
        """The request that `submit` would make, without any key."""
        ...

    def submit(self, submission: SourceSubmission) -> VerifierAnswer:
        """Pending with a ticket, or the verifier's word. Raises VerifierUnavailable."""
        ...

    def ask(self, ticket: str) -> VerifierAnswer:
        """The verifier's word on a ticket. Raises VerifierUnavailable."""
        ...
