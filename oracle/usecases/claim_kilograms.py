"""Takes a member's kilograms of a cooperative's batch, by the proof of its leaf; anybody may, for the member."""

from __future__ import annotations

from registry.domain.cooperative import Part, Terms, leaf_of
from registry.domain.events import Receipt
from registry.domain.merkle import leaf_hash
from registry.domain.seals import SealKind
from registry.errors import NotFound
from registry.ports import ChainReader, SealStore, TransactionSigner, Transactor


def claim_kilograms(
    batch: int,
    part: Part,
    *,
    chain: ChainReader,
    seals: SealStore,
    outbox: Transactor,
    signer: TransactionSigner,
) -> Receipt:
    """The receipt with KilogramsClaimed; the kilograms go to the member, whoever signs.

    Raises NotFound("ClaimsUnknown") where no leaf of ours says this, and Refused by the contract's names:
    ClaimedAlready, ClaimNotInRoot, ClaimsUnknown.
    """
    known = chain.call("CooperativeClaims", "cooperativeOf", batch, at=chain.head().number)
    place = chain.address_of("CooperativeClaims")
    terms = Terms(chain.chain_id, place, known["project"], known["periodStart"], known["periodEnd"])
    leaf = seals.find(leaf_hash(leaf_of(terms, part)), SealKind.Claims)
    if leaf is None or leaf.sealed.root != known["root"]:
        raise NotFound(f"sealed claim of {part.holder} for {part.kg} kg of batch", batch, name="ClaimsUnknown")
    path = ["0x" + step.hex() for step in leaf.path]
    call = ("CooperativeClaims", "claim", batch, part.index, part.holder, part.kg, path)
    return outbox.transact(f"claim:{batch}:{part.index}", signer, *call)
