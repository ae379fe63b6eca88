"""Where a company records its offset certificates, and where what was approved is anchored on chain."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from passport.adapters.offset_providers import provider_key
from passport.adapters.offset_store import OffsetTable
from passport.domain.offset_records import OffsetRecord
from passport.domain.offsets import Offset
from passport.usecases.anchor_offsets import Anchored, anchor_offsets
from passport.usecases.record_offset import Offered, SealingPlace, record_offset
from registry.adapters.canonical_json import canonical
from registry.bootstrap import Registry
from registry.domain.idempotency import IdempotentRequest
from registry.domain.roles import Principal
from registry.domain.seals import SealKind

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class OffsetDesk:
    """The offsets of all tenants on an open registry."""

    registry: Registry
    table: OffsetTable

    def record(self, offset: Offset, caller: Principal, request: IdempotentRequest | None = None) -> OffsetRecord:
        """Stores an offset of the caller's company. Raises as `record_offset` does."""
        offered = Offered(caller.tenant, caller.subject, self.registry.clock.now(), secrets.token_hex(SALT_BYTES))
        place = SealingPlace(
            chain_id=self.registry.deployment.chain_id,
            contract=self.registry.chain.address_of("SealRegistry"),
            knows=self.registry.projection().nullifiers.__contains__,
        )
        return record_offset(
            offset,
            offered,
            request,
            issuer_key=provider_key,
            place=place,
            store=self.table,
            evidence=self.registry.evidence,
            canonical=canonical,
        )

    def anchor(self) -> Anchored:
        """Takes every approved offset as far as it goes now, with the sealer's key. Raises as `anchor_offsets` does."""
        signer = self.registry.sealer_key()
        return anchor_offsets(
            store=self.table,
            chain=self.registry.chain,
            outbox=self.registry.outbox,
            signer=signer,
            sealer=lambda leaves: self.registry.seal_unread(SealKind.Offset, leaves, signer),
            confirmations=self.registry.settings.confirmations,
            now=self.registry.clock.now(),
        )


def open_offsets(registry: Registry) -> OffsetDesk:
    """The desk on an open registry."""
    table = OffsetTable(
        registry.database, registry.approvals, registry.evidence_chains, registry.audit_log, registry.clock
    )
    return OffsetDesk(registry, table)
