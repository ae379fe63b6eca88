"""A small HTTP server with the two documented APIs of source verifiers; it is told what it thinks of each contract.

It stands in for servers that cannot be reached from a test, so that the client's real requests can be looked at.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "a key"
POLL_S = 0.01


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the server thinks of a submission: `pending` questions are put off before the word is said."""

    word: str = "verified"  # verified, partly, already, refused, late refusal, nonsense, broken
    pending: int = 0


class VerifierServer(ThreadingHTTPServer):
    """Submissions as they came in, by contract name, and the questions that followed."""

    def __init__(self, opinions: Mapping[str, Opinion]) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.opinions = opinions
        self.submissions: dict[str, dict[str, Any]] = {}
        self.questions: dict[str, int] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def opinion_of(self, contract: str) -> Opinion:
        return self.opinions.get(contract, Opinion())

    def is_put_off(self, contract: str) -> bool:
        self.questions[contract] = self.questions.get(contract, 0) + 1
        return self.questions[contract] <= self.opinion_of(contract).pending


@contextmanager
def running_verifier(**opinions: Opinion) -> Iterator[VerifierServer]:
    server = VerifierServer(opinions)
    thread = threading.Thread(target=server.serve_forever, args=(POLL_S,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answer(BaseHTTPRequestHandler):
    server: VerifierServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        parts = urlsplit(self.path)
        if parts.path.startswith("/v2/verify/"):
            self._submit_to_sourcify(parts.path, json.loads(body))
        else:
            self._submit_to_etherscan(_single(parts.query), _single(body))

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/v2/verify/"):
            self._ask_sourcify(parts.path.rsplit("/", 1)[1])
        else:
            self._ask_etherscan(_single(parts.query))

    def _submit_to_sourcify(self, path: str, body: dict[str, Any]) -> None:
        name = body["contractIdentifier"].rsplit(":", 1)[1]
        chain, address = path.split("/")[3:]
        self.server.submissions[name] = {**body, "chain": chain, "address": address}
        match self.server.opinion_of(name).word:
            case "already":
                self._say(409, _fault("already_verified", "the contract is verified"))
            case "refused":
                self._say(400, _fault("unsupported_chain", "the chain is not supported"))
            case "broken":
                self._say(502, _fault("internal_error", "out of order"))
            case "nonsense":
                self._raw(200, b"<html>")
            case _:
                self._say(202, {"verificationId": f"job-{name}"})

    def _ask_sourcify(self, ticket: str) -> None:
        name = ticket.removeprefix("job-")
        if self.server.is_put_off(name):
            self._say(200, {"isJobCompleted": False, "verificationId": ticket})
            return
        match self.server.opinion_of(name).word:
            case "late refusal":
                found = {"contract": {"match": None}, "error": _fault("no_match", "the bytecodes do not match")}
            case "partly":
                found = {"contract": {"match": "match"}}
            case _:
                found = {"contract": {"match": "exact_match"}}
        self._say(200, {"isJobCompleted": True, "verificationId": ticket, **found})

    def _submit_to_etherscan(self, query: dict[str, str], body: dict[str, str]) -> None:
        name = body["contractname"].rsplit(":", 1)[1]
        self.server.submissions[name] = {**query, **body}
        if query.get("apikey") != KEY:
            self._say(200, {"status": "0", "message": "NOTOK", "result": "Missing/Invalid API Key"})
            return
        match self.server.opinion_of(name).word:
            case "already":
                said = {"status": "0", "message": "NOTOK", "result": "Contract source code already verified"}
            case "refused":
                said = {"status": "0", "message": "NOTOK", "result": "Unable to locate ContractCode"}
            case _:
                said = {"status": "1", "message": "OK", "result": f"guid-{name}"}
        self._say(200, said)

    def _ask_etherscan(self, query: dict[str, str]) -> None:
        assert (query["module"], query["action"]) == ("contract", "checkverifystatus")
        name = query["guid"].removeprefix("guid-")
        if self.server.is_put_off(name):
            self._say(200, {"status": "0", "message": "NOTOK", "result": "Pending in queue"})
        elif self.server.opinion_of(name).word == "late refusal":
            self._say(200, {"status": "0", "message": "NOTOK", "result": "Fail - Unable to verify"})
        else:
            self._say(200, {"status": "1", "message": "OK", "result": "Pass - Verified"})

    def _say(self, status: int, body: Mapping[str, Any]) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the test prints what matters."""


def _single(query: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(query, keep_blank_values=True).items()}


def _fault(code: str, message: str) -> dict[str, str]:
    return {"customCode": code, "message": message, "errorId": "1"}
