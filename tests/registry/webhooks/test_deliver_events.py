"""Facts about delivery: order, signatures, retries, the pause, and what a crash does (deliver_events, domain)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from registry.domain.webhooks import RETRY_STEPS_S, Answer, WebhookState, secret_of
from registry.errors import InvalidInput
from registry.usecases.deliver_events import LEASE_S, MOST_IN_A_TURN, deliver_events
from tests.registry.webhooks.conftest import Ground
from tests.registry.webhooks.receiver import Receiver

SENT, OTHER = "TransferSingle", "ApprovalForAll"
FAILURE, GONE, FOUND = 500, 410, 302


def signed_by(secret: str, headers: dict[str, str], body: bytes) -> str:
    """The signature as a receiver computes it, from the text of the standard alone."""
    key = base64.standard_b64decode(secret.split("_", 1)[1])
    text = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()
    assert outer == hmac.digest(key, text, "sha256")
    return "v1," + base64.standard_b64encode(outer).decode()


def test_wanted_events_arrive_in_order_and_are_signed(ground: Ground, receiver: Receiver) -> None:
    """Must send what is wanted and nothing else, in order of the log, each under a signature that verifies."""
    ground.happen(SENT)  # before anybody asked
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT, OTHER, SENT)
    ground.happen(SENT)
    ground.turn(made)
    said = receiver.documents()
    assert [(one["data"]["block"], one["data"]["logIndex"]) for one in said] == [("2", 0), ("2", 2), ("3", 0)]
    assert {one["type"] for one in said} == {SENT}
    assert said[0]["timestamp"] == "2023-11-14T22:13:22Z"
    assert said[0]["data"]["arguments"]["id"] == str(2**60)
    for headers, body in receiver.got:
        assert headers["webhook-signature"] == signed_by(made["secret"], headers, body)
        assert headers["webhook-timestamp"] == str(ground.clock.time)
    assert len(set(receiver.ids())) == len(said)
    assert ground.turn(made) is None


def test_a_block_that_is_not_final_is_not_told(ground: Ground, receiver: Receiver) -> None:
    """Must wait for the configured confirmations."""
    settings = replace(ground.registry.settings, confirmations=3)
    waiting = replace(ground, registry=replace(ground.registry, settings=settings))
    made = waiting.register(receiver.url, SENT)
    for _ in range(3):
        waiting.happen(SENT)
    waiting.turn(made)
    assert [one["data"]["block"] for one in receiver.documents()] == ["1"]


def test_a_failure_is_sent_again_before_what_follows(ground: Ground, receiver: Receiver) -> None:
    """Must wait for each step, keep the order, and send the same identifier and body again; redirects are failures."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT, SENT)
    receiver.statuses[:] = [FAILURE, FOUND]
    assert ground.turn(made) is not None
    assert ground.turn(made) is None
    for step in RETRY_STEPS_S[:2]:
        ground.clock.time += step - 1
        assert ground.turn(made) is None
        ground.clock.time += 1
        assert ground.turn(made) is not None
    first, again, third, following = receiver.ids()
    assert first == again == third != following
    assert receiver.got[0][1] == receiver.got[2][1]
    assert ground.webhook(made).failures == 0


def test_an_endpoint_that_fails_too_long_is_paused_and_taken_up_by_a_test(ground: Ground, receiver: Receiver) -> None:
    """Must say why, send nothing more, and lose nothing once a test arrives."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT)
    receiver.statuses[:] = [FAILURE] * (len(RETRY_STEPS_S) + 1)
    for step in (*RETRY_STEPS_S, 0):
        assert ground.turn(made) is not None
        ground.clock.time += step
    paused = ground.webhook(made)
    assert (paused.state, paused.reason) == (
        WebhookState.PAUSED,
        "paused: 10 attempts in a row failed, the last with HTTP 500",
    )
    assert paused.id not in [one.id for one in ground.registry.webhooks.due(ground.clock.time)]
    assert ground.turn(made) is None
    ground.try_out(made, SENT)
    ground.turn(made)
    assert receiver.documents()[-1]["type"] == SENT
    assert ground.webhook(made).state is WebhookState.ACTIVE


def test_a_receiver_that_is_gone_is_paused_at_once(ground: Ground, receiver: Receiver) -> None:
    """Must take 410 for the wish to hear nothing more."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT)
    receiver.statuses[:] = [GONE]
    ground.turn(made)
    assert ground.webhook(made).state is WebhookState.PAUSED


class Crash(BaseException):
    """The process ends."""


def test_a_crash_after_the_answer_delivers_the_same_message_again(
    ground: Ground, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must lose nothing between answer and cursor: after the lease the same webhook-id comes again, then the rest."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT, SENT)

    def crash(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as dying:
        dying.setattr(ground.registry.webhooks, "record", crash)
        with pytest.raises(Crash):
            ground.turn(made)
    assert ground.turn(made) is None  # the one who died may still be at work
    ground.clock.time += LEASE_S
    ground.turn(made)
    first, again, following = receiver.ids()
    assert first == again != following


def test_two_processes_do_not_deliver_at_once(ground: Ground, receiver: Receiver) -> None:
    """Must let only one of those who saw the same endpoint send."""
    made = ground.register(receiver.url, SENT)
    ground.happen(SENT)
    seen = ground.webhook(made)
    registry = ground.registry
    for _ in range(2):
        deliver_events(seen, final=1, clock=ground.clock, store=registry.webhooks, sender=registry.webhook_sender)
    assert len(receiver.got) == 1


def test_a_turn_ends_and_the_next_goes_on(ground: Ground, receiver: Receiver) -> None:
    """Must leave room for other endpoints and skip nothing."""
    made = ground.register(receiver.url, SENT)
    ground.happen(*[SENT] * (MOST_IN_A_TURN + 1))
    ground.turn(made)
    ground.turn(made)
    assert [one["data"]["logIndex"] for one in receiver.documents()] == list(range(MOST_IN_A_TURN + 1))


def test_what_nobody_answers_is_a_failure_with_its_reason(ground: Ground) -> None:
    """Must keep the reason and the attempt."""
    made = ground.register("http://127.0.0.1:9/hook", SENT)
    ground.happen(SENT)
    standing = ground.turn(made)
    assert standing is not None
    assert standing.failures == 1
    (attempt,) = ground.registry.webhooks.deliveries("roastery", made["id"])
    assert attempt.answer == Answer(None, standing.reason)
    assert json.loads(attempt.message.body)["type"] == SENT


def test_a_secret_is_of_32_bytes() -> None:
    """Must refuse any other length."""
    assert secret_of(b"\0" * 32) == "whsec_" + "A" * 43 + "="
    with pytest.raises(InvalidInput, match="32 random bytes"):
        secret_of(b"\0" * 31)
