"""Doors that stay open: market data as server-sent events and over a WebSocket, with the same messages on both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse
from pydantic import Field, ValidationError
from starlette.types import Receive, Scope, Send

from marketplace.api.schemas import Address, Uint256
from marketplace.api.stream_messages import CHANNELS, Channel, encode
from marketplace.api.streaming import Message, Wish, subscription
from marketplace.bootstrap import Marketplace
from registry.api.problems import problem_of
from registry.api.schema import Schema
from registry.errors import CarbonixError, InvalidInput

MOST_MARKETS = 200
LONGEST_WORD = 65_536  # characters of what a client may say at once
POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1
NO_STATUS = 1005
Step = Annotated[int | None, Field(ge=0, lt=2**63)]


class SubscribeIn(Schema):
    """What a client says on the WebSocket; a later word replaces an earlier one. Without batches: all markets."""

    op: str = Field(pattern="^(subscribe|unsubscribe|ping)$")
    batches: list[Uint256] = Field(default_factory=list, max_length=MOST_MARKETS)
    payment: Address | None = None
    channels: list[Channel] = Field(default_factory=lambda: list(CHANNELS), min_length=1)
    after: Step = None


class EventStream(StreamingResponse):
    """Server-sent events. `leave` ends the subscription even if the client went before the first byte."""

    def __init__(self, body: AsyncIterator[bytes], leave: Callable[[], Awaitable[object]]) -> None:
        super().__init__(body, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the stream until either side ends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._leave()


def stream_router(market: Marketplace) -> APIRouter:
    """Streams of public market data: nobody needs to sign in."""
    router = APIRouter(tags=["market data"])

    @router.get(
        "/stream",
        include_in_schema=False,  # no generated client can wait for an answer that never ends
    )
    async def stream(
        batch: Annotated[list[Uint256] | None, Query(max_length=MOST_MARKETS)] = None,
        payment: Address | None = None,
        channel: Annotated[list[Channel] | None, Query()] = None,
        after: Annotated[int | None, Query(ge=0, lt=2**63, description="the last id that was seen")] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """Snapshots, then differences, each with the id to come back by (`Last-Event-ID`, or `after`)."""
        known = _event_id(last_event_id) if last_event_id else after
        wish = wish_of(market, batch or [], payment, channel or list(CHANNELS), known)
        opened = subscription(market.data.feed, wish, market.data.missed_trades)
        groups = await opened.__aenter__()

        async def body() -> AsyncIterator[bytes]:
            yield b": carbonix\n\n"
            async for messages in groups:
                yield b"".join(map(event_of, messages))

        return EventStream(body(), partial(opened.__aexit__, None, None, None))

    @router.websocket("/stream/ws")
    async def talk(socket: WebSocket) -> None:
        """The same messages for whoever speaks back: `{"op": "subscribe", ...}` begins, and begins anew."""
        await socket.accept()
        talking: asyncio.Task[None] | None = None
        try:
            while True:
                said = await _heard(socket)
                if said is None:
                    continue
                if said.op == "ping":
                    await _say(socket, {"type": "pong", "sequence": market.data.feed.sequence})
                    continue
                await _ended(talking)
                talking = None
                if said.op == "subscribe":
                    talking = asyncio.create_task(_talk(socket, market, said))
        except WebSocketDisconnect:
            pass
        finally:
            await _ended(talking)

    return router


def wish_of(
    market: Marketplace, batches: list[int], payment: str | None, channels: list[Channel], after: int | None
) -> Wish:
    """What is asked for. Raises InvalidInput for the book of all markets at once."""
    told = tuple(channel for channel in CHANNELS if channel in channels)
    if not batches and "book" in told and len(told) < len(CHANNELS):
        raise InvalidInput("batch", "", f"must name one to {MOST_MARKETS} batches: the book is told market by market")
    if not batches:
        return Wish(None, tuple(channel for channel in told if channel != "book"), after)
    return Wish(tuple(market.data.market(batch, payment) for batch in dict.fromkeys(batches)), told, after)


def event_of(message: Message) -> bytes:
    """One server-sent event; its id, where it has one, is where to come back."""
    name = b"" if message.step is None else b"id: %d\n" % message.step
    return name + b"event: " + message.channel.encode() + b"\ndata: " + message.data + b"\n\n"


def frame_of(messages: Sequence[Message]) -> str:
    """One text frame: a JSON list of what was there to say. A frame costs more than what is in it."""
    return (b"[" + b",".join(message.data for message in messages) + b"]").decode()


async def _talk(socket: WebSocket, market: Marketplace, said: SubscribeIn) -> None:
    """One subscription, opened and ended in its own task: one that ends before it began has opened nothing."""
    try:
        wish = wish_of(market, said.batches, said.payment, said.channels, said.after)
        async with subscription(market.data.feed, wish, market.data.missed_trades) as groups:
            await _say(socket, {"type": "subscribed", "channels": wish.channels, "sequence": market.data.feed.sequence})
            async for messages in groups:
                await socket.send_text(frame_of(messages))
    except CarbonixError as refusal:
        with suppress(WebSocketDisconnect, RuntimeError):
            await _refuse(socket, refusal)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the client has gone; the reading side learns of it by itself


async def _heard(socket: WebSocket) -> SubscribeIn | None:
    """What the client says; None for a word that was refused."""
    received = await socket.receive()
    if received["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(received.get("code", NO_STATUS))
    text: str | None = received.get("text")
    if text is None:
        await _refuse(socket, InvalidInput("message", "bytes", "must be text"))
        return None
    if len(text) > LONGEST_WORD:
        await socket.close(POLICY_VIOLATION)
        raise WebSocketDisconnect(POLICY_VIOLATION)
    try:
        return SubscribeIn.model_validate(json.loads(text))
    except (ValueError, RecursionError) as fault:
        await _refuse(socket, _broken_rule(fault))
        return None


def _broken_rule(fault: Exception) -> InvalidInput:
    if isinstance(fault, ValidationError):
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "message"
        return InvalidInput(field, str(first.get("input"))[:100], first["msg"])
    return InvalidInput("message", "unreadable", "must be a JSON object")


async def _refuse(socket: WebSocket, refusal: CarbonixError) -> None:
    await _say(socket, {"type": "problem", "problem": dict(problem_of(refusal).document)})


async def _say(socket: WebSocket, told: dict[str, Any]) -> None:
    await socket.send_text(f"[{encode(told).decode()}]")


async def _ended(talking: asyncio.Task[None] | None) -> None:
    if talking is not None:
        talking.cancel()
        with suppress(asyncio.CancelledError):
            await talking


def _event_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidInput("Last-Event-ID", text, "must be the id of an event of this stream")
    return int(text)
