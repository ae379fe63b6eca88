"""Lets a page read the chain through our own node: a few methods that read, on our own contracts only."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from threading import BoundedSemaphore
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from registry.errors import CarbonixError, ChainUnavailable, Refused, writable
from web.errors import RelayRefused
from web.front import Front

PATH = "/rpc"
LARGEST_CALL_BYTES = 20_000
MOST_AT_ONCE = 8  # calls that wait for the node at the same time; more are told to come again
MOST_BLOCKS = 10_000  # that one eth_getLogs may span
METHODS = (
    "eth_blockNumber",
    "eth_call",
    "eth_chainId",
    "eth_getBlockByHash",
    "eth_getBlockByNumber",
    "eth_getCode",
    "eth_getLogs",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
)
WHOLE_BLOCKS = ("eth_getBlockByHash", "eth_getBlockByNumber")
# JSON-RPC 2.0 section 5.1; -32005 and 3 as in EIP-1474 and by the practice of every client.
PARSE, INVALID, UNKNOWN_METHOD, WRONG_PARAMS, BUSY, AWAY, REVERTED = -32700, -32600, -32601, -32602, -32005, -32000, 3
_QUANTITY = re.compile(r"0x[0-9a-f]{1,16}|latest|earliest")


def relay_router(front: Front) -> APIRouter:
    """`POST /rpc`: JSON-RPC 2.0, one call at a time."""
    router = APIRouter(include_in_schema=False)
    places = BoundedSemaphore(MOST_AT_ONCE)

    @router.post(PATH)
    async def relay(request: Request) -> JSONResponse:
        try:
            call = _read(await _body(request))
        except RelayRefused as refusal:
            return _answer(None, refusal)
        return await run_in_threadpool(_relayed, front, places, call)

    return router


def _relayed(front: Front, places: BoundedSemaphore, call: Mapping[str, Any]) -> JSONResponse:
    if not places.acquire(blocking=False):
        return _answer(call["id"], RelayRefused(BUSY, f"{MOST_AT_ONCE} calls wait already; ask again in a second"))
    try:
        _require_reading(call["method"], call["params"], set(_addresses(front)))
        return _answer(call["id"], front.registry.chain.request(call["method"], *call["params"]))
    except RelayRefused as refusal:
        return _answer(call["id"], refusal)
    except CarbonixError as fault:
        code, name = (REVERTED, fault.name) if isinstance(fault, Refused) else (AWAY, None)
        # The node's address may hold a key: only its own words about a call are handed on.
        words = "our node does not answer" if isinstance(fault, ChainUnavailable) else fault.sentence
        return _answer(call["id"], RelayRefused(code, words), name)
    finally:
        places.release()


def _addresses(front: Front) -> Sequence[str]:
    return [contract.address for contract in front.registry.deployment.contracts.values()]


async def _body(request: Request) -> bytes:
    """Raises RelayRefused for more than LARGEST_CALL_BYTES."""
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > LARGEST_CALL_BYTES:
            raise RelayRefused(INVALID, f"a call has at most {LARGEST_CALL_BYTES:,} bytes")
    return bytes(read)


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise RelayRefused(PARSE, "the call is no JSON") from fault
    known = isinstance(call, dict) and isinstance(call.get("method"), str)
    if not known or not isinstance(call.get("params", []), list) or not isinstance(call.get("id"), int | str | None):
        raise RelayRefused(INVALID, "a call is an object with id, method and a list of params; one at a time")
    number = call.get("id")
    return {
        "id": writable(number) if isinstance(number, str) else number,
        "method": call["method"],
        "params": call.get("params", []),
    }


def _require_reading(method: str, params: list[Any], ours: set[str]) -> None:
    """Raises RelayRefused unless the call reads, and reads our contracts where it names one."""
    if method not in METHODS:
        raise RelayRefused(UNKNOWN_METHOD, f"this relay answers {', '.join(METHODS)} only")
    if method == "eth_call":
        _require_call(params, ours)
    elif method == "eth_getCode":
        _require_place(params[0] if len(params) == 2 else None, ours)
    elif method == "eth_getLogs":
        _require_span(params, ours)
    elif method in WHOLE_BLOCKS and params[1:] != [False]:
        raise RelayRefused(WRONG_PARAMS, "blocks come with the hashes of their transactions only: the second is false")


def _require_call(params: list[Any], ours: set[str]) -> None:
    call = params[0] if len(params) == 2 else None
    if not isinstance(call, dict) or not set(call) <= {"to", "data"}:
        raise RelayRefused(WRONG_PARAMS, "eth_call takes an object of to and data, and a block")
    _require_place(call.get("to"), ours)


def _require_place(address: object, ours: set[str]) -> None:
    if not isinstance(address, str) or address.lower() not in ours:
        raise RelayRefused(WRONG_PARAMS, "this relay reads the contracts of this registry only")


def _require_span(params: list[Any], ours: set[str]) -> None:
    asked = params[0] if len(params) == 1 and isinstance(params[0], dict) else {}
    _require_place(asked.get("address"), ours)
    if "blockHash" in asked:
        return
    ends = [asked.get("fromBlock"), asked.get("toBlock")]
    if not all(isinstance(end, str) and _QUANTITY.fullmatch(end) and end.startswith("0x") for end in ends):
        raise RelayRefused(WRONG_PARAMS, "eth_getLogs takes one address, and fromBlock and toBlock as numbers")
    first, last = (int(str(end), 16) for end in ends)
    if not 0 <= last - first < MOST_BLOCKS:
        raise RelayRefused(WRONG_PARAMS, f"eth_getLogs spans at most {MOST_BLOCKS:,} blocks")


def _answer(number: int | str | None, said: Any, name: str | None = None) -> JSONResponse:
    """`name` is the contract's own error, as `data`: no node gives it, and a page could not tell it from the words."""
    if not isinstance(said, RelayRefused):
        return JSONResponse({"jsonrpc": "2.0", "id": number, "result": said})
    error = {"code": said.code, "message": said.sentence} | ({"data": name} if name else {})
    return JSONResponse({"jsonrpc": "2.0", "id": number, "error": error})
