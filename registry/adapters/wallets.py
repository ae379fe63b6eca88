"""Keeps challenges, wallets and destinations; a change of them spends its signature in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import CursorResult, delete, func
from sqlmodel import Session, col, select

from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.wallet_tables import ChallengeRow, DestinationRow, WalletRow
from registry.domain.roles import Principal, read_roles
from registry.domain.sign_in import SignInMessage
from registry.domain.wallets import WalletOwner
from registry.errors import SignInRefused, TooManyChallenges, WalletTaken, WalletUnknown

MOST_CHALLENGES = 10_000
WRITERS = "wallets"


class Wallets:
    """Sign-in over the database."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def challenge(self, nonce: str, statement: str, now: int, expires_at: int) -> None:
        """Keeps a nonce until it is signed or has expired. Raises TooManyChallenges where too many wait."""
        with self._database.transaction() as session:
            session.execute(delete(ChallengeRow).where(col(ChallengeRow.expires_at) <= now))
            if session.exec(select(func.count()).select_from(ChallengeRow)).one() >= MOST_CHALLENGES:
                raise TooManyChallenges(MOST_CHALLENGES)
            session.add(ChallengeRow(nonce=nonce, statement=statement, expires_at=expires_at))

    def spend(self, message: SignInMessage, now: int) -> None:
        """Ends the message's nonce. Raises SignInRefused if it is unknown, spent, expired or of another statement."""
        with self._database.transaction() as session:
            _spend(session, message, now)

    def owner(self, address: str) -> WalletOwner | None:
        """The account that the wallet acts for."""
        with self._database.reading() as session:
            row = session.get(WalletRow, address)
            return None if row is None else WalletOwner(row.tenant, row.subject, read_roles(row.roles))

    def of_account(self, account: Principal) -> list[str]:
        """The account's wallets, by address."""
        query = select(WalletRow.address).where(
            WalletRow.tenant == account.tenant, WalletRow.subject == account.subject
        )
        with self._database.reading() as session:
            return list(session.exec(query.order_by(col(WalletRow.address))))

    def destinations(self, account: Principal) -> list[str]:
        """Where the account's orders may send value beside their makers; nothing listed means anywhere."""
        query = select(DestinationRow.address).where(
            DestinationRow.tenant == account.tenant, DestinationRow.subject == account.subject
        )
        with self._database.reading() as session:
            return list(session.exec(query.order_by(col(DestinationRow.address))))

    def link(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None:
        """Lets the wallet act for the account. Raises SignInRefused, WalletTaken (another account has it)."""

        def write(session: Session) -> None:
            row = session.get(WalletRow, address)
            if row is not None and (row.tenant, row.subject) != (account.tenant, account.subject):
                raise WalletTaken(address)
            roles = ",".join(sorted(account.roles))
            session.merge(
                WalletRow(address=address, tenant=account.tenant, subject=account.subject, roles=roles, linked_at=now)
            )

        self._change(account, "wallet.linked", address, spent, now, write)

    def unlink(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None:
        """Ends the wallet's part in the account. Raises SignInRefused, WalletUnknown."""

        def write(session: Session) -> None:
            row = session.get(WalletRow, address)
            if row is None or (row.tenant, row.subject) != (account.tenant, account.subject):
                raise WalletUnknown(address)
            session.delete(row)

        self._change(account, "wallet.unlinked", address, spent, now, write)

    def allow(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None:
        """Adds a destination. Raises SignInRefused."""

        def write(session: Session) -> None:
            key = {"tenant": account.tenant, "subject": account.subject, "address": address}
            session.merge(DestinationRow(**key, allowed_at=now))

        self._change(account, "destination.allowed", address, spent, now, write)

    def remove(self, account: Principal, address: str, spent: Sequence[SignInMessage], now: int) -> None:
        """Takes a destination back. Raises SignInRefused."""

        def write(session: Session) -> None:
            row = session.get(DestinationRow, (account.tenant, account.subject, address))
            if row is not None:
                session.delete(row)

        self._change(account, "destination.removed", address, spent, now, write)

    def _change(
        self,
        account: Principal,
        action: str,
        address: str,
        spent: Sequence[SignInMessage],
        now: int,
        write: Callable[[Session], None],
    ) -> None:
        with self._database.transaction() as session:
            self._database.serialise(session, WRITERS)
            for message in spent:
                _spend(session, message, now)
            write(session)
            session.flush()
            facts = {"nonces": ",".join(message.nonce for message in spent)}
            self._log.record(
                session,
                at=now,
                tenant=account.tenant,
                actor=account.subject,
                action=action,
                subject=address,
                facts=facts,
            )


def _spend(session: Session, message: SignInMessage, now: int) -> None:
    """One statement ends the nonce, so that of two that come at once one finds nothing."""
    spending = delete(ChallengeRow).where(
        col(ChallengeRow.nonce) == message.nonce,
        col(ChallengeRow.statement) == (message.statement or ""),
        col(ChallengeRow.expires_at) > now,
    )
    done = session.connection().execute(spending)
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise SignInRefused("Nonce", message.nonce, "was not given out for this statement, or is spent or expired")
