"""Proposes a trained model under the hash of its card; it calibrates nothing before a second person has agreed."""

from __future__ import annotations

from collections.abc import Mapping

from oracle.domain.model_card import ModelCard, checked
from oracle.errors import ModelFileDiffers
from oracle.ports import ModelShelf
from registry.domain.approvals import PROPOSED_WITH, Approval, ApprovalKind
from registry.domain.roles import Principal
from registry.ports import ApprovalDesk
from registry.usecases.propose_change import propose_change

PAYLOAD_TYPE = "carbonix/model-version/1"


def register_model(
    card: ModelCard,
    files: Mapping[str, bytes],
    note: str,
    *,
    caller: Principal,
    now: int,
    shelf: ModelShelf,
    desk: ApprovalDesk,
) -> Approval:
    """The pending approval of this card with its files; they are kept first, so that what is approved is at hand.

    Raises NotAuthorised, InvalidInput for a card or a file that cannot be used, ModelFileDiffers for files that are not
    those of the card: what could not be carried out is not proposed.
    """
    caller.check(PROPOSED_WITH[ApprovalKind.MODEL_VERSION])
    _check_files(checked(card), files, shelf)
    card_hash = shelf.keep(card, files, caller=caller, now=now)
    payload = {
        "type": PAYLOAD_TYPE,
        "name": card.name,
        "cardHash": card_hash,
        "card": card.document(),
        "note": note,
    }
    return propose_change(ApprovalKind.MODEL_VERSION, payload, caller=caller, now=now, desk=desk)


def _check_files(card: ModelCard, files: Mapping[str, bytes], shelf: ModelShelf) -> None:
    found = shelf.hashes(files)
    for name in sorted({*card.artefacts, *found}):
        if card.artefacts.get(name) != found.get(name):
            raise ModelFileDiffers(name, card.artefacts.get(name, "no such file"), found.get(name, "no such file"))
    shelf.check(card, files)
