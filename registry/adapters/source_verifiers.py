"""Speaks to source verifiers over HTTP: Sourcify's API version 2, and Etherscan's, which others imitate.

Sources: Sourcify APIv2 (OpenAPI 2.1.0), https://docs.sourcify.dev; Etherscan API V2, https://docs.etherscan.io.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from registry.domain.source_verification import SourceSubmission, Standing, VerifierAnswer
from registry.errors import CarbonixError

TIMEOUT_S = 30.0
SERVER_FAULT = 500


class VerifierUnavailable(CarbonixError):
    """The verifier did not answer, or answered what its API does not allow."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"the source verifier at {address} fails: {reason}", {"address": address, "reason": reason})


class Door:
    """An HTTP address that answers JSON objects."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._client = httpx.Client(timeout=TIMEOUT_S)

    def ask(self, method: str, path: str = "", **options: Any) -> tuple[int, Mapping[str, Any]]:
        """Status and body. Raises VerifierUnavailable; its sentence holds no query, for that may hold a key."""
        try:
            answer = self._client.request(method, self.address + path, **options)
            body = answer.json()
        except httpx.HTTPError as fault:
            raise VerifierUnavailable(self.address, type(fault).__name__) from fault
        except ValueError as fault:
            raise VerifierUnavailable(self.address, f"status {answer.status_code}, and no JSON") from fault
        if answer.status_code >= SERVER_FAULT or not isinstance(body, dict):
            raise VerifierUnavailable(self.address, f"status {answer.status_code}: {str(body)[:200]}")
        return answer.status_code, body

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()


class Sourcify:
    """A Sourcify server by the address before `/v2`, e.g. https://sourcify.dev/server."""

    ACCEPTED, CONFLICT = 202, 409
    MATCHES: Mapping[str, str] = {"exact_match": "", "match": "all but the metadata hash is equal"}

    def __init__(self, door: Door) -> None:
        self._door = door

    def preview(self, submission: SourceSubmission) -> Mapping[str, Any]:
        """The request that `submit` makes."""
        return {
            "method": "POST",
            "url": self._door.address + self._path(submission),
            "body": {
                "stdJsonInput": json.loads(submission.standard_input),
                "compilerVersion": submission.compiler,
                "contractIdentifier": submission.identifier,
                "creationTransactionHash": submission.creation_transaction,
            },
        }

    def submit(self, submission: SourceSubmission) -> VerifierAnswer:
        """Pending with a ticket, or the verifier's word. Raises VerifierUnavailable."""
        status, body = self._door.ask("POST", self._path(submission), json=self.preview(submission)["body"])
        if status == self.CONFLICT:
            return VerifierAnswer(Standing.ALREADY_VERIFIED)
        if status != self.ACCEPTED:
            return _sourcify_refusal(body)
        return VerifierAnswer(Standing.PENDING, ticket=str(body.get("verificationId", "")))

    def ask(self, ticket: str) -> VerifierAnswer:
        """The verifier's word on a ticket. Raises VerifierUnavailable."""
        status, body = self._door.ask("GET", f"/v2/verify/{ticket}")
        if status != httpx.codes.OK or "isJobCompleted" not in body:
            return _sourcify_refusal(body)
        if not body["isJobCompleted"]:
            return VerifierAnswer(Standing.PENDING, ticket=ticket)
        match = str((body.get("contract") or {}).get("match"))
        if match in self.MATCHES and not body.get("error"):
            return VerifierAnswer(Standing.VERIFIED, self.MATCHES[match])
        return _sourcify_refusal(body.get("error") or {})

    def _path(self, submission: SourceSubmission) -> str:
        return f"/v2/verify/{submission.chain_id}/{submission.address}"


class Etherscan:
    """Etherscan's API V2, or an explorer that imitates it, by its whole address, e.g. https://api.etherscan.io/v2/api."""

    WORDS: Mapping[str, Standing] = {
        "already verified": Standing.ALREADY_VERIFIED,
        "pass - verified": Standing.VERIFIED,
        "pending": Standing.PENDING,
        "in progress": Standing.PENDING,
    }

    def __init__(self, door: Door, key: str | None, chain_id: int) -> None:
        self._door, self._key, self._chain_id = door, key, chain_id

    def preview(self, submission: SourceSubmission) -> Mapping[str, Any]:
        """The request that `submit` makes, without the key."""
        data = submission.constructor_data.removeprefix("0x")
        return {
            "method": "POST",
            "url": self._door.address,
            "query": self._query("verifysourcecode"),
            "body": {
                "codeformat": "solidity-standard-json-input",
                "sourceCode": submission.standard_input,
                "contractaddress": submission.address,
                "contractname": submission.identifier,
                "compilerversion": f"v{submission.compiler}",
                # Etherscan's own spelling for years; its newer documents and Blockscout spell it right.
                "constructorArguements": data,
                "constructorArguments": data,
            },
        }

    def submit(self, submission: SourceSubmission) -> VerifierAnswer:
        """Pending with a ticket, or the verifier's word. Raises VerifierUnavailable."""
        asked = self.preview(submission)
        _, body = self._door.ask("POST", params=self._signed(asked["query"]), data=asked["body"])
        if body.get("status") == "1":
            return VerifierAnswer(Standing.PENDING, ticket=str(body.get("result", "")))
        return self._read(body, "")

    def ask(self, ticket: str) -> VerifierAnswer:
        """The verifier's word on a ticket. Raises VerifierUnavailable."""
        query = self._query("checkverifystatus") | {"guid": ticket}
        _, body = self._door.ask("GET", params=self._signed(query))
        return self._read(body, ticket)

    def _read(self, body: Mapping[str, Any], ticket: str) -> VerifierAnswer:
        said = str(body.get("result") or body.get("message") or "no reason given")
        standing = next((found for word, found in self.WORDS.items() if word in said.lower()), Standing.REFUSED)
        return VerifierAnswer(standing, said if standing is Standing.REFUSED else "", ticket)

    def _query(self, action: str) -> dict[str, str]:
        return {"chainid": str(self._chain_id), "module": "contract", "action": action}

    def _signed(self, query: Any) -> dict[str, str]:
        return {**query, **({"apikey": self._key} if self._key else {})}


def _sourcify_refusal(body: Mapping[str, Any]) -> VerifierAnswer:
    code, message = body.get("customCode", "unknown"), body.get("message", "no reason given")
    if code == "already_verified":
        return VerifierAnswer(Standing.ALREADY_VERIFIED)
    return VerifierAnswer(Standing.REFUSED, f"{code}: {message}")
