"""Facts about the guard: what a webhook never reaches (webhook_addresses, webhook_sender)."""

from __future__ import annotations

import pytest

from registry.adapters.webhook_sender import KEPT_BYTES, HttpSender, resolved
from registry.domain.webhook_addresses import checked_address, is_public, read_target
from registry.errors import WebhookAddressRefused
from tests.registry.webhooks.receiver import Receiver

INSIDE = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1",
    "64:ff9b::a00:1", "2002:7f00:1::1", "2001:0:7f00:1::1", "::7f00:1", "2001:db8::1", "name",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8")


@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_refused_in_every_dress(address: str) -> None:
    """Must refuse it for https, alone and beside a public one."""
    assert not is_public(address)
    target = read_target("https://example.org/hook", loopback=True)
    for addresses in ([address], ["8.8.8.8", address]):
        with pytest.raises(WebhookAddressRefused, match="not on the public internet"):
            checked_address(target, addresses)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_let_through(address: str) -> None:
    """Must give the address itself, to connect to."""
    assert checked_address(read_target("https://example.org", loopback=False), [address]) == address


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://user@example.org/", "https://u:p@example.org/",
        "https://example.org/#part", "https://example.org:99999/", "https://exa mple.org/", "https://example.org\\@x/",
        "https://[::1/", "https://ตัวอย่าง.th/", "https://example.org/\n", "https://example.org/" + "a" * 500,
    ],
)  # fmt: skip
def test_a_url_of_another_form_is_refused(url: str) -> None:
    """Must take https with a plain host, and nothing else."""
    with pytest.raises(WebhookAddressRefused):
        read_target(url, loopback=False)


def test_loopback_is_open_by_http_to_loopback_only() -> None:
    """Must let http out nowhere else, even where loopback is allowed."""
    target = read_target("http://localhost:8080/", loopback=True)
    assert checked_address(target, ["127.0.0.1"]) == "127.0.0.1"
    with pytest.raises(WebhookAddressRefused, match="is not loopback"):
        checked_address(target, ["8.8.8.8"])


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433", "[::ffff:7f00:1]", "localhost"])
def test_names_that_resolve_inside_are_refused(host: str) -> None:
    """Must ask the system where a name leads, also for the old ways to write an address."""
    with pytest.raises(WebhookAddressRefused):
        HttpSender(loopback=False).check(f"https://{host}/")


def test_a_name_that_leads_inside_by_now_is_not_asked() -> None:
    """Must resolve anew at each attempt, and answer with the reason."""
    addresses = [["8.8.8.8"], ["10.0.0.7"]]
    sender = HttpSender(loopback=False, resolver=lambda _host, _port: addresses.pop(0))
    sender.check("https://example.org/")
    answer = sender.send("https://example.org/", {}, b"{}")
    assert answer.status is None
    assert "10.0.0.7" in answer.text


def test_the_connection_goes_to_the_checked_address(receiver: Receiver) -> None:
    """Must not resolve a second time: a name that only the check knows is reached, under its own name."""
    sender = HttpSender(loopback=True, resolver=lambda _host, _port: ["127.0.0.1"])
    port = receiver.url.split(":")[2]
    answer = sender.send(f"http://hook.invalid:{port}", {}, b"{}")
    assert answer.status == 200
    assert receiver.got[0][0]["host"] == f"hook.invalid:{port.split('/')[0]}"


def test_redirects_are_not_followed_and_long_answers_are_cut(receiver: Receiver) -> None:
    """Must take the redirect for the answer, and keep the first bytes of it as text that can be shown."""
    receiver.statuses[:], receiver.body = [302], b"a\0\xff" * 100_000
    answer = HttpSender(loopback=True).send(receiver.url, {}, b"{}")
    assert (answer.status, len(receiver.got)) == (302, 1)
    assert len(answer.text) <= KEPT_BYTES
    assert "\0" not in answer.text


def test_an_unknown_name_has_no_address() -> None:
    """Must answer with nothing, which the check refuses."""
    assert resolved("no-such-name.invalid", 443) == []
    with pytest.raises(WebhookAddressRefused, match="has no address"):
        HttpSender(loopback=False, resolver=lambda _host, _port: []).check("https://no-such-name.invalid/")
