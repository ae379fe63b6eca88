"""Keeps endpoints with sealed secrets, their places in the log and last deliveries; audits who made and removed one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import BigInteger, Column, ForeignKey, Text, func
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.projection_store import event_of
from registry.adapters.secret_box import SEALED, SecretBox
from registry.adapters.tables import BlockRow, EventRow
from registry.domain.events import ChainEvent
from registry.domain.webhooks import (
    Answer,
    Delivery,
    Message,
    Place,
    Webhook,
    WebhookState,
    message_of,
    random_of,
    secret_of,
)
from registry.errors import TooManyWebhooks, WebhookSecretLost, WebhookUnknown

KEPT_DELIVERIES = 100  # of an endpoint, the newest


class WebhookRow(SQLModel, table=True):
    """An endpoint; `block` and `log_index` are its place in the log, `events` a JSON list."""

    __tablename__ = "webhook"

    id: str = Field(primary_key=True, max_length=64)
    tenant: str = Field(max_length=64, index=True)
    url: str = Field(max_length=500)
    events: str = Field(sa_type=Text)
    secret: str = Field(max_length=100)
    created_at: int = Field(sa_type=BigInteger)
    block: int = Field(sa_type=BigInteger)
    log_index: int = Field(sa_type=BigInteger)
    state: str = Field(max_length=16)
    reason: str = Field(sa_type=Text)
    failures: int = Field(sa_type=BigInteger)
    next_at: int = Field(sa_type=BigInteger)
    attempts: int = Field(sa_type=BigInteger)


class DeliveryRow(SQLModel, table=True):
    """An attempt; `status` is null where nobody answered."""

    __tablename__ = "webhook_delivery"

    webhook: str = Field(sa_column=Column(ForeignKey("webhook.id", ondelete="CASCADE"), primary_key=True))
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    tenant: str = Field(max_length=64)
    at: int = Field(sa_type=BigInteger)
    message: str = Field(max_length=80)
    type: str = Field(max_length=100)
    headers: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    status: int | None = Field(default=None)
    answer: str = Field(sa_type=Text)


class WebhookTable:
    """Endpoints over the database."""

    def __init__(self, database: Database, log: AuditLog, box: SecretBox) -> None:
        self._database = database
        self._log = log
        self._box = box

    def seal_secrets(self) -> None:
        """Seals what earlier versions kept as it was; nothing happens where all are sealed."""
        with self._database.transaction() as session:
            plain = select(WebhookRow).where(~col(WebhookRow.secret).startswith(SEALED, autoescape=True))
            for row in session.exec(plain):
                row.secret = self._box.seal(random_of(row.secret), _owner(row))
                session.add(row)

    def add(self, webhook: Webhook, actor: str, most: int) -> None:
        """Keeps a new endpoint. Raises TooManyWebhooks."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"webhooks:{webhook.tenant}")
            count = select(func.count()).select_from(WebhookRow).where(col(WebhookRow.tenant) == webhook.tenant)
            if session.exec(count).one() >= most:
                raise TooManyWebhooks(most)
            row = _row(webhook, "")
            row.secret = self._box.seal(random_of(webhook.secret), _owner(row))
            session.add(row)
            session.flush()
            facts = {"url": webhook.url, "events": ",".join(webhook.events)}
            self._tell(session, webhook.created_at, webhook, actor, "webhook.created", facts)

    def find(self, tenant: str, webhook: str) -> Webhook:
        """An endpoint of the tenant. Raises WebhookUnknown, WebhookSecretLost."""
        with self._database.reading() as session:
            found = self._webhook(_own(session, tenant, webhook))
        if not found.secret:
            raise WebhookSecretLost(webhook)
        return found

    def of_tenant(self, tenant: str) -> list[Webhook]:
        """Every endpoint of the tenant, oldest first."""
        mine = select(WebhookRow).where(WebhookRow.tenant == tenant)
        with self._database.reading() as session:
            found = session.exec(mine.order_by(col(WebhookRow.created_at), col(WebhookRow.id)))
            return [self._webhook(row) for row in found]

    def remove(self, tenant: str, webhook: str, actor: str, at: int) -> None:
        """Forgets an endpoint and its deliveries. Raises WebhookUnknown."""
        with self._database.transaction() as session:
            row = _own(session, tenant, webhook)
            session.delete(row)
            session.flush()
            self._tell(session, at, self._webhook(row), actor, "webhook.removed", {"url": row.url})

    def due(self, now: int) -> list[Webhook]:
        """Active endpoints of every tenant whose time has come, longest waiting first: for the background alone."""
        ripe = select(WebhookRow).where(WebhookRow.state == WebhookState.ACTIVE.value, col(WebhookRow.next_at) <= now)
        with self._database.reading() as session:
            found = session.exec(ripe.order_by(col(WebhookRow.next_at), col(WebhookRow.id)))
            webhooks = [self._webhook(row) for row in found]
        return [one for one in webhooks if one.state is WebhookState.ACTIVE]

    def newest(self, event: str) -> ChainEvent | None:
        """The newest stored event of a name."""
        order = (col(EventRow.block).desc(), col(EventRow.log_index).desc())
        with self._database.reading() as session:
            row = session.exec(select(EventRow).where(EventRow.name == event).order_by(*order).limit(1)).first()
            return event_of(row) if row else None

    def waiting(self, webhook: Webhook, final: int, limit: int) -> list[Message]:
        """What the endpoint wants of the log after its place, in blocks up to `final`, in order."""
        place = webhook.place
        same = (col(EventRow.block) == place.block) & (col(EventRow.log_index) > place.log_index)
        query = (
            select(EventRow, BlockRow.time)
            .join(BlockRow, col(BlockRow.number) == col(EventRow.block))
            .where(col(EventRow.name).in_(webhook.events), col(EventRow.block) <= final)
            .where((col(EventRow.block) > place.block) | same)
            .order_by(col(EventRow.block), col(EventRow.log_index))
            .limit(limit)
        )
        with self._database.reading() as session:
            return [message_of(webhook.id, event_of(row), time) for row, time in session.exec(query)]

    def claim(self, webhook: Webhook, until: int) -> bool:
        """True if the endpoint is as it was seen, and from here until `until` nobody else's."""
        seen = (
            col(WebhookRow.id) == webhook.id,
            col(WebhookRow.state) == webhook.state.value,
            col(WebhookRow.next_at) == webhook.next_at,
            col(WebhookRow.attempts) == webhook.attempts,
        )
        with self._database.transaction() as session:
            return session.exec(update(WebhookRow).where(*seen).values(next_at=until)).rowcount == 1

    def record(self, turn: Callable[[Webhook], Webhook], webhook: Webhook, delivery: Delivery) -> Webhook | None:
        """Keeps the attempt, and the endpoint as `turn` makes it of what is stored; None if it was removed."""
        with self._database.transaction() as session:
            self._database.serialise(session, f"webhook:{webhook.id}")
            row = session.get(WebhookRow, webhook.id)
            if row is None:
                return None
            standing = turn(self._webhook(row))
            session.merge(_row(standing, row.secret))
            session.add(_delivery_row(standing, replace(delivery, number=standing.attempts)))
            oldest = standing.attempts - KEPT_DELIVERIES
            kept = (col(DeliveryRow.webhook) == webhook.id, col(DeliveryRow.number) <= oldest)
            session.exec(delete(DeliveryRow).where(*kept))
            return standing

    def deliveries(self, tenant: str, webhook: str) -> list[Delivery]:
        """The last attempts of an endpoint, newest first. Raises WebhookUnknown."""
        query = select(DeliveryRow).where(DeliveryRow.tenant == tenant, DeliveryRow.webhook == webhook)
        with self._database.reading() as session:
            _own(session, tenant, webhook)
            return [_delivery(row) for row in session.exec(query.order_by(col(DeliveryRow.number).desc()))]

    def _webhook(self, row: WebhookRow) -> Webhook:
        """The endpoint with its secret; one whose secret does not open is paused and says why, and has none."""
        random = self._box.open(row.secret, _owner(row))
        events, place = tuple(json.loads(row.events)), Place(row.block, row.log_index)
        secret = secret_of(random) if random else ""
        made = Webhook(row.id, row.tenant, row.url, events, secret, row.created_at, place)
        counted = replace(made, failures=row.failures, next_at=row.next_at, attempts=row.attempts)
        if random is None:
            return replace(counted, state=WebhookState.PAUSED, reason=WebhookSecretLost(row.id).sentence)
        return replace(counted, state=WebhookState(row.state), reason=row.reason)

    def _tell(
        self, session: Session, at: int, webhook: Webhook, actor: str, action: str, facts: dict[str, str]
    ) -> None:
        named = {"tenant": webhook.tenant, "actor": actor, "action": action, "subject": webhook.id}
        self._log.record(session, at=at, **named, facts=facts)


def _own(session: Session, tenant: str, webhook: str) -> WebhookRow:
    row = session.exec(select(WebhookRow).where(WebhookRow.id == webhook, WebhookRow.tenant == tenant)).first()
    if row is None:
        raise WebhookUnknown(webhook)
    return row


def _owner(row: WebhookRow) -> str:
    return f"webhook/{row.tenant}/{row.id}"


def _row(webhook: Webhook, sealed: str) -> WebhookRow:
    return WebhookRow(
        id=webhook.id,
        tenant=webhook.tenant,
        url=webhook.url,
        events=json.dumps(webhook.events),
        secret=sealed,
        created_at=webhook.created_at,
        block=webhook.place.block,
        log_index=webhook.place.log_index,
        state=webhook.state.value,
        reason=webhook.reason,
        failures=webhook.failures,
        next_at=webhook.next_at,
        attempts=webhook.attempts,
    )


def _delivery_row(webhook: Webhook, delivery: Delivery) -> DeliveryRow:
    return DeliveryRow(
        webhook=webhook.id,
        number=delivery.number,
        tenant=webhook.tenant,
        at=delivery.at,
        message=delivery.message.id,
        type=delivery.message.type,
        headers=json.dumps(dict(delivery.headers)),
        body=delivery.message.body,
        status=delivery.answer.status,
        answer=delivery.answer.text,
    )


def _delivery(row: DeliveryRow) -> Delivery:
    message = Message(row.message, row.type, row.body)
    return Delivery(row.number, row.at, message, json.loads(row.headers), Answer(row.status, row.answer))
