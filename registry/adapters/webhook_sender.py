"""Sends webhooks over HTTP: to the address that was checked, once, within a time, following nobody elsewhere."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from functools import cached_property

import httpx

from registry.domain.webhook_addresses import Target, checked_address, read_target
from registry.domain.webhooks import Answer
from registry.errors import WebhookAddressRefused, writable

ATTEMPT_S = 10  # from the name to the last byte that is kept
KEPT_BYTES = 1_000  # of an answer's body
Resolver = Callable[[str, int], list[str]]


def resolved(host: str, port: int) -> list[str]:
    """Every address of a host, as the system knows it; none if it knows none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(address[0]) for *_, address in found]


class HttpSender:
    """A sender; with `loopback` it also speaks http to this machine, for demonstrations and tests."""

    def __init__(self, *, loopback: bool, resolver: Resolver = resolved) -> None:
        self._loopback = loopback
        self._resolver = resolver

    def check(self, url: str) -> None:
        """Raises WebhookAddressRefused for a URL that leads where nothing may be sent."""
        self._guarded(url)

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One attempt; whatever goes wrong is an answer without a status."""
        try:
            target, address = self._guarded(url)  # anew each time: a name can lead elsewhere by now
            return asyncio.run(self._attempt(target, address, headers, body))
        except WebhookAddressRefused as refusal:
            return Answer(None, refusal.sentence)
        except TimeoutError:
            return Answer(None, f"no whole answer within {ATTEMPT_S} seconds")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            return Answer(None, shown(f"{type(fault).__name__}: {fault}".encode()))

    def _guarded(self, url: str) -> tuple[Target, str]:
        target = read_target(url, loopback=self._loopback)
        return target, checked_address(target, self._resolver(target.host, target.port))

    async def _attempt(self, target: Target, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Speaks to the checked address under the name that was asked for; a certificate must be that name's."""
        to = httpx.URL(target.url).copy_with(host=address)
        named = {**headers, "host": httpx.URL(target.url).netloc.decode(), "accept-encoding": "identity"}
        extensions = {"sni_hostname": target.host}
        # No proxy of the shell: it would ask addresses that nobody has checked.
        one = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=ATTEMPT_S, verify=self._trust)
        async with asyncio.timeout(ATTEMPT_S), one as client:
            request = client.build_request("POST", to, headers=named, content=body, extensions=extensions)
            answer = await client.send(request, stream=True)
            try:
                return Answer(answer.status_code, shown(await _first(answer)))
            finally:
                await answer.aclose()

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return httpx.create_ssl_context(trust_env=False)


def shown(data: bytes) -> str:
    """The first bytes of what somebody said, as text that every database keeps and every page can show."""
    text = writable(data[:KEPT_BYTES].decode(errors="replace"))
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)


async def _first(answer: httpx.Response) -> bytes:
    taken = bytearray()
    async for part in answer.aiter_raw():
        taken += part
        if len(taken) >= KEPT_BYTES:
            break
    return bytes(taken)
