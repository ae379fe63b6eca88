"""An MQTT 3.1.1 broker inside this process, for one machine: each device may speak and hear under its own name only."""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from amqtt.broker import Broker
from amqtt.contexts import Action, BaseContext, BrokerConfig
from amqtt.plugins.base import BaseAuthPlugin, BaseTopicPlugin
from amqtt.session import Session

from registry.adapters.durable_file import write_once

TOPICS = "carbonix"
RECEIPTS = "receipts"
INTAKE_USER = "intake"
SECRET_BYTES = 32
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker listens, and the secret that passwords come from."""

    host: str
    port: int
    secret: bytes

    def password(self, user: str) -> str:
        """The password of `intake`, or of a device's `tenant/device`."""
        return password_of(self.secret, user)


def topic_of(tenant: str, device: str) -> str:
    """Where a device publishes."""
    return f"{TOPICS}/{tenant}/{device}"


def receipts_of(tenant: str, device: str) -> str:
    """Where a device hears what became of its messages."""
    return f"{topic_of(tenant, device)}/{RECEIPTS}"


def password_of(secret: bytes, user: str) -> str:
    """HMAC-SHA256 of the user's name: no list of passwords is kept."""
    return hmac.new(secret, user.encode(), sha256).hexdigest()


def broker_secret(home: Path) -> bytes:
    """The secret of this home, made at first use; only its owner may read it."""
    file = home / "mqtt.secret"
    if not file.exists():
        write_once(file, os.urandom(SECRET_BYTES))
    return file.read_bytes()


class PasswordDoor(BaseAuthPlugin):  # type: ignore[misc]
    """Lets in whoever knows the password of the name that it gives."""

    def __init__(self, context: BaseContext) -> None:
        super().__init__(context)
        self._secret = bytes.fromhex(str(self._get_config_option("secret", "")))

    async def authenticate(self, *, session: Session) -> bool:
        """True if the password is the name's."""
        expected = password_of(self._secret, session.username or "")
        # As bytes: of texts it compares ASCII alone, and a stranger's password may be anything.
        return hmac.compare_digest(expected.encode(), (session.password or "").encode("utf-8", "surrogatepass"))

    @dataclass
    class Config:
        """The secret, as hex."""

        secret: str = ""


class OwnTopics(BaseTopicPlugin):  # type: ignore[misc]
    """Keeps a device to its own topics: it publishes readings and hears receipts; the intake does the reverse."""

    async def topic_filtering(
        self, *, session: Session | None = None, topic: str | None = None, action: Action | None = None
    ) -> bool:
        """True if the session may do this on the topic."""
        user = (session.username or "") if session else ""
        if user == INTAKE_USER:
            return (topic or "").startswith(f"{TOPICS}/")
        own = f"{TOPICS}/{user}"
        return topic == (own if action == Action.PUBLISH else f"{own}/{RECEIPTS}")

    @dataclass
    class Config:
        """Nothing to set."""


class _Subscriptions(dict[str, Any]):
    """Walked as it stood at the start: amqtt 0.12.1 waits inside the walk, and loses the message if one joins then."""

    def items(self) -> Any:
        """A list, which nobody changes."""
        return list(super().items())


@asynccontextmanager
async def embedded_broker(secret: bytes, *, host: str = LOOPBACK, port: int = 0) -> AsyncIterator[BrokerAddress]:
    """The broker, listening for as long as this lasts; port 0 takes a free one. It keeps nothing over a restart."""
    logging.getLogger("amqtt").setLevel(logging.CRITICAL)
    logging.getLogger("transitions").setLevel(logging.ERROR)
    plugins = {
        f"{__name__}.{PasswordDoor.__name__}": {"secret": secret.hex()},
        f"{__name__}.{OwnTopics.__name__}": {},
    }
    settings = {"listeners": {"default": {"type": "tcp", "bind": f"{host}:{port}"}}, "plugins": plugins}
    broker = Broker(BrokerConfig.from_dict(settings))
    broker._subscriptions = _Subscriptions()
    await broker.start()
    try:
        yield BrokerAddress(host, _port_of(broker), secret)
    finally:
        await broker.shutdown()


def _port_of(broker: Broker) -> int:
    # The broker tells no port that it was left to choose: its listening socket knows.
    instance = broker._servers["default"].instance
    return int(instance.sockets[0].getsockname()[1])
