"""Facts about secrets at rest: the rows alone tell nothing, and a secret opens for its own endpoint only."""

from __future__ import annotations

import stat

from sqlmodel import col, select, update

from registry.adapters.secret_box import KEY_FILE, SEALED, SecretBox
from registry.adapters.webhooks import WebhookRow
from registry.domain.roles import Role
from registry.domain.webhooks import random_of
from tests.registry.webhooks.conftest import Ground
from tests.registry.webhooks.receiver import Receiver

SENT = "TransferSingle"
CONFLICT = 409


def stored(ground: Ground, webhook: str) -> str:
    """The secret as the row has it."""
    with ground.registry.database.reading() as session:
        return session.exec(select(WebhookRow.secret).where(WebhookRow.id == webhook)).one()


def store(ground: Ground, webhook: str, secret: str) -> None:
    with ground.registry.database.transaction() as session:
        session.execute(update(WebhookRow).where(col(WebhookRow.id) == webhook).values(secret=secret))


def test_a_secret_is_sealed_in_the_database(ground: Ground, receiver: Receiver) -> None:
    """Must keep no byte of it readable, and the key in a file of its owner's only."""
    made = ground.register(receiver.url, SENT)
    assert stored(ground, made["id"]).startswith(SEALED)
    assert made["secret"].removeprefix("whsec_") not in stored(ground, made["id"])
    assert stat.S_IMODE((ground.registry.settings.home / KEY_FILE).stat().st_mode) == 0o600
    assert ground.webhook(made).secret == made["secret"]


def test_an_old_row_is_sealed_when_the_service_opens(ground: Ground, receiver: Receiver) -> None:
    """Must seal what was kept as it was, once, and sign with the same secret afterwards."""
    made = ground.register(receiver.url, SENT)
    store(ground, made["id"], made["secret"])
    ground.registry.webhooks.seal_secrets()
    sealed = stored(ground, made["id"])
    assert sealed.startswith(SEALED)
    ground.registry.webhooks.seal_secrets()
    assert stored(ground, made["id"]) == sealed
    assert ground.webhook(made).secret == made["secret"]


def test_a_secret_opens_for_its_own_endpoint_only(ground: Ground, receiver: Receiver) -> None:
    """Must pause an endpoint whose row has another's secret, refuse its test by name, and still let it be removed."""
    mine, other = ground.register(receiver.url, SENT), ground.register(receiver.url, SENT, tenant="mill")
    store(ground, mine["id"], stored(ground, other["id"]))
    status, problem = ground.call("POST", f"/{mine['id']}/tests", Role.COMPANY_ADMIN, json={"event": SENT})
    assert (status, problem["code"]) == (CONFLICT, "WebhookSecretLost")
    _, listed = ground.call("GET", "", Role.COMPANY_ADMIN)
    assert [(one["state"], "does not open" in one["reason"]) for one in listed] == [("paused", True)]
    assert [one.id for one in ground.registry.webhooks.due(2**40)] == [other["id"]]
    assert ground.call("DELETE", f"/{mine['id']}", Role.COMPANY_ADMIN)[0] == 204


def test_another_key_opens_nothing(ground: Ground, receiver: Receiver) -> None:
    """Must answer None for a box of another home, for changed text, and for what was never sealed."""
    made, box = ground.register(receiver.url, SENT), SecretBox(ground.registry.settings.home)
    text, owner = stored(ground, made["id"]), f"webhook/roastery/{made['id']}"
    assert box.open(text, owner) == random_of(made["secret"])
    assert SecretBox(ground.registry.settings.home / "other").open(text, owner) is None
    for changed in (text[:-4] + "AAA=", SEALED, made["secret"]):
        assert box.open(changed, owner) is None
