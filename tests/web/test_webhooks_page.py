"""Facts about the webhooks' page and their delivery in the background: every form works without a script."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from registry.adapters.webhook_sender import HttpSender
from registry.bootstrap import Registry
from registry.domain.roles import Role
from registry.domain.webhooks import Place, Webhook, secret_of
from tests.registry.webhooks.receiver import receiving
from tests.web.told import Told
from web.app import create_app
from web.asking import COOKIE
from web.system.webhook_post import WebhookPost

pytestmark = pytest.mark.chain
PAGE = "/developers/webhooks"
EVENT = "CreditsIssued"
OK, UNAUTHORISED, FORBIDDEN, INVALID = 200, 401, 403, 422


def open_to_loopback(told: Told) -> Registry:
    """The registry with a sender that reaches receivers of this machine, as in a demonstration."""
    return replace(told.registry, webhook_sender=HttpSender(loopback=True))


@contextmanager
def signed_in(told: Told, role: Role) -> Iterator[TestClient]:
    """A browser whose cookie says who reads."""
    registry = open_to_loopback(told)
    client = TestClient(create_app(registry, follow=False), raise_server_exceptions=False)
    now = registry.clock.now()
    client.cookies[COOKIE] = registry.tokens.issue_token("keeper", "called", frozenset({role}), now)
    client.headers["Accept"] = "text/html"
    with client:
        yield client


@pytest.fixture(scope="module")
def keeper(told: Told) -> Iterator[TestClient]:
    with signed_in(told, Role.COMPANY_ADMIN) as client:
        yield client


def test_the_page_is_for_who_keeps_a_company(told: Told, browser: TestClient) -> None:
    """Must tell a stranger what is here, and another role which would do."""
    assert browser.get(PAGE, headers={"Accept": "text/html"}).status_code == UNAUTHORISED
    with signed_in(told, Role.CEO) as other:
        assert other.get(PAGE).status_code == FORBIDDEN


def test_a_refused_form_comes_back_as_it_was(keeper: TestClient) -> None:
    """Must name the rule, keep what was filled in, and register nothing."""
    answer = keeper.post(PAGE, data={"url": "https://10.0.0.1/hook", "events": [EVENT]})
    assert answer.status_code == INVALID
    assert 'value="https://10.0.0.1/hook"' in answer.text
    assert f'value="{EVENT}" checked' in answer.text
    assert "not on the public internet" in answer.text
    assert keeper.get(f"{PAGE}?format=json").json()["rows"] == []


def test_register_test_and_remove(keeper: TestClient) -> None:
    """Must show the secret once, what was sent, what came back and the delivery, and forget all with the endpoint."""
    with receiving() as receiver:
        made = keeper.post(f"/th{PAGE}", data={"url": receiver.url, "events": [EVENT]})
        assert (made.status_code, made.headers["cache-control"]) == (OK, "no-store")
        assert "whsec_" in made.text
        page = keeper.get(PAGE).text
        assert "whsec_" not in page
        (number,) = re.findall(r"webhooks/([0-9a-f]{32})/removal", page)
        sent = keeper.post(f"{PAGE}/tests", data={"webhook": number, "event": EVENT}).text
    assert "webhook-signature: v1," in sent
    assert "thank you" in sent
    assert html.escape(receiver.got[0][1].decode(), quote=False) in html.unescape(sent)
    (row,) = keeper.get(f"{PAGE}?format=json").json()["rows"]
    assert (row["type"], row["status"]) == (f"test.{EVENT}", OK)
    assert keeper.post(f"{PAGE}/{number}/removal").status_code == OK
    assert "/removal" not in keeper.get(PAGE).text


def test_the_background_delivers_what_is_final(told: Told) -> None:
    """Must send every wanted event of the log in a few steps, once and in order."""
    registry = open_to_loopback(told)
    happened = [event.block for event in registry.events.events_after(-1) if event.name == EVENT]
    assert happened
    with receiving() as receiver:
        made = Webhook("ab" * 16, "background", receiver.url, (EVENT,), secret_of(bytes(32)), 1, Place(-1, 0))
        registry.webhooks.add(made, "keeper", 1)
        for _ in range(3):
            asyncio.run(WebhookPost(registry).step())
    registry.webhooks.remove("background", made.id, "keeper", 2)
    assert [int(one["data"]["block"]) for one in receiver.documents()] == happened
