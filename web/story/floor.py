"""The floor of the exchange: a real server on this machine for as long as the day lasts, and who trades through it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from carbonix_client import AuthenticatedClient, Client
from carbonix_client.api.sign_in import create_challenge, sign_in
from carbonix_client.models import ChallengeIn, ChallengeOut, SessionOut, SignedIn

from registry.adapters.signer import LocalSigner
from registry.domain.roles import Role
from web.app import create_app
from web.story.errors import NotProved
from web.story.stage import Stage
from web.system.serving import GRACE_S, listen

HOST, ANY_PORT = "127.0.0.1", 0
TENANT = "demonstration"
LONGEST_START_S, LOOK_S = 30.0, 0.02
LONGEST_CALL = httpx.Timeout(60.0)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody with a key, and with nothing of the exchange but its address and the Python client."""

    signer: LocalSigner
    exchange: AuthenticatedClient


@dataclass(frozen=True, slots=True)
class Floor:
    """A running exchange: its operator and its participants."""

    plant: Participant
    emitter: Participant
    grove: Participant
    operator: AuthenticatedClient


@contextmanager
def open_floor(stage: Stage) -> Iterator[Floor]:
    """Serves the registry over HTTP on a free port; at the exit the server has ended. Raises PortTaken, NotProved."""
    listener = listen(HOST, ANY_PORT)
    config = uvicorn.Config(
        create_app(stage.registry), log_level="warning", server_header=False, timeout_graceful_shutdown=GRACE_S
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="exchange", daemon=True)
    with listener:
        thread.start()
        try:
            _await_start(server, thread)
            yield _floor(stage, f"http://{HOST}:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()


def _floor(stage: Stage, url: str) -> Floor:
    registry, cast = stage.registry, stage.cast
    token = registry.tokens.issue_token("operator", TENANT, frozenset({Role.OPERATOR}), registry.clock.now())
    return Floor(
        plant=enter(url, cast.inverter_owner),
        emitter=enter(url, cast.emitter),
        grove=enter(url, cast.grove_owner),
        operator=_bearing(url, token),
    )


def enter(url: str, signer: LocalSigner) -> Participant:
    """Signs in with the wallet alone (EIP-4361): it then trades for itself. Raises NotProved."""
    with Client(base_url=url, timeout=LONGEST_CALL) as door:
        asked = create_challenge.sync(client=door, body=ChallengeIn(signer.address))
        if not isinstance(asked, ChallengeOut):
            raise NotProved(f"no sign-in was offered: {asked}")
        signature = "0x" + signer.sign_text(asked.message).hex()
        session = sign_in.sync(client=door, body=SignedIn(asked.message, signature))
    if not isinstance(session, SessionOut):
        raise NotProved(f"the sign-in was refused: {session}")
    return Participant(signer, _bearing(url, session.token))


def _bearing(url: str, token: str) -> AuthenticatedClient:
    return AuthenticatedClient(base_url=url, token=token, timeout=LONGEST_CALL)


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + LONGEST_START_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise NotProved(f"the server did not start within {LONGEST_START_S:.0f} s")
        time.sleep(LOOK_S)
