"""The tree of errors of the ground floor; every room's errors.py grows from it.

CarbonixError
├── Refused               a rule said no; its name and facts are those of the Solidity error
│   ├── SelfApproval      who proposes never decides
│   ├── ApprovalDecided   a change is decided once
│   ├── ApprovalExpired   nobody decided in time
│   ├── PayloadDiffers    another payload than the one that was proposed
│   ├── OwnRoles          nobody changes their own roles
│   ├── RolesConflict     two roles that one person may not hold
│   ├── LastAdministrator a tenant keeps somebody who can admit others
│   ├── TooManyChallenges more messages wait for their signatures than are kept
│   ├── WalletTaken       a wallet acts for one account
│   ├── TooManyWebhooks   a company keeps so many endpoints and no more
│   ├── WebhookSecretLost  an endpoint's secret does not open with the key that is here now
│   ├── OrderInstructions an order's salt carries instructions that nobody knows
│   ├── SpendingCapReached  a key may not sign what could cost more than its day's cap
│   └── AuditLogBroken    an entry of the audit log is missing or changed
├── InvalidInput          what was sent cannot be read: field, value, rule
│   ├── IdempotencyKeyReused  the key of another request
│   └── WebhookAddressRefused  a URL that leads where no webhook may
├── NotFound              nothing is stored under this id
│   ├── ApprovalUnknown   the tenant has no such approval
│   ├── WalletUnknown     the account has no such wallet
│   └── WebhookUnknown    the tenant has no such endpoint
├── NotAuthenticated      no token, or one that does not hold
│   └── SignInRefused     a signed message that does not open this door
├── NotAuthorised         the token holds, the role does not carry the permission
│   └── StepUpRequired    a fresh signature of a wallet of the account is needed
├── ChainUnavailable      the node did not answer, or answered nonsense
│   ├── BlockUnavailable  the node cannot return a block that it says exists
│   └── ForkTooDeep       no common ancestor with the chain that we knew
├── DatabaseUnavailable   the database cannot be opened, or does not answer
├── FileUnusable          a file or folder that is needed cannot be read or written
└── TransactionRejected   the chain will never take these signed bytes
"""

from __future__ import annotations

from collections.abc import Mapping

from registry.sentences import sentence_of


def writable(text: str) -> str:
    """The text as every encoding can write it: JSON can name half characters, which none can."""
    return text.encode(errors="backslashreplace").decode()


class CarbonixError(Exception):
    """An error with a stable name, the facts that were seen, and one plain sentence."""

    def __init__(self, sentence: str, facts: Mapping[str, object] | None = None, *, name: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = writable(sentence)
        self.name = name or type(self).__name__
        self.facts: Mapping[str, str] = {key: writable(str(value)) for key, value in (facts or {}).items()}


class Refused(CarbonixError):
    """A contract's or a rule's refusal: `Refused("InsufficientCredits", {"holder": ..., "heldKg": 400, ...})`."""

    def __init__(self, name: str, facts: Mapping[str, object] | None = None, sentence: str | None = None) -> None:
        super().__init__(sentence or sentence_of(name, facts or {}), facts, name=name)


class InvalidInput(CarbonixError):
    """Something sent from outside breaks the rule of its field."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        shown = str(value)[:200]
        super().__init__(f"{field} is {shown!r}: {rule}", {"field": field, "value": shown, "rule": rule})


class IdempotencyKeyReused(InvalidInput):
    """An Idempotency-Key belongs to one request: another one under the same key would be answered wrongly."""

    def __init__(self, key: str) -> None:
        super().__init__("Idempotency-Key", key, "was used for another request; a new request needs a new key")


class WebhookAddressRefused(InvalidInput):
    """The server asks no address inside, and none that is not what it seems, on anybody's behalf."""

    def __init__(self, url: str, rule: str) -> None:
        super().__init__("url", url, rule)


class NotFound(CarbonixError):
    """Nothing of this kind is stored under this id; `name` may be the Solidity error, e.g. CertificateUnknown."""

    def __init__(self, kind: str, identity: object, *, name: str | None = None) -> None:
        super().__init__(f"there is no {kind} {identity}", {"kind": kind, "id": identity}, name=name)


class SelfApproval(Refused):
    """Segregation of duties: the proposer asked to decide."""

    def __init__(self, approval: str, proposer: str) -> None:
        facts = {"approval": approval, "proposer": proposer}
        super().__init__("SelfApproval", facts, f"{proposer} proposed {approval}; another person must decide")


class ApprovalDecided(Refused):
    """A second decision."""

    def __init__(self, approval: str, state: str) -> None:
        facts = {"approval": approval, "state": state}
        super().__init__("ApprovalDecided", facts, f"approval {approval} is {state} already")


class ApprovalExpired(Refused):
    """A decision that came too late; the change must be proposed again."""

    def __init__(self, approval: str, expired_at: int) -> None:
        facts = {"approval": approval, "expiredAt": expired_at}
        super().__init__("ApprovalExpired", facts, f"approval {approval} waited until {expired_at}: propose it again")


class PayloadDiffers(Refused):
    """What was looked at, or is to be carried out, is not what was proposed."""

    def __init__(self, approval: str, proposed: str, given: str) -> None:
        facts = {"approval": approval, "proposedHash": proposed, "givenHash": given}
        sentence = f"approval {approval} is for the payload {proposed}, given was {given}"
        super().__init__("PayloadDiffers", facts, sentence)


class OwnRoles(Refused):
    """Segregation of duties: who gives roles does not take them."""

    def __init__(self, subject: str) -> None:
        super().__init__("OwnRoles", {"subject": subject}, f"{subject} cannot change the roles of {subject}")


class RolesConflict(Refused):
    """Segregation of duties within one person."""

    def __init__(self, role: str, other: str, permission: str) -> None:
        facts = {"role": role, "other": other, "permission": permission}
        super().__init__("RolesConflict", facts, f"{other} carries {permission}, which {role} must not hold")


class LastAdministrator(Refused):
    """Nobody would be left who can admit users."""

    def __init__(self) -> None:
        super().__init__("LastAdministrator", {}, "the tenant would have no active user who may admit others")


class AuditLogBroken(Refused):
    """A log that does not hold is not sealed: a seal would speak for it."""

    def __init__(self, seq: int) -> None:
        sentence = f"entry {seq} of the audit log is missing or changed: nothing is sealed"
        super().__init__("AuditLogBroken", {"seq": seq}, sentence)


class SpendingCapReached(Refused):
    """The key's transactions of the day could cost more than its cap; the transaction was not signed."""

    def __init__(self, sender: str, day: str, reserved_wei: int, asked_wei: int, cap_wei: int) -> None:
        facts = {"sender": sender, "day": day, "reservedWei": reserved_wei, "askedWei": asked_wei, "capWei": cap_wei}
        sentence = (
            f"{sender} has reserved {reserved_wei} wei of its {cap_wei} wei for {day}, this transaction can cost "
            f"{asked_wei} wei"
        )
        super().__init__("SpendingCapReached", facts, sentence)


class TooManyChallenges(Refused):
    """Nonces are kept until they are signed or expire; nobody may fill the table with them."""

    def __init__(self, most: int) -> None:
        super().__init__("TooManyChallenges", {"most": most}, f"{most} messages wait for their signatures; ask later")


class WalletTaken(Refused):
    """The wallet acts for another account; which one is nobody's business."""

    def __init__(self, wallet: str) -> None:
        super().__init__("WalletTaken", {"wallet": wallet}, f"{wallet} acts for another account")


class TooManyWebhooks(Refused):
    """Each endpoint is work for the server: a company has so many and no more."""

    def __init__(self, most: int) -> None:
        super().__init__("TooManyWebhooks", {"most": most}, f"the company has {most} endpoints; remove one first")


class WebhookSecretLost(Refused):
    """An endpoint's secret was sealed with another key, or its row was changed: nothing can be signed for it."""

    def __init__(self, webhook: str) -> None:
        sentence = (
            "its secret does not open with the key of this installation; remove the endpoint and register it anew"
        )
        super().__init__("WebhookSecretLost", {"webhook": webhook}, sentence)


class OrderInstructions(Refused):
    """The low 16 bits of an order's salt, signed by its maker, are not instructions that the book follows."""

    def __init__(self, salt: int, rule: str) -> None:
        bits = salt & 0xFFFF
        super().__init__("OrderInstructions", {"bits": bits, "rule": rule}, f"salt ends in 0x{bits:04x}: {rule}")


class ApprovalUnknown(NotFound):
    """No such approval, or another tenant's."""

    def __init__(self, approval: str) -> None:
        super().__init__("approval", approval)


class NotAuthenticated(CarbonixError):
    """The caller did not prove who they are."""


class SignInRefused(NotAuthenticated):
    """A Sign-In with Ethereum message for somebody else, out of its time, used before, or not signed by its address."""

    def __init__(self, field: str, value: str, rule: str) -> None:
        super().__init__(f"{field} of the message is {value!r}: {rule}", {"field": field, "value": value, "rule": rule})


class NotAuthorised(CarbonixError):
    """The caller is known and may not do this."""

    def __init__(self, permission: str, roles: tuple[str, ...], allowed: tuple[str, ...]) -> None:
        held, needed = ", ".join(roles) or "no role", ", ".join(allowed) or "nobody"
        super().__init__(
            f"{permission} needs the role {needed}; the caller holds {held}",
            {"permission": permission, "roles": held, "allowed": needed},
        )


class StepUpRequired(NotAuthorised):
    """The change needs a fresh signature by a wallet that is linked to the account."""

    def __init__(self, wallets: tuple[str, ...]) -> None:
        shown = ", ".join(wallets) or "none: link one first"
        CarbonixError.__init__(
            self, f"a wallet of the account must sign the change; linked are {shown}", {"wallets": shown}
        )


class WalletUnknown(NotFound):
    """The account has no such wallet, or another account has it."""

    def __init__(self, wallet: str) -> None:
        super().__init__("wallet", wallet)


class WebhookUnknown(NotFound):
    """No such endpoint, or another tenant's."""

    def __init__(self, webhook: str) -> None:
        super().__init__("webhook", webhook)


class ChainUnavailable(CarbonixError):
    """The node did not answer within its time, or its answer is not JSON-RPC."""


class BlockUnavailable(ChainUnavailable):
    """The node cannot return a block at or below its own head: reading stops here and skips nothing."""

    def __init__(self, block: int, head: int | str) -> None:
        super().__init__(
            f"the node does not return block {block}, its head is {head}: reading stops before it",
            {"block": block, "head": head},
        )


class ForkTooDeep(ChainUnavailable):
    """The node's chain shares no block with the one that we followed."""

    def __init__(self, ours: str, theirs: str, lowest: int) -> None:
        super().__init__(
            f"no common block down to {lowest}: we followed {ours}, the node has {theirs}",
            {"ours": ours, "theirs": theirs, "lowest": lowest},
        )


class DatabaseUnavailable(CarbonixError):
    """The database cannot be opened, or stopped answering; nothing of the unit of work was kept."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the database of CARBONIX_DATABASE_URL cannot be used: {reason}", {"reason": reason})


class FileUnusable(CarbonixError):
    """The system refuses a file or folder: missing, no permission, no space."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path} cannot be used: {reason}", {"path": path, "reason": reason})


class TransactionRejected(CarbonixError):
    """The chain will not take a stored transaction; signing another one could do the deed twice, so nobody does."""

    def __init__(self, intent: str, transaction: str, reason: str) -> None:
        super().__init__(
            f"the chain does not take transaction {transaction} of intent {intent!r}: {reason}",
            {"intent": intent, "transaction": transaction, "reason": reason},
        )
