"""Facts about EIP-4361 messages: what is written reads back, and a byte out of its place is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.sign_in import SignInMessage, read_message, require_ours, require_timely
from registry.errors import InvalidInput, SignInRefused

NOW = 1_800_000_000
ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
MESSAGE = SignInMessage(
    domain="market.example",
    address=ADDRESS,
    statement="Sign in to CarboniX.",
    uri="https://market.example/",
    chain_id=31_337,
    nonce="0123456789abcdef",
    issued_at="2027-01-15T08:00:00Z",
    expiration_time="2027-01-15T08:05:00Z",
)
TEXT = MESSAGE.text()
printable = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=80)


@given(
    st.none() | printable,
    st.none() | st.just("2027-01-15T08:05:00Z"),
    st.none() | st.just("2027-01-15T08:00:00.5+07:00"),
    st.lists(st.sampled_from(["ipfs://bafy", "https://a.example/x"]), max_size=3),
)
def test_what_is_written_reads_back(
    statement: str | None, ends: str | None, begins: str | None, resources: list[str]
) -> None:
    """Must give the same message and the same text for every choice of optional parts."""
    message = replace(MESSAGE, statement=statement, expiration_time=ends, not_before=begins, resources=tuple(resources))
    assert read_message(message.text()) == message


BROKEN = {
    "another greeting": TEXT.replace("Ethereum", "ethereum"),
    "a short address": TEXT.replace(ADDRESS, ADDRESS[:-1]),
    "no blank line": TEXT.replace("\n\n", "\n", 1),
    "a statement of two lines": TEXT.replace("Sign in to", "Sign in\nto"),
    "letters beyond ASCII": TEXT.replace("Sign in", "Sign ín"),
    "another version": TEXT.replace("Version: 1", "Version: 2"),
    "fields in another order": TEXT.replace("Version: 1\nChain ID: 31337", "Chain ID: 31337\nVersion: 1"),
    "a nonce too short": TEXT.replace("0123456789abcdef", "0123456"),
    "a nonce with a sign": TEXT.replace("0123456789abcdef", "0123456789-abcdef"),
    "a chain of 0": TEXT.replace("31337", "0"),
    "no time": TEXT.replace("2027-01-15T08:00:00Z", "yesterday"),
    "a time without zone": TEXT.replace("T08:00:00Z", "T08:00:00"),
    "a day that does not exist": TEXT.replace("2027-01-15T08:00", "2027-02-30T08:00"),
    "something after the end": TEXT + "\n",
    "a field twice": TEXT + "\nExpiration Time: 2027-01-15T08:05:00Z",
    "a resource without dash": TEXT + "\nResources:\nhttps://a.example",
    "carriage returns": TEXT.replace("\n", "\r\n"),
    "far too long": TEXT + "\nResources:" + "\n- ipfs://x" * 1_000,
    "nothing": "",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_message_out_of_form_is_refused(text: str) -> None:
    """Must name the message and the rule, and never guess."""
    with pytest.raises(InvalidInput) as refused:
        read_message(text)
    assert refused.value.facts["field"] == "message"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"domain": "evil.example", "uri": "https://evil.example/"}, "domain"),
        ({"uri": "https://evil.example/"}, "URI"),
        ({"uri": "https://market.example.evil.example/"}, "URI"),
        ({"chain_id": 1}, "Chain ID"),
    ],
)
def test_a_message_for_somebody_else_is_refused(changes: dict[str, object], field: str) -> None:
    """Must hold domain, address of the page and chain to our own."""
    with pytest.raises(SignInRefused) as refused:
        require_ours(replace(MESSAGE, **changes), ("market.example",), 31_337)  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field


def test_without_a_public_name_only_this_machine_is_answered() -> None:
    """Must take a loopback name on any port, and no other name."""
    local = replace(MESSAGE, domain="127.0.0.1:8123", uri="http://127.0.0.1:8123/")
    require_ours(local, (), 31_337)
    with pytest.raises(SignInRefused):
        require_ours(MESSAGE, (), 31_337)


@pytest.mark.parametrize(
    ("shift_s", "field"), [(-120, "Issued At"), (300, "Expiration Time"), (100_000, "Expiration Time")]
)
def test_a_message_out_of_its_time_is_refused(shift_s: int, field: str) -> None:
    """Must refuse what was issued in the future and what has ended, by the second."""
    issued = NOW - NOW % 86_400
    message = replace(MESSAGE, issued_at="2027-01-15T00:00:00Z", expiration_time="2027-01-15T00:05:00Z")
    require_timely(message, issued + 299)
    with pytest.raises(SignInRefused) as refused:
        require_timely(message, issued + shift_s)
    assert refused.value.facts["field"] == field


def test_a_message_without_an_end_lives_ten_minutes() -> None:
    """Must not let a signature without an expiration open the door for ever."""
    message = replace(MESSAGE, issued_at="2027-01-15T00:00:00Z", expiration_time=None)
    issued = NOW - NOW % 86_400
    require_timely(message, issued + 599)
    with pytest.raises(SignInRefused):
        require_timely(message, issued + 600)
