"""Keeps evidence on IPFS through the RPC of any Kubo daemon, and trusts the daemon with no hash."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from registry.domain.cid import Cid, cid_of, read_cid
from registry.domain.evidence import EvidenceCorrupt, genuine
from registry.errors import CarbonixError, InvalidInput, NotFound

with warnings.catch_warnings():
    # The client is older than the Python that runs it and warns of that at import.
    warnings.simplefilter("ignore")
    import ipfshttpclient
# It still passes an argument that urllib3 2 takes and complains of; urllib3 3 is excluded by the lock file.
warnings.filterwarnings("ignore", message="The 'strict' parameter", category=FutureWarning)

A = TypeVar("A")
# Kubo's answers when it does not have the blocks and is not allowed to look for them.
_ABSENT = ("not found", "could not find")


class IpfsUnavailable(CarbonixError):
    """The daemon did not answer, or answered with an error."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"the IPFS daemon at {address} fails: {reason}", {"address": address, "reason": reason})


class EvidenceIpfs:
    """An evidence store behind a Kubo RPC address: `/ip4/127.0.0.1/tcp/5001/http` or `http://127.0.0.1:5001`."""

    def __init__(self, address: str, timeout_s: int = 30) -> None:
        self._address = _multiaddress(address)
        # ipfshttpclient.connect() refuses daemons from 0.8 on; the client itself speaks to them.
        self._client = ipfshttpclient.Client(self._address, timeout=timeout_s)

    def put(self, data: bytes) -> Cid:
        """Adds and pins the bytes. Raises IpfsUnavailable; EvidenceCorrupt if the daemon names other bytes."""
        options = {"cid-version": 1, "raw-leaves": "true", "cid-base": "base32", "pin": "true"}
        answer = self._ask(lambda: self._client.add_bytes(data, opts=options))
        cid = cid_of(data)
        if answer != cid:
            raise EvidenceCorrupt(cid, Cid(str(answer)), len(data))
        return cid

    def get(self, cid: Cid) -> bytes:
        """The bytes of a CID. Raises InvalidInput, NotFound("EvidenceUnknown"), EvidenceCorrupt, IpfsUnavailable."""
        name = read_cid(cid)
        try:
            data = self._ask(lambda: self._client.cat(name))
        except IpfsUnavailable as fault:
            if any(word in fault.sentence for word in _ABSENT):
                raise NotFound("evidence", cid, name="EvidenceUnknown") from fault
            raise
        return genuine(cid, bytes(data))

    def close(self) -> None:
        """Ends the client's connections."""
        self._client.close()

    def _ask(self, question: Callable[[], A]) -> A:
        try:
            return question()
        except ipfshttpclient.exceptions.Error as fault:
            raise IpfsUnavailable(self._address, str(fault)) from fault


def _multiaddress(address: str) -> str:
    if address.startswith("/"):
        return address
    parts: Any = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput("CARBONIX_IPFS_API", address, "must be /ip4/HOST/tcp/PORT/http or http://HOST:PORT")
    family = "ip4" if parts.hostname.replace(".", "").isdigit() else "dns"
    return f"/{family}/{parts.hostname}/tcp/{parts.port or 5001}/{parts.scheme}"
