"""Changes an account's wallets or destinations, each by a fresh signature over the change itself (step-up)."""

from __future__ import annotations

from registry.domain.roles import Principal
from registry.domain.sign_in import SignInMessage
from registry.domain.wallets import Purpose, statement_of
from registry.errors import StepUpRequired
from registry.ports import WalletBook
from registry.usecases.sign_in import Door, SignedText, hear


def link_wallet(
    account: Principal, address: str, own: SignedText, consent: SignedText | None, *, door: Door, wallets: WalletBook
) -> None:
    """Links a wallet that signed for itself; beyond the first one, a wallet of the account must consent, too.

    Raises InvalidInput, SignInRefused, StepUpRequired, WalletTaken.
    """
    statement, linked = statement_of(Purpose.LINK_WALLET, account, address), wallets.of_account(account)
    spent = [_by([address], hear(own, statement, door))]
    if linked and address not in linked:
        if consent is None:
            raise StepUpRequired(tuple(linked))
        spent.append(_by(linked, hear(consent, statement, door)))
    wallets.link(account, address, spent, door.now)


def change_by_consent(
    purpose: Purpose, account: Principal, address: str, consent: SignedText, *, door: Door, wallets: WalletBook
) -> None:
    """Unlinks a wallet, allows or removes a destination, at the word of a wallet of the account.

    Raises InvalidInput, SignInRefused, StepUpRequired, WalletUnknown.
    """
    statement, linked = statement_of(purpose, account, address), wallets.of_account(account)
    spent = [_by(linked, hear(consent, statement, door))]
    change = {
        Purpose.UNLINK_WALLET: wallets.unlink,
        Purpose.ALLOW_DESTINATION: wallets.allow,
        Purpose.REMOVE_DESTINATION: wallets.remove,
    }[purpose]
    change(account, address, spent, door.now)


def _by(wallets: list[str], message: SignInMessage) -> SignInMessage:
    if message.address.lower() not in wallets:
        raise StepUpRequired(tuple(wallets))
    return message
