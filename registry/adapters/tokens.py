"""Issues and reads signed tokens (JWT, ES256) with a key in the home folder that only its owner can read."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Any

from cachetools import LRUCache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from registry.adapters.durable_file import write_once
from registry.domain.roles import Principal, Role
from registry.errors import NotAuthenticated

ALGORITHM = "ES256"
ISSUER = "carbonix"
KEY_FILE = "token-key.json"
DEFAULT_TTL_S = 8 * 3600
LONGEST_TTL_S = 366 * 24 * 3600
CLOCK_SKEW_S = 60
MOST_REMEMBERED = 4_096
NO_FILE = (0, 0)


class Tokens:
    """Tokens of this installation; the key is made at first use.

    A signature is verified once for each token and each state of the key's file: a key that was replaced or removed
    ends its tokens at once. What a token says of time is read at every use.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / KEY_FILE
        self._verified: LRUCache[tuple[str, int, int], dict[str, Any]] = LRUCache(MOST_REMEMBERED)
        self._guard = Lock()

    def issue_token(
        self, subject: str, tenant: str, roles: frozenset[Role], now: int, ttl_s: int = DEFAULT_TTL_S
    ) -> str:
        """A token that says who the bearer is until `now + ttl_s` (Unix seconds)."""
        claims = {
            "iss": ISSUER,
            "sub": subject,
            "tenant": tenant,
            "roles": sorted(roles),
            "iat": now,
            "exp": now + ttl_s,
        }
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, self._key(), algorithms=[ALGORITHM])

    def read_token(self, text: str, now: int) -> Principal:
        """Who the bearer is. Raises NotAuthenticated: forged, of another issuer, expired, or from the future."""
        try:
            return _principal(self._claims(text), now)
        except (KeyError, TypeError, ValueError) as fault:
            raise NotAuthenticated("the token lacks a claim, or has one that cannot be read") from fault

    def _claims(self, text: str) -> dict[str, Any]:
        """What the token says, once its signature held. Raises NotAuthenticated."""
        seen = (text, *self._key_state())
        with self._guard:
            known = self._verified.get(seen)
        if known is not None:
            return known
        try:
            claims: dict[str, Any] = jwt.decode(text, self._key(), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError) as fault:
            raise NotAuthenticated("the token was not signed here") from fault
        if seen[1:] != NO_FILE:
            with self._guard:
                self._verified[seen] = claims
        return claims

    def _key_state(self) -> tuple[int, int]:
        """Changes whenever the key's file does."""
        try:
            state = self._file.stat()
        except FileNotFoundError:
            return NO_FILE
        return state.st_mtime_ns, state.st_ino

    def _key(self) -> ECKey:
        try:
            return ECKey.import_key(json.loads(self._file.read_text()))
        except FileNotFoundError:
            return self._make_key()

    def _make_key(self) -> ECKey:
        key = ECKey.generate_key("P-256", private=True)
        made = write_once(self._file, json.dumps(key.as_dict(private=True)).encode())
        return key if made else self._key()


def _principal(claims: dict[str, Any], now: int) -> Principal:
    if claims.get("iss") != ISSUER:
        raise NotAuthenticated(f"the token was issued by {claims.get('iss')}, not by {ISSUER}")
    issued, expires = int(claims["iat"]), int(claims["exp"])
    if now >= expires:
        raise NotAuthenticated(f"the token ended at {expires}, it is {now}", {"expires": expires, "now": now})
    if issued > now + CLOCK_SKEW_S:
        raise NotAuthenticated(f"the token begins at {issued}, it is {now}", {"issued": issued, "now": now})
    return Principal(str(claims["sub"]), str(claims["tenant"]), frozenset(Role(role) for role in claims["roles"]))
