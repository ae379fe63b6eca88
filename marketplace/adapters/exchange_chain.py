"""The exchange contract behind the port `Exchange`: hashes of orders, and views of the chain pinned to one block."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from marketplace.domain.maker_words import cancellation_text
from registry.adapters.abi import Entry, decode_answer, encode_call, load_abi
from registry.adapters.chain import ChainGateway
from registry.adapters.typed_data import order_digest
from registry.adapters.wallet_signatures import signed_by
from registry.domain.events import Block
from registry.domain.orders import Order


class ExchangeChain:
    """CreditExchange of one deployment."""

    def __init__(self, gateway: ChainGateway) -> None:
        self._gateway = gateway

    @property
    def chain_id(self) -> int:
        """Chain that orders are signed for."""
        return self._gateway.chain_id

    @property
    def address(self) -> str:
        """Address of CreditExchange, the one that makers approve."""
        return self._gateway.address_of("CreditExchange")

    @property
    def credit_address(self) -> str:
        """Address of CarbonCredit."""
        return self._gateway.address_of("CarbonCredit")

    def view(self) -> BlockView:
        """The chain at its head of this moment."""
        return BlockView(self._gateway, self._gateway.head())

    def base_fee_wei(self) -> int:
        """Base fee of the newest block in wei per gas; 0 on a chain that has none."""
        return int(self._gateway.request("eth_getBlockByNumber", "latest", False).get("baseFeePerGas", "0x0"), 16)

    def order_hash(self, order: Order) -> str:
        """EIP-712 digest of the order for this chain and this contract."""
        return "0x" + order_digest(self._gateway.chain_id, self.address, order).hex()

    def cancellation_text(self, order_hash: str) -> str:
        """What a maker signs by EIP-191 (personal_sign) to withdraw an order: four lines."""
        return cancellation_text(self._gateway.chain_id, self.address, order_hash)


class BlockView:
    """The chain at one block: every answer is of that block."""

    def __init__(self, gateway: ChainGateway, head: Block) -> None:
        self._gateway = gateway
        self._head = head

    @property
    def block(self) -> int:
        """Number of the block."""
        return self._head.number

    @property
    def time_s(self) -> int:
        """Chain time: Unix seconds of the block."""
        return self._head.time

    def signed_by(self, signer: str, digest: str, signature: str) -> bool:
        """The key is asked first, then the wallet, as contracts/libraries/Signatures.sol does."""
        given = bytes.fromhex(signature[2:])
        return signed_by(self._gateway, self.block, signer, bytes.fromhex(digest[2:]), given)

    def tick_minor(self, payment: str) -> int:
        """Smallest price step in units of the token; zero for a token that the exchange does not admit."""
        return int(self._ask("CreditExchange", "tickOf", payment))

    def batch_exists(self, batch: int) -> bool:
        """True if the registry opened this batch."""
        return 0 < batch <= self._batch_count

    def epoch_of(self, maker: str) -> int:
        """Epoch that the maker's orders must carry."""
        return int(self._ask("CreditExchange", "epochOf", maker))

    def is_cancelled(self, order: str) -> bool:
        """True if the maker withdrew the order on chain."""
        return bool(self._ask("CreditExchange", "isCancelled", order))

    def filled_credits(self, order: str) -> int:
        """Whole credits of the order that the chain has settled."""
        return int(self._ask("CreditExchange", "filledCredits", order))

    def last_batch_no(self) -> int:
        """Number of the last settlement."""
        return int(self._ask("CreditExchange", "lastBatchNo"))

    def held_kg(self, holder: str, batch: int) -> int:
        """Kilograms of the batch that the holder has."""
        return int(self._ask("CarbonCredit", "balanceOf", holder, batch))

    def may_move_credits(self, holder: str) -> bool:
        """True if the holder approved the exchange for its credits (ERC-1155, all or nothing)."""
        exchange = self._gateway.address_of("CreditExchange")
        return bool(self._ask("CarbonCredit", "isApprovedForAll", holder, exchange))

    def funds_minor(self, holder: str, payment: str) -> int:
        """Units of the payment token that the holder has."""
        return int(self._ask_token(payment, "balanceOf", holder))

    def allowance_minor(self, holder: str, payment: str) -> int:
        """Units of the payment token that the exchange may move for the holder."""
        return int(self._ask_token(payment, "allowance", holder, self._gateway.address_of("CreditExchange")))

    @cached_property
    def _batch_count(self) -> int:
        return int(self._ask("CreditRegistry", "batchCount"))

    def _ask(self, contract: str, function: str, *args: object) -> Any:
        return self._gateway.call(contract, function, *args, at=self.block)

    def _ask_token(self, payment: str, function: str, *args: object) -> Any:
        """Any admitted ERC-20: what we ask is in the standard, so our own token's ABI describes it."""
        return self._ask_at(payment, load_abi("PaymentToken").function(function, len(args)), *args)

    def _ask_at(self, address: str, entry: Entry, *args: object) -> Any:
        call = {"to": address, "data": "0x" + encode_call(entry, args).hex()}
        answer = self._gateway.request("eth_call", call, hex(self.block))
        if len(answer) < 2 + 64:  # no code, or no word of an answer
            return None
        return decode_answer(entry, bytes.fromhex(answer[2:]))
