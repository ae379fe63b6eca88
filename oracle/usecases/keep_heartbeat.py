"""Says that the oracle is alive and watched, before the last word on it is too old to submit reports."""

from __future__ import annotations

from registry.domain.events import Receipt
from registry.ports import ChainReader, TransactionSigner, Transactor


def keep_heartbeat(chain: ChainReader, outbox: Transactor, signer: TransactionSigner) -> Receipt | None:
    """A heartbeat if half of its lifetime is over; None while the last one is fresh, or where none is needed.

    The last heartbeat names the intent: after a crash the same one is sent, never a second. Raises Refused
    ("AccessManagedUnauthorized") for a signer who is not the operator.
    """
    head = chain.head()
    lifetime_s = chain.call("VerificationOracle", "heartbeatS", at=head.number)
    last = chain.call("VerificationOracle", "lastHeartbeat", at=head.number)
    if lifetime_s == 0 or head.time - last < lifetime_s // 2:
        return None
    return outbox.transact(f"heartbeat:{last}", signer, "VerificationOracle", "heartbeat")
