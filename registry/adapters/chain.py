"""The one door to the chain: typed, every read pinned to a block, every refusal under the contract's own error name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import requests
from eth_abi.exceptions import DecodingError
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes
from web3.providers.rpc import HTTPProvider
from web3.types import RPCEndpoint

from registry.adapters.abi import Entry, decode_answer, decode_call, decode_error, decode_event, encode_call, load_abi
from registry.adapters.deployment import Deployment, deployment_of_addresses
from registry.domain.events import Block, ChainEvent, Receipt
from registry.errors import BlockUnavailable, CarbonixError, ChainUnavailable

GAS_MARGIN_PERCENT = 150
FEE_HEADROOM = 4  # base fee may grow so often before a stored transaction is too cheap to be sent again
TIP_WEI = 1_000_000_000
FEE_RISE_PERCENT = 125
LONGEST_REASON = 200
EXECUTION_REVERTED = 3  # JSON-RPC error code of a revert (EIP-1474 practice of every client but ganache)


class NodeRefused(CarbonixError):
    """The node answered a request with an error that is not a contract's."""


class ChainGateway:
    """JSON-RPC to one node, for the contracts of one deployment."""

    def __init__(self, rpc_url: str, deployment: Deployment, timeout_s: int = 20) -> None:
        session = requests.Session()
        session.trust_env = False  # a proxy of the caller's shell must not stand between us and our own node
        self.rpc_url = rpc_url
        self.deployment = deployment
        self._provider = HTTPProvider(
            rpc_url, request_kwargs={"timeout": timeout_s}, session=session, exception_retry_configuration=None
        )

    # --- blocks and events ---

    @cached_property
    def chain_id(self) -> int:
        """The node's chain id. Raises ChainUnavailable if it is not the deployment's."""
        found = int(self.request("eth_chainId"), 16)
        if found != self.deployment.chain_id:
            facts = {"expected": self.deployment.chain_id, "actual": found}
            raise ChainUnavailable(f"the node is on chain {found}, the deployment on {self.deployment.chain_id}", facts)
        return found

    def head(self) -> Block:
        """The newest block; its time is chain time."""
        found = self.request("eth_getBlockByNumber", "latest", False)
        if found is None:
            raise BlockUnavailable(0, "unknown")
        return _block(found)

    def block(self, number: int) -> Block:
        """A block by number. Raises BlockUnavailable if the node does not return it."""
        return _block(self._raw_block(number))

    def transactions_in(self, number: int) -> list[str]:
        """Hashes of a block's transactions in order."""
        return [str(transaction) for transaction in self._raw_block(number)["transactions"]]

    def events(self, first: int, last: int) -> list[ChainEvent]:
        """Events of our contracts in blocks first..last inclusive, in order of the chain."""
        addresses = [contract.address for contract in self.deployment.contracts.values()]
        spec = {"fromBlock": hex(first), "toBlock": hex(last), "address": addresses}
        return self._decode_logs(self.request("eth_getLogs", spec))

    def events_in(self, block: Block) -> list[ChainEvent]:
        """Events of our contracts in exactly this block, by its hash: a fork in between cannot mix two histories."""
        addresses = [contract.address for contract in self.deployment.contracts.values()]
        return self._decode_logs(self.request("eth_getLogs", {"blockHash": block.hash, "address": addresses}))

    # --- reads ---

    def call(self, contract: str, function: str, *args: object, at: int) -> Any:
        """The function's answer at a block: structs as dict, bytes and addresses as 0x hex.

        Raises Refused with the contract's error, ChainUnavailable.
        """
        entry = load_abi(contract).function(function, len(args))
        call = {"to": self.address_of(contract), "data": "0x" + encode_call(entry, args).hex()}
        answer = self.request("eth_call", call, hex(at))
        try:
            return decode_answer(entry, _bytes(answer))
        except DecodingError as fault:
            facts = {"contract": contract, "function": function, "answer": answer[:200]}
            raise ChainUnavailable(
                f"the node's answer to {contract}.{function} cannot be read: {fault}", facts
            ) from fault

    def address_of(self, contract: str) -> str:
        """Address of a contract by its name in the deployment."""
        return self.deployment.address_of(contract)

    def code_hash(self, contract: str, at: int) -> str:
        """Keccak-256 of the code at a contract's address."""
        return "0x" + keccak(_bytes(self.request("eth_getCode", self.address_of(contract), hex(at)))).hex()

    def nonce(self, address: str) -> int:
        """Number of transactions that the chain has taken from an account."""
        return int(self.request("eth_getTransactionCount", address, "latest"), 16)

    # --- transactions ---

    def receipt(self, transaction: str) -> Receipt | None:
        """What became of a transaction; None if no block holds it."""
        found = self.request("eth_getTransactionReceipt", transaction)
        if found is None or found.get("blockNumber") is None:
            return None
        number = int(found["blockNumber"], 16)
        return Receipt(
            transaction=transaction,
            block=number,
            time=self.block(number).time,
            succeeded=int(found["status"], 16) == 1,
            gas_used=int(found["gasUsed"], 16),
            events=tuple(self._decode_logs(found["logs"])),
        )

    def transaction(self, transaction: str) -> dict[str, Any] | None:
        """A transaction with its decoded call; None if the node does not know it.

        Keys: hash, block (None while pending), from, to, value, nonce, gas, input, contract, function, arguments.
        """
        found = self.request("eth_getTransactionByHash", transaction)
        if found is None:
            return None
        plain = {key: int(found[key], 16) for key in ("value", "nonce", "gas")}
        place = found.get("blockNumber")
        names = {"hash": transaction, "from": found["from"].lower(), "to": (found.get("to") or "").lower() or None}
        return names | plain | {"block": place and int(place, 16), "input": found["input"]} | self._decode_input(found)

    def prepare(
        self, sender: str, contract: str, function: str, args: Sequence[object], value_wei: int = 0
    ) -> dict[str, Any]:
        """A transaction that is ready but for its nonce; simulated first. `value_wei` is the ether that goes with it.

        Raises Refused with the contract's error if it would revert.
        """
        entry = load_abi(contract).function(function, len(args))
        data = "0x" + encode_call(entry, args).hex()
        call = {"from": sender, "to": self.address_of(contract), "data": data, "value": hex(value_wei)}
        self.request("eth_call", call, "latest")
        gas = int(self.request("eth_estimateGas", call), 16) * GAS_MARGIN_PERCENT // 100
        head = self.request("eth_getBlockByNumber", "latest", False)
        fee = int(head.get("baseFeePerGas") or "0x0", 16) * FEE_HEADROOM + TIP_WEI
        return {
            "type": 2,
            "chainId": self.chain_id,
            "to": bytes.fromhex(call["to"][2:]),
            "value": value_wei,
            "data": data,
            "gas": min(gas, int(head["gasLimit"], 16)),
            "maxFeePerGas": fee,
            "maxPriorityFeePerGas": TIP_WEI,
        }

    def simulate(self, raw: bytes, sender: str) -> None:
        """Tries signed bytes on the newest state without sending them. Raises Refused with the contract's error."""
        said = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
        call = {"from": sender, "to": "0x" + bytes(said["to"]).hex(), "data": "0x" + bytes(said["data"]).hex()}
        self.request("eth_call", call | {"value": hex(said["value"])}, "latest")

    def dearer(self, raw: bytes) -> tuple[dict[str, Any], int]:
        """The same call with the same nonce at fees that a node takes in its place, unsigned; and its old price.

        Nodes ask for a tenth more of both fees (geth's price bump): it is a quarter more, with room for the base fee.
        """
        said = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
        head = self.request("eth_getBlockByNumber", "latest", False)
        tip = _raised(said["maxPriorityFeePerGas"])
        needed = int(head.get("baseFeePerGas") or "0x0", 16) * FEE_HEADROOM + tip
        call = {key: said[key] for key in ("type", "chainId", "nonce", "to", "value", "gas")}
        fees = {"maxFeePerGas": max(_raised(said["maxFeePerGas"]), needed), "maxPriorityFeePerGas": tip}
        old_price_wei = said["gas"] * said["maxFeePerGas"] + said["value"]
        return call | fees | {"data": "0x" + bytes(said["data"]).hex(), "to": bytes(said["to"])}, old_price_wei

    def reason(self, transaction: str) -> CarbonixError:
        """Why a mined transaction reverted: the same call once more, on the state of its block."""
        found = self.request("eth_getTransactionByHash", transaction)
        call = {"from": found["from"], "to": found["to"], "data": found["input"]}
        try:
            self.request("eth_call", call, found["blockNumber"])
        except CarbonixError as refusal:
            return refusal
        return decode_error(b"")

    def send_raw(self, raw: bytes) -> str:
        """Hands signed bytes to the node; the transaction's hash. Raises NodeRefused."""
        return str(self.request("eth_sendRawTransaction", "0x" + raw.hex()))

    # --- wire ---

    def request(self, method: str, *params: object) -> Any:
        """One JSON-RPC request. Raises Refused for a revert, NodeRefused, ChainUnavailable."""
        try:
            response = self._provider.make_request(RPCEndpoint(method), list(params))
        except (OSError, ValueError) as fault:  # requests' own errors are OSErrors; no JSON is a ValueError
            node = _public(self.rpc_url)
            sentence = f"the node at {node} does not answer {method}: {_plain(fault)}"
            raise ChainUnavailable(sentence, {"node": node, "method": method}) from fault
        error = response.get("error")
        if error is not None:
            raise _node_error(method, error)
        return response.get("result")

    def _raw_block(self, number: int) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = self.request("eth_getBlockByNumber", hex(number), False)
        if found is None:
            raise BlockUnavailable(number, int(self.request("eth_blockNumber"), 16))
        return found

    def _decode_logs(self, logs: Sequence[Mapping[str, Any]]) -> list[ChainEvent]:
        decoded = [event for log in logs if (event := self._decode_log(log)) is not None]
        return sorted(decoded, key=lambda event: (event.block, event.log_index))

    def _decode_log(self, log: Mapping[str, Any]) -> ChainEvent | None:
        name = self.deployment.name_of(log["address"])
        topics = [_bytes(topic) for topic in log["topics"]]
        entry = load_abi(name).events.get(topics[0]) if name and topics else None
        if name is None or entry is None:
            return None
        return ChainEvent(
            block=int(log["blockNumber"], 16),
            log_index=int(log["logIndex"], 16),
            transaction=log["transactionHash"].lower(),
            contract=name,
            name=entry.name,
            arguments=decode_event(entry, topics, _bytes(log["data"])),
        )

    def _decode_input(self, found: Mapping[str, Any]) -> dict[str, Any]:
        name = self.deployment.name_of(found.get("to") or "")
        data = _bytes(found["input"])
        entry: Entry | None = load_abi(name).selectors.get(data[:4]) if name else None
        if entry is None:
            return {"contract": name, "function": None, "arguments": {}}
        return {"contract": name, "function": entry.name, "arguments": decode_call(entry, data)}


def node_chain_id(rpc_url: str) -> int:
    """The chain id that a node says it is on. Raises ChainUnavailable."""
    return int(ChainGateway(rpc_url, deployment_of_addresses(0, {})).request("eth_chainId"), 16)


def _raised(fee_wei: int) -> int:
    return fee_wei * FEE_RISE_PERCENT // 100 + 1


def _public(rpc_url: str) -> str:
    """A node's address without what may be a key: strangers read this in answers and on pages."""
    scheme, _, rest = rpc_url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].rpartition('@')[2].partition('?')[0]}" if rest else rpc_url


def _plain(fault: BaseException) -> str:
    """The system's own few words, e.g. "Connection refused", out of the layers that libraries wrap around them."""
    inner: BaseException | None = fault
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror
        inner = inner.__cause__ or inner.__context__
    return str(fault)[:LONGEST_REASON]


def _node_error(method: str, error: Any) -> CarbonixError:
    fields = error if isinstance(error, Mapping) else {"message": str(error)}
    message, data = str(fields.get("message", "")), fields.get("data")
    if isinstance(data, Mapping):  # ganache wraps the revert data for some methods
        data = data.get("result") or data.get("data")
    reverted = "revert" in message.lower() or fields.get("code") == EXECUTION_REVERTED
    if reverted:
        return decode_error(_bytes(data) if isinstance(data, str) else b"")
    return NodeRefused(f"the node refuses {method}: {message}", {"method": method, "message": message})


def _block(found: Mapping[str, Any]) -> Block:
    return Block(
        number=int(found["number"], 16),
        hash=found["hash"].lower(),
        parent_hash=found["parentHash"].lower(),
        time=int(found["timestamp"], 16),
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
