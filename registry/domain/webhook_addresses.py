"""Where a webhook may lead: to the public internet by https, and to this machine only beside a chain of our own.

A receiver's address is chosen by a caller and asked by the server, so that what stands inside must be out of reach.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from registry.errors import WebhookAddressRefused

LONGEST_URL = 500
MOST_PORTS = 65_535
# No user, no password, no fragment, no other letters in a host: what two readers could read differently is refused.
_URL = re.compile(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?][^#]*)?", re.IGNORECASE)
HTTPS_PORT, HTTP_PORT = 443, 80
# Addresses that hide an IPv4 address which another machine on the way would unwrap (RFC 6052, 8215, 3056, 4380).
TRANSLATED = tuple(IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart; `port` is given or the scheme's own."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def is_https(self) -> bool:
        return self.scheme == "https"


def read_target(url: str, *, loopback: bool) -> Target:
    """The target of a URL by its form; `loopback` lets http in. Raises WebhookAddressRefused."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise WebhookAddressRefused(url, f"must be at most {LONGEST_URL} ASCII characters without spaces")
    found = _URL.fullmatch(url)
    if found is None:
        raise WebhookAddressRefused(url, "must be https:// with a host, without user, password or fragment")
    scheme, host = found[1].lower(), found[2].strip("[]").lower()
    if scheme != "https" and not loopback:
        raise WebhookAddressRefused(url, "must begin with https://")
    port = int(found[3]) if found[3] else HTTPS_PORT if scheme == "https" else HTTP_PORT
    if not 0 < port <= MOST_PORTS:
        raise WebhookAddressRefused(url, f"must have a port of 1 to {MOST_PORTS}")
    return Target(url, scheme, host, port)


def checked_address(target: Target, addresses: Sequence[str]) -> str:
    """The address to connect to: the first one, if every address of the host may be asked.

    https leads to global addresses, http (which `read_target` lets through for that alone) to loopback. Raises
    WebhookAddressRefused.
    """
    if not addresses:
        raise WebhookAddressRefused(target.url, f"{target.host} has no address")
    may, rule = (is_public, "is not on the public internet") if target.is_https else (is_loopback, "is not loopback")
    for text in addresses:
        if not may(text):
            raise WebhookAddressRefused(target.url, f"{target.host} leads to {text}, which {rule}")
    return addresses[0]


def is_public(text: str) -> bool:
    """True for a unicast address that anybody on the internet can reach, and that hides no other one."""
    found = _unwrapped(text)
    if found is None or not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified:
        return False
    if isinstance(found, IPv4Address):
        return True
    return not found.is_site_local and not any(found in net for net in TRANSLATED)


def is_loopback(text: str) -> bool:
    """True for an address of this machine itself."""
    found = _unwrapped(text)
    return found is not None and found.is_loopback


def _unwrapped(text: str) -> IPv4Address | IPv6Address | None:
    """The address; an IPv4 address in the clothes of IPv6 as itself, None for one with a zone or none at all."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return None if found.scope_id else found.ipv4_mapped or found
    return found
