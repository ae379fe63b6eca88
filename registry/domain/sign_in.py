"""Messages of Sign-In with Ethereum (EIP-4361), read strictly by the grammar and written so that they read back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from registry.errors import InvalidInput, SignInRefused

LONGEST_MESSAGE = 4_096
VERSION = "1"
GREETING = " wants you to sign in with your Ethereum account:"
CLOCK_SKEW_S = 60
LONGEST_LIFE_S = 600
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?")

_AUTHORITY = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_STATEMENT = re.compile(r"[\x20-\x7e]+")
_URI = re.compile(r"[a-z][a-z0-9+.\-]*:[\x21-\x7e]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_FIELDS: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("URI", _URI, True),
    ("Version", re.compile(VERSION), True),
    ("Chain ID", re.compile(r"[1-9][0-9]{0,17}"), True),
    ("Nonce", re.compile(r"[A-Za-z0-9]{8,64}"), True),
    ("Issued At", _TIME, True),
    ("Expiration Time", _TIME, False),
    ("Not Before", _TIME, False),
    ("Request ID", re.compile(r"[\x21-\x7e]{0,256}"), False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInMessage:
    """What the wallet shows its owner. Times are RFC 3339 texts as they were signed, the address as it was written."""

    domain: str
    address: str
    statement: str | None
    uri: str
    chain_id: int
    nonce: str
    issued_at: str
    expiration_time: str | None = None
    not_before: str | None = None
    request_id: str | None = None
    resources: tuple[str, ...] = ()

    def text(self) -> str:
        """The message as EIP-4361 writes it."""
        optional = {
            "Expiration Time": self.expiration_time,
            "Not Before": self.not_before,
            "Request ID": self.request_id,
        }
        lines = [f"{self.domain}{GREETING}", self.address, ""]
        lines += [self.statement] if self.statement is not None else []
        lines += ["", f"URI: {self.uri}", f"Version: {VERSION}", f"Chain ID: {self.chain_id}", f"Nonce: {self.nonce}"]
        lines += [f"Issued At: {self.issued_at}"]
        lines += [f"{name}: {value}" for name, value in optional.items() if value is not None]
        lines += ["Resources:", *(f"- {one}" for one in self.resources)] if self.resources else []
        return "\n".join(lines)


def read_message(text: str) -> SignInMessage:
    """The message, if every byte of it is where the grammar of EIP-4361 wants it. Raises InvalidInput."""
    if len(text) > LONGEST_MESSAGE:
        raise _broken(text, f"must be at most {LONGEST_MESSAGE} characters")
    lines = text.split("\n")
    domain = _greeted(lines)
    address = _line(lines, 1, _ADDRESS, "must be the address, 0x and 40 hex digits")
    statement, at = _statement(lines)
    values, at = _fields(lines, at)
    message = SignInMessage(
        domain=domain,
        address=address,
        statement=statement,
        uri=values["URI"],
        chain_id=int(values["Chain ID"]),
        nonce=values["Nonce"],
        issued_at=values["Issued At"],
        expiration_time=values.get("Expiration Time"),
        not_before=values.get("Not Before"),
        request_id=values.get("Request ID"),
        resources=_resources(lines, at),
    )
    for moment in (message.issued_at, message.expiration_time, message.not_before):
        unix_s(moment or message.issued_at)
    return message


def require_timely(message: SignInMessage, now: int) -> None:
    """Raises SignInRefused unless the message holds at Unix second `now`: issued, begun, not ended, and short-lived."""
    issued = unix_s(message.issued_at)
    ends = unix_s(message.expiration_time) if message.expiration_time else issued + LONGEST_LIFE_S
    begins = unix_s(message.not_before) if message.not_before else issued
    if issued > now + CLOCK_SKEW_S:
        raise SignInRefused("Issued At", message.issued_at, f"is in the future: it is {now}")
    if now >= min(ends, issued + LONGEST_LIFE_S):
        raise SignInRefused("Expiration Time", message.expiration_time or message.issued_at, f"has passed: it is {now}")
    if begins > now + CLOCK_SKEW_S:
        raise SignInRefused("Not Before", message.not_before or "", f"has not come: it is {now}")


def require_ours(message: SignInMessage, domains: tuple[str, ...], chain_id: int) -> None:
    """Raises SignInRefused unless the message is for this service on this chain.

    Where no domain is set, the service answers to the names of its own machine only.
    """
    known = message.domain in domains if domains else LOOPBACK.fullmatch(message.domain) is not None
    if not known:
        raise SignInRefused("domain", message.domain, f"must be {', '.join(domains) or 'this machine'}")
    if _authority(message.uri) != message.domain:
        raise SignInRefused("URI", message.uri, f"must be at {message.domain}")
    if message.chain_id != chain_id:
        raise SignInRefused("Chain ID", str(message.chain_id), f"must be {chain_id}")


def unix_s(moment: str) -> int:
    """Unix seconds of an RFC 3339 time, fractions cut. Raises InvalidInput for a day or hour that does not exist."""
    whole = re.sub(r"\.\d+", "", moment)
    try:
        return int(datetime.fromisoformat(whole.replace("Z", "+00:00")).timestamp())
    except ValueError as fault:
        raise _broken(moment, "must be a time that exists") from fault


def _greeted(lines: list[str]) -> str:
    domain = lines[0].removesuffix(GREETING)
    scheme, separator, bare = domain.rpartition("://")
    if domain == lines[0] or not _AUTHORITY.fullmatch(bare) or (separator and scheme not in ("http", "https")):
        raise _broken(lines[0], f"line 1 must be a domain and{GREETING!r}")
    return bare


def _statement(lines: list[str]) -> tuple[str | None, int]:
    """The statement and the index of the line after the blank one that follows it."""
    _line(lines, 2, re.compile(""), "must be blank")
    if len(lines) > 3 and lines[3] == "":
        return None, 4
    statement = _line(lines, 3, _STATEMENT, "must be a statement of printable ASCII, or blank")
    _line(lines, 4, re.compile(""), "must be blank")
    return statement, 5


def _fields(lines: list[str], at: int) -> tuple[dict[str, str], int]:
    values: dict[str, str] = {}
    for name, pattern, needed in _FIELDS:
        given = at < len(lines) and lines[at].startswith(f"{name}: ")
        if not given and not needed:
            continue
        value = _line(lines, at, None, f"must begin with '{name}: '")
        if not given or not pattern.fullmatch(value.removeprefix(f"{name}: ")):
            raise _broken(value, f"line {at + 1} must be {name!r} in its form and its place")
        values[name] = value.removeprefix(f"{name}: ")
        at += 1
    return values, at


def _resources(lines: list[str], at: int) -> tuple[str, ...]:
    if at == len(lines):
        return ()
    _line(lines, at, re.compile("Resources:"), "must be 'Resources:' or the end")
    found = lines[at + 1 :]
    for one in found:
        if not (one.startswith("- ") and _URI.fullmatch(one[2:])):
            raise _broken(one, "a resource must be '- ' and a URI")
    return tuple(one[2:] for one in found)


def _line(lines: list[str], at: int, pattern: re.Pattern[str] | None, rule: str) -> str:
    if at >= len(lines) or (pattern is not None and not pattern.fullmatch(lines[at])):
        raise _broken(lines[at] if at < len(lines) else "", f"line {at + 1} {rule}")
    return lines[at]


def _authority(uri: str) -> str:
    return uri.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]


def _broken(shown: str, rule: str) -> InvalidInput:
    return InvalidInput("message", shown, rule)
