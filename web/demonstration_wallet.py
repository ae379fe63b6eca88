"""The demonstration's wallet: signs for a character of the story that somebody walked in as, on our own chain only.

The keys are those of the well-known development mnemonic, which everybody has: nothing of value is behind them.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from eth_abi.exceptions import EncodingError
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

from registry.adapters.abi import decode_call, load_abi
from registry.adapters.signer import LocalSigner
from registry.domain.roles import Principal
from registry.errors import InvalidInput
from web.demonstration import READERS
from web.front import Front
from web.story.cast import Cast, demonstration_cast

LONGEST_TEXT = 20_000
WORD = 64  # hex digits of 32 bytes
APPROVE, APPROVE_ALL = "0x095ea7b3", "0xa22cb465"  # approve(address,uint256), setApprovalForAll(address,bool)
EPOCH_OF = "0x582805d9"  # CreditExchange.epochOf(address)
RETIRE_IN_BULK = "0x11cd13d5"  # CarbonCredit.retireInBulk
KEYS: Mapping[str, Callable[[Cast], LocalSigner]] = {
    "absorber": lambda cast: cast.grove_owner,
    "emitter": lambda cast: cast.emitter,
    "verifier": lambda cast: cast.expert,
}


def key_of(caller: Principal | None) -> LocalSigner | None:
    """The key of the character that the caller walked in as; None for everybody else."""
    for name, signer in KEYS.items():
        reader = READERS.get(name)
        if caller is not None and reader is not None and reader.principal == caller:
            return signer(demonstration_cast())
    return None


class DemonstrationWallet:
    """What a browser's wallet would do, for one character. Only calls of this registry's own contracts are signed."""

    def __init__(self, front: Front, signer: LocalSigner) -> None:
        self._front, self._signer = front, signer
        self._chain = front.registry.chain

    def answer(self, method: str, params: list[Any]) -> Any:
        """The answer to an EIP-1193 request. Raises InvalidInput for what this wallet does not do."""
        calls: Mapping[str, Callable[..., Any]] = {
            "eth_requestAccounts": lambda: [self._signer.address],
            "eth_accounts": lambda: [self._signer.address],
            "eth_chainId": lambda: hex(self._chain.chain_id),
            "wallet_switchEthereumChain": self._switch,
            "personal_sign": self._sign_text,
            "eth_signTypedData_v4": self._sign_typed,
            "eth_call": self._call,
            "eth_sendTransaction": self._send,
        }
        if method not in calls:
            raise InvalidInput("method", method[:100], f"must be one of {', '.join(calls)}")
        try:
            return calls[method](*params)
        except (TypeError, ValueError, KeyError, AttributeError, EncodingError) as fault:
            raise InvalidInput("params", str(fault)[:200], f"must be those of {method}") from fault

    def _switch(self, wanted: dict[str, str]) -> None:
        if int(wanted["chainId"], 16) != self._chain.chain_id:
            raise InvalidInput("chainId", wanted["chainId"], f"must be {self._chain.chain_id}: it knows no other chain")

    def _sign_text(self, text: str, account: str) -> str:
        self._own(account)
        return "0x" + self._signer.sign_text(bytes.fromhex(text[2 : LONGEST_TEXT + 2]).decode()).hex()

    def _sign_typed(self, account: str, document: str) -> str:
        self._own(account)
        typed = json.loads(document[:LONGEST_TEXT])
        domain = typed["domain"]
        ours = {one.address.lower() for one in self._front.registry.deployment.contracts.values()}
        if int(domain["chainId"]) != self._chain.chain_id or domain["verifyingContract"].lower() not in ours:
            raise InvalidInput("domain", json.dumps(domain)[:200], "must be a contract of this registry on its chain")
        made = encode_typed_data(full_message=typed)
        return "0x" + self._signer.sign_digest(keccak(b"\x19" + made.version + made.header + made.body)).hex()

    def _call(self, asked: dict[str, str], _block: str) -> str:
        """The epoch of the character's orders, which a page holds its ticket against; nothing else is read here."""
        exchange, own = self._front.market.exchange, EPOCH_OF + self._signer.address[2:].rjust(WORD, "0")
        if (asked["to"].lower(), asked["data"].lower()) != (exchange.address.lower(), own.lower()):
            raise InvalidInput("data", asked["data"][:10], "must ask the exchange for the epoch of its own account")
        return f"0x{exchange.view().epoch_of(self._signer.address):0{WORD}x}"

    def _send(self, transaction: dict[str, str]) -> str:
        """Approves the exchange, or takes that back; retires for many; nothing else."""
        self._own(transaction["from"])
        if (transaction["to"].lower(), transaction["data"][:10]) == (self._credits(), RETIRE_IN_BULK):
            return self._retire(bytes.fromhex(transaction["data"][2:]))
        to, data, exchange = transaction["to"].lower(), transaction["data"], self._front.market.exchange
        selector, spender, value = data[:10], "0x" + data[34 : 10 + WORD], int(data[10 + WORD : 10 + 2 * WORD], 16)
        calls: Mapping[tuple[str, str], tuple[str, str, object]] = {
            (self._front.market.payment.lower(), APPROVE): ("PaymentToken", "approve", value),
            (exchange.credit_address.lower(), APPROVE_ALL): ("CarbonCredit", "setApprovalForAll", bool(value)),
        }
        if (to, selector) not in calls or spender.lower() != exchange.address.lower():
            raise InvalidInput("transaction", data[:10], "must approve the exchange for payment or for credits")
        contract, function, told = calls[to, selector]
        intent = f"demonstration-wallet:{secrets.token_hex(16)}"
        sent = self._front.registry.outbox.transact(intent, self._signer, contract, function, exchange.address, told)
        return sent.transaction

    def _credits(self) -> str:
        return self._chain.address_of("CarbonCredit")

    def _retire(self, data: bytes) -> str:
        entry = load_abi("CarbonCredit").selectors[data[:4]]
        intent = f"demonstration-wallet:{secrets.token_hex(16)}"
        told = decode_call(entry, data).values()
        return self._front.registry.outbox.transact(intent, self._signer, "CarbonCredit", entry.name, *told).transaction

    def _own(self, account: str) -> None:
        if account.lower() != self._signer.address:
            raise InvalidInput("account", account[:42], f"must be {self._signer.address}")
