"""Facts about the doors: who registers, tests and removes (create_webhook, try_webhook, remove_webhook)."""

from __future__ import annotations

from base64 import b64decode

import pytest

from registry.domain.roles import Role
from registry.errors import NotAuthorised
from registry.usecases.create_webhook import MOST_WEBHOOKS
from registry.usecases.remove_webhook import remove_webhook
from registry.usecases.try_webhook import try_webhook
from tests.registry.webhooks.conftest import Ground
from tests.registry.webhooks.receiver import Receiver

SENT = "TransferSingle"
ADMIN = Role.COMPANY_ADMIN
CREATED, NO_CONTENT, OK, FORBIDDEN, MISSING, CONFLICT, INVALID = 201, 204, 200, 403, 404, 409, 422


def test_a_secret_is_shown_once(ground: Ground, receiver: Receiver) -> None:
    """Must give 32 random bytes at creation and never again."""
    made = ground.register(receiver.url, SENT)
    assert len(b64decode(made["secret"].removeprefix("whsec_"))) == 32
    ground.clock.time += 1
    assert made["secret"] != ground.register(receiver.url, SENT)["secret"]
    status, listed = ground.call("GET", "", ADMIN)
    assert (status, [one["id"] for one in listed][:1]) == (OK, [made["id"]])
    assert all("secret" not in one for one in listed)


def test_a_test_shows_what_was_sent_and_what_came_back(ground: Ground, receiver: Receiver) -> None:
    """Must send a message that says that it is a test, with the data of an event that happened, and move nothing."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT)
    before = ground.webhook(made).place
    status, sent = ground.call("POST", f"/{made['id']}/tests", ADMIN, json={"event": SENT})
    assert (status, sent["status"], sent["answer"], sent["accepted"]) == (OK, 200, "thank you", True)
    (said,) = receiver.documents()
    assert (said["type"], said["data"]["test"], said["data"]["block"]) == (f"test.{SENT}", True, "1")
    assert receiver.got[0][1].decode() == sent["body"]
    assert sent["headers"].items() <= receiver.got[0][0].items()
    assert ground.webhook(made).place == before
    assert ground.call("GET", f"/{made['id']}/deliveries", ADMIN) == (OK, [sent])


def test_only_the_last_deliveries_are_kept(ground: Ground, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must forget the oldest."""
    monkeypatch.setattr("registry.adapters.webhooks.KEPT_DELIVERIES", 3)
    made = ground.register(receiver.url, SENT)
    ground.happen(*[SENT] * 5)
    ground.turn(made)
    numbers = [one.number for one in ground.registry.webhooks.deliveries("roastery", made["id"])]
    assert numbers == [5, 4, 3]


def test_another_company_finds_nothing(ground: Ground, receiver: Receiver) -> None:
    """Must answer as if the endpoint did not exist, and change nothing."""
    made = ground.register(receiver.url, SENT)
    for method, path, json in (
        ("DELETE", f"/{made['id']}", None),
        ("POST", f"/{made['id']}/tests", {"event": SENT}),
        ("GET", f"/{made['id']}/deliveries", None),
    ):
        status, problem = ground.call(method, path, ADMIN, tenant="rival", json=json)
        assert (status, problem["code"]) == (MISSING, "WebhookUnknown")
    assert ground.call("GET", "", ADMIN, tenant="rival") == (OK, [])
    assert ground.webhook(made).attempts == len(receiver.got) == 0


def test_other_roles_may_not(ground: Ground, receiver: Receiver) -> None:
    """Must ask for the permission at every door, and in the verbs themselves."""
    made = ground.register(receiver.url, SENT)
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", f"/{made['id']}"), ("GET", f"/{made['id']}/deliveries")):
        json = {"url": receiver.url, "events": [SENT]} if method == "POST" else None
        assert ground.call(method, path, Role.AUDITOR, json=json)[0] == FORBIDDEN
    registry = ground.registry
    stranger = registry.tokens.read_token(
        registry.tokens.issue_token("bob", "roastery", frozenset({Role.CEO}), ground.clock.time), ground.clock.time
    )
    with pytest.raises(NotAuthorised):
        remove_webhook(made["id"], caller=stranger, now=1, store=registry.webhooks)
    ways = {"store": registry.webhooks, "sender": registry.webhook_sender}
    with pytest.raises(NotAuthorised):
        try_webhook(made["id"], SENT, random="a", known=frozenset({SENT}), caller=stranger, now=1, **ways)


def test_a_removed_endpoint_hears_nothing_and_both_deeds_are_written_down(ground: Ground, receiver: Receiver) -> None:
    """Must end deliveries, and name who made and removed the endpoint in the audit log, without the secret."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT)
    seen = ground.webhook(made)
    ground.try_out(made, SENT)
    assert ground.call("DELETE", f"/{made['id']}", ADMIN)[0] == NO_CONTENT
    assert ground.registry.deliver_webhook(seen) is None
    assert len(receiver.got) == 1
    entries = ground.registry.audit_log.entries("roastery")
    assert [(one.action, one.actor, one.subject) for one in entries] == [
        ("webhook.created", "ada", made["id"]),
        ("webhook.removed", "ada", made["id"]),
    ]
    assert made["secret"] not in str(entries)


def test_an_endpoint_that_is_removed_under_way_leaves_nothing(ground: Ground, receiver: Receiver) -> None:
    """Must end the turn without an error where the row went away during an attempt."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT, SENT)
    store, seen = ground.registry.webhooks, ground.webhook(made)
    assert store.claim(seen, 2 * ground.clock.time)
    ground.call("DELETE", f"/{made['id']}", ADMIN)
    assert not store.claim(seen, 2 * ground.clock.time)
    assert store.due(3 * ground.clock.time) == []


def test_bad_requests_name_what_is_wrong(ground: Ground, receiver: Receiver) -> None:
    """Must refuse unknown events, addresses inside, and more endpoints than a company may have."""
    for url, events, code in (
        (receiver.url, ["NoSuchEvent"], "InvalidInput"),
        (receiver.url, [], "InvalidInput"),
        ("https://10.0.0.1/", [SENT], "WebhookAddressRefused"),
        ("http://169.254.169.254/latest/meta-data", [SENT], "WebhookAddressRefused"),
    ):
        status, problem = ground.call("POST", "", ADMIN, json={"url": url, "events": events})
        assert (status, problem["code"]) == (INVALID, code)
    for _ in range(MOST_WEBHOOKS):
        ground.register(receiver.url, SENT)
    status, problem = ground.call("POST", "", ADMIN, json={"url": receiver.url, "events": [SENT]})
    assert (status, problem["code"]) == (CONFLICT, "TooManyWebhooks")
