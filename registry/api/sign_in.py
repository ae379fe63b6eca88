"""Doors of sign-in with Ethereum (EIP-4361) and of what a fresh signature may change: wallets and destinations."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from eth_utils.address import to_checksum_address
from fastapi import APIRouter, Depends, Path, Request

from registry.adapters.signer import text_digest
from registry.adapters.wallet_signatures import signed_by
from registry.api.security import principal, registry_of, signed_in
from registry.api.sign_in_schemas import (
    AddressText,
    ChallengeIn,
    ChallengeOut,
    LinkIn,
    SessionOut,
    SignedIn,
    WalletsOut,
)
from registry.domain.roles import Principal
from registry.domain.sign_in import LOOPBACK, SignInMessage
from registry.domain.wallets import CHALLENGE_S, SESSION_S, Purpose, statement_of
from registry.usecases.change_wallets import change_by_consent, link_wallet
from registry.usecases.sign_in import Door, sign_in

if TYPE_CHECKING:
    from registry.bootstrap import Registry

NONCE_BYTES = 16
router = APIRouter(prefix="/api/v1", tags=["sign-in"])
Opened = Annotated["Registry", Depends(registry_of)]
Caller = Annotated[Principal, Depends(principal)]
Target = Annotated[AddressText, Path()]


@router.post("/auth/challenges", operation_id="createChallenge", status_code=201)
def create_challenge(body: ChallengeIn, request: Request, registry: Opened) -> ChallengeOut:
    """A message to sign, good for one use within five minutes; all but a sign-in need the account's token."""
    now = registry.clock.now()
    caller = None if body.purpose is Purpose.SIGN_IN else signed_in(request)
    statement = statement_of(body.purpose, caller, body.target or body.address)
    domain = _domain(registry, request)
    message = SignInMessage(
        domain=domain,
        address=to_checksum_address(body.address),
        statement=statement,
        uri=f"{_scheme(registry)}://{domain}/",
        chain_id=registry.chain.chain_id,
        nonce=secrets.token_hex(NONCE_BYTES),
        issued_at=_rfc3339(now),
        expiration_time=_rfc3339(now + CHALLENGE_S),
    )
    registry.wallets.challenge(message.nonce, statement, now, now + CHALLENGE_S)
    return ChallengeOut(message=message.text(), nonce=message.nonce, statement=statement, expires_at=now + CHALLENGE_S)


@router.post("/auth/sessions", operation_id="signIn", status_code=201)
def create_session(body: SignedIn, registry: Opened) -> SessionOut:
    """A token for the wallet that signed the message; the message opens nothing a second time."""
    door = door_of(registry)
    who = registry.users.standing(sign_in(body.signed(), door=door, wallets=registry.wallets))
    token = registry.tokens.issue_token(who.subject, who.tenant, who.roles, door.now, SESSION_S)
    return SessionOut(
        token=token,
        subject=who.subject,
        tenant=who.tenant,
        roles=sorted(who.roles),
        expires_at=door.now + SESSION_S,
    )


@router.get("/account/wallets", operation_id="listWallets")
def list_wallets(registry: Opened, caller: Caller) -> WalletsOut:
    """The caller's wallets and destinations."""
    return _shown(registry, caller)


@router.post("/account/wallets", operation_id="linkWallet", status_code=201)
def link(body: LinkIn, registry: Opened, caller: Caller) -> WalletsOut:
    """Links a wallet by its own signature; beyond the first, with the consent of a linked one."""
    consent = body.consent.signed() if body.consent else None
    door = door_of(registry)
    link_wallet(caller, body.address, body.signed(), consent, door=door, wallets=registry.wallets)
    return _shown(registry, caller)


@router.post("/account/wallets/{address}/unlink", operation_id="unlinkWallet")
def unlink(address: Target, body: SignedIn, registry: Opened, caller: Caller) -> WalletsOut:
    """Unlinks a wallet at the word of a linked one."""
    return _changed(Purpose.UNLINK_WALLET, address, body, registry, caller)


@router.post("/account/destinations/{address}", operation_id="allowDestination", status_code=201)
def allow(address: Target, body: SignedIn, registry: Opened, caller: Caller) -> WalletsOut:
    """Allows orders to name the address as recipient; from the first one on, no other is taken."""
    return _changed(Purpose.ALLOW_DESTINATION, address, body, registry, caller)


@router.post("/account/destinations/{address}/remove", operation_id="removeDestination")
def remove(address: Target, body: SignedIn, registry: Opened, caller: Caller) -> WalletsOut:
    """Takes a destination back."""
    return _changed(Purpose.REMOVE_DESTINATION, address, body, registry, caller)


def door_of(registry: Registry) -> Door:
    """What a signed message must be for at this service, at this second and this block."""
    block, chain = registry.chain.head().number, registry.chain
    return Door(
        domains=_domains(registry),
        chain_id=chain.chain_id,
        now=registry.clock.now(),
        signed_by=lambda address, text, signature: signed_by(chain, block, address, text_digest(text), signature),
        checksummed=to_checksum_address,
    )


def _changed(purpose: Purpose, address: str, body: SignedIn, registry: Registry, caller: Principal) -> WalletsOut:
    change_by_consent(purpose, caller, address, body.signed(), door=door_of(registry), wallets=registry.wallets)
    return _shown(registry, caller)


def _shown(registry: Registry, caller: Principal) -> WalletsOut:
    wallets = registry.wallets
    return WalletsOut(wallets=wallets.of_account(caller), destinations=wallets.destinations(caller))


def _domains(registry: Registry) -> tuple[str, ...]:
    url = registry.settings.public_url
    return (urlsplit(url).netloc,) if url else ()


def _domain(registry: Registry, request: Request) -> str:
    """The public name; without one, the name of this machine that the caller used."""
    named, asked = _domains(registry), request.headers.get("Host", "")
    if named:
        return named[0]
    return asked if LOOPBACK.fullmatch(asked) else f"{registry.settings.host}:{registry.settings.port}"


def _scheme(registry: Registry) -> str:
    return urlsplit(registry.settings.public_url or "http://").scheme


def _rfc3339(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
