"""A wallet for the tests: announced by EIP-6963 as an extension would, it signs with a development key in Python."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from playwright.sync_api import Page

from registry.adapters.signer import LocalSigner
from tests.browser.stack import Stack

REJECTED = 4001
UNKNOWN_CHAIN = 4902
GAS = 3_000_000
DEMONSTRATION_CHAIN = 31337
# The provider of EIP-1193, announced as EIP-6963 asks; each request goes to Python and comes back.
ANNOUNCE = """
(() => {
  const heard = {};
  const provider = {
    request: async (call) => {
      const asked = JSON.stringify({ method: call.method, params: call.params ?? [] });
      const answer = JSON.parse(await window.askTheWallet(asked));
      if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
      return answer.result;
    },
    on: (event, listener) => { (heard[event] ??= []).push(listener); },
    removeListener: (event, listener) => { heard[event] = (heard[event] ?? []).filter((one) => one !== listener); },
  };
  const icon = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
  const uuid = "00000000-0000-4000-8000-000000000001";
  const detail = Object.freeze({ info: { uuid, name: "Test wallet", rdns: "test.wallet", icon }, provider });
  const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
})();
"""


class Rejection(Exception):
    """What the wallet answers instead of a result."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class FakeWallet:
    """A key behind a provider. `rejects` holds methods that its owner says no to, `asked` what was asked of it."""

    signer: LocalSigner
    stack: Stack
    chain_id: int = DEMONSTRATION_CHAIN
    rejects: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def answer(self, text: str) -> str:
        """The provider's answer to one request, as JSON."""
        call = json.loads(text)
        self.asked.append(call["method"])
        try:
            return json.dumps({"result": self._result(call["method"], call["params"])})
        except Rejection as rejection:
            return json.dumps({"error": {"code": rejection.code, "message": str(rejection)}})

    def _result(self, method: str, params: list[Any]) -> Any:
        if method in self.rejects:
            raise Rejection(REJECTED, "the owner said no")
        known: dict[str, Callable[[list[Any]], Any]] = {
            "eth_requestAccounts": lambda _: [self.signer.address],
            "eth_accounts": lambda _: [self.signer.address],
            "eth_chainId": lambda _: hex(self.chain_id),
            "wallet_switchEthereumChain": self._switch,
            "personal_sign": self._sign_text,
            "eth_signTypedData_v4": self._sign_typed,
            "eth_sendTransaction": self._send,
        }
        return known[method](params) if method in known else self._node(method, params)

    def _switch(self, params: list[Any]) -> None:
        wanted = int(params[0]["chainId"], 16)
        if wanted != DEMONSTRATION_CHAIN:
            raise Rejection(UNKNOWN_CHAIN, "the wallet does not know this chain")
        self.chain_id = wanted

    def _sign_text(self, params: list[Any]) -> str:
        return "0x" + self.signer.sign_text(bytes.fromhex(params[0].removeprefix("0x")).decode()).hex()

    def _sign_typed(self, params: list[Any]) -> str:
        assert params[0].lower() == self.signer.address.lower()
        message = encode_typed_data(full_message=json.loads(params[1]))
        return "0x" + self.signer.sign_digest(keccak(b"\x19" + message.version + message.header + message.body)).hex()

    def _send(self, params: list[Any]) -> Any:
        wanted = params[0]
        transaction = {
            "to": to_checksum_address(wanted["to"]),
            "data": wanted.get("data", "0x"),
            "value": int(wanted.get("value", "0x0"), 16),
            "nonce": int(self._node("eth_getTransactionCount", [self.signer.address, "pending"]), 16),
            "chainId": DEMONSTRATION_CHAIN,
            "gas": GAS,
            "gasPrice": 2 * int(self._node("eth_gasPrice", []), 16),
        }
        return self._node("eth_sendRawTransaction", ["0x" + self.signer.sign_transaction(transaction).hex()])

    def _node(self, method: str, params: list[Any]) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.stack.rpc, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            read = json.load(answer)
        if "error" in read:
            raise Rejection(read["error"].get("code", -32000), read["error"].get("message", "the node refused"))
        return read["result"]


def give_wallet(page: Page, wallet: FakeWallet) -> None:
    """Every page that the window opens from now on finds the wallet."""
    page.context.expose_function("askTheWallet", wallet.answer)
    page.context.add_init_script(ANNOUNCE)
