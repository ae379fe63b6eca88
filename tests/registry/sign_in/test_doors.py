"""Facts about the doors of sign-in: a signature opens once, for its address, for the words that it signed.

What sign_in and change_wallets of registry/usecases promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from registry.adapters.signer import LocalSigner
from registry.api.problems import install
from registry.api.sign_in import router
from registry.api.users import router as users_router
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.roles import Role
from registry.domain.sign_in import read_message
from tests.deployed import Characters, DeployedChain

pytestmark = pytest.mark.chain


@pytest.fixture
def registry(session_deployment: DeployedChain, tmp_path: Path) -> Iterator[Registry]:
    """The ground floor in a home of its own."""
    env = {"CARBONIX_HOME": str(tmp_path), "CARBONIX_DEPLOYMENTS": str(session_deployment.deployments_dir)}
    opened = assemble(load_settings(env), session_deployment.gateway)
    yield opened
    opened.close()


@pytest.fixture
def doors(registry: Registry) -> Iterator[TestClient]:
    app = FastAPI()
    app.state.registry = registry
    install(app)
    app.include_router(router)
    app.include_router(users_router)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def token(registry: Registry, subject: str = "ann", tenant: str = "farm") -> dict[str, str]:
    roles = frozenset({Role.NET_ABSORBER})
    return {"Authorization": f"Bearer {registry.tokens.issue_token(subject, tenant, roles, registry.clock.now())}"}


def signed(
    doors: TestClient, signer: LocalSigner, headers: dict[str, str] | None = None, **asked: str
) -> dict[str, str]:
    """A challenge of the service, signed."""
    body = {"address": signer.address, **asked}
    answer = doors.post("/api/v1/auth/challenges", json=body, headers=headers)
    assert answer.status_code == 201, answer.json()
    text = answer.json()["message"]
    return {"message": text, "signature": "0x" + signer.sign_text(text).hex()}


def refused(answer: Any, status: int, code: str, field: str | None = None) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
    assert field is None or answer.json()["field"] == field


def test_a_wallet_signs_in_once(doors: TestClient, characters: Characters) -> None:
    """Must give a token that speaks for the address, and refuse the same message a second time."""
    sent = signed(doors, characters.emitter)
    session = doors.post("/api/v1/auth/sessions", json=sent)
    assert session.status_code == 201
    address = characters.emitter.address
    assert (session.json()["subject"], session.json()["tenant"]) == (address, address)
    me = doors.get("/api/v1/me", headers={"Authorization": f"Bearer {session.json()['token']}"}).json()
    assert (me["subject"], "orders:write" in me["permissions"]) == (address, True)
    refused(doors.post("/api/v1/auth/sessions", json=sent), 401, "SignInRefused", "Nonce")


def test_only_the_address_itself_signs_in(doors: TestClient, characters: Characters) -> None:
    """Must refuse another key, a changed text, and a nonce that was never given out."""
    sent = signed(doors, characters.emitter)
    forged = {**sent, "signature": "0x" + characters.stranger.sign_text(sent["message"]).hex()}
    refused(doors.post("/api/v1/auth/sessions", json=forged), 401, "SignInRefused", "address")
    invented = replace(read_message(sent["message"]), nonce="abcdefgh12345678").text()
    own = {"message": invented, "signature": "0x" + characters.emitter.sign_text(invented).hex()}
    refused(doors.post("/api/v1/auth/sessions", json=own), 401, "SignInRefused", "Nonce")
    shouted = sent["message"].replace(read_message(sent["message"]).address, characters.emitter.address)
    lower = {"message": shouted, "signature": "0x" + characters.emitter.sign_text(shouted).hex()}
    refused(doors.post("/api/v1/auth/sessions", json=lower), 401, "SignInRefused", "address")
    assert doors.post("/api/v1/auth/sessions", json=sent).status_code == 201


def test_a_challenge_ends(doors: TestClient, registry: Registry, characters: Characters) -> None:
    """Must not take a nonce after its five minutes, whatever the message says."""
    sent = signed(doors, characters.emitter)
    message = read_message(sent["message"])
    registry.wallets.challenge("a" * 16, "x", registry.clock.now() + 301, registry.clock.now() + 400)
    refused(doors.post("/api/v1/auth/sessions", json=sent), 401, "SignInRefused", "Nonce")
    assert message.nonce in doors.post("/api/v1/auth/sessions", json=sent).json()["detail"]


def test_a_linked_wallet_signs_in_as_its_account(doors: TestClient, registry: Registry, characters: Characters) -> None:
    """Must link by the wallet's own signature over the account's name, and no sign-in message must do."""
    ann, wallet = token(registry), characters.emitter
    plain = signed(doors, wallet) | {"address": wallet.address}
    refused(doors.post("/api/v1/account/wallets", json=plain, headers=ann), 401, "SignInRefused", "statement")
    sent = signed(doors, wallet, ann, purpose="link_wallet") | {"address": wallet.address}
    refused(doors.post("/api/v1/account/wallets", json=sent, headers=token(registry, "eve")), 401, "SignInRefused")
    linked = doors.post("/api/v1/account/wallets", json=sent, headers=ann)
    assert (linked.status_code, linked.json()["wallets"]) == (201, [wallet.address])
    session = doors.post("/api/v1/auth/sessions", json=signed(doors, wallet)).json()
    assert (session["subject"], session["tenant"], session["roles"]) == ("ann", "farm", ["net_absorber"])
    entry = registry.audit_log.entries("farm")[-1]
    assert (entry.action, entry.subject, entry.actor) == ("wallet.linked", wallet.address, "ann")


def test_a_second_wallet_needs_the_consent_of_the_first(
    doors: TestClient, registry: Registry, characters: Characters
) -> None:
    """Must not let a stolen token add a key: a wallet of the account signs, too; another account's wallet is taken."""
    ann, first, second = token(registry), characters.emitter, characters.absorber
    path = "/api/v1/account/wallets"
    doors.post(path, json=signed(doors, first, ann, purpose="link_wallet") | {"address": first.address}, headers=ann)

    def linking() -> dict[str, Any]:
        return signed(doors, second, ann, purpose="link_wallet") | {"address": second.address}

    refused(doors.post(path, json=linking(), headers=ann), 403, "StepUpRequired")
    own = signed(doors, second, ann, purpose="link_wallet", target=second.address)
    refused(doors.post(path, json=linking() | {"consent": own}, headers=ann), 403, "StepUpRequired")
    consent = signed(doors, first, ann, purpose="link_wallet", target=second.address)
    linked = doors.post(path, json=linking() | {"consent": consent}, headers=ann)
    assert sorted(linked.json()["wallets"]) == sorted([first.address, second.address])
    bob = token(registry, "bob", "mill")
    taken = signed(doors, first, bob, purpose="link_wallet") | {"address": first.address}
    refused(doors.post(path, json=taken, headers=bob), 409, "WalletTaken")
    assert doors.get(path, headers=bob).json()["wallets"] == []


def test_destinations_change_by_a_fresh_signature_only(
    doors: TestClient, registry: Registry, characters: Characters
) -> None:
    """Must refuse without a linked wallet, and spend each signature; unlinking needs one, too."""
    ann, wallet, target = token(registry), characters.emitter, characters.treasury.address
    asked = {"purpose": "allow_destination", "target": target}
    path = f"/api/v1/account/destinations/{target}"
    refused(doors.post(path, json=signed(doors, wallet, ann, **asked), headers=ann), 403, "StepUpRequired")
    link = signed(doors, wallet, ann, purpose="link_wallet") | {"address": wallet.address}
    doors.post("/api/v1/account/wallets", json=link, headers=ann)
    sent = signed(doors, wallet, ann, **asked)
    assert doors.post(path, json=sent, headers=ann).json()["destinations"] == [target]
    refused(doors.post(path, json=sent, headers=ann), 401, "SignInRefused", "Nonce")
    away = signed(doors, wallet, ann, purpose="remove_destination", target=target)
    assert doors.post(f"{path}/remove", json=away, headers=ann).json()["destinations"] == []
    gone = signed(doors, wallet, ann, purpose="unlink_wallet", target=wallet.address)
    unlink = f"/api/v1/account/wallets/{wallet.address}/unlink"
    assert doors.post(unlink, json=gone, headers=ann).json()["wallets"] == []
    refused(doors.post(unlink, json=gone, headers=ann), 403, "StepUpRequired")


def test_a_flood_of_challenges_is_refused(doors: TestClient, registry: Registry, characters: Characters) -> None:
    """Must keep a bounded number of nonces."""
    import registry.adapters.wallets as wallets

    patch = pytest.MonkeyPatch()
    patch.setattr(wallets, "MOST_CHALLENGES", 1)
    try:
        signed(doors, characters.emitter)
        answer = doors.post("/api/v1/auth/challenges", json={"address": characters.emitter.address})
    finally:
        patch.undo()
    refused(answer, 503, "TooManyChallenges")
