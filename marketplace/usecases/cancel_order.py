"""Cancels orders in the book at their maker's word; trades that were made before stand."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Cancel, CancelAll, Cancelled
from marketplace.domain.journal import Entry, Outcome
from marketplace.domain.maker_words import LONGEST_WORD_S, cancel_all_text, cancellation_text
from marketplace.errors import InvalidSignature, MakerWordExpired, OrderUnknown, refusal_of
from marketplace.ports import OrderChain, TradingDesk

BY_MAKER = "Maker"


@dataclass(frozen=True, slots=True)
class MakerWord:
    """A maker's word: a signature over a text; or `wallets`, addresses that the caller signed in with or linked."""

    signature: str | None = None
    wallets: frozenset[str] = frozenset()
    account: str | None = None


def cancel_order(order_hash: str, word: MakerWord, *, desk: TradingDesk, chain: OrderChain) -> Cancelled:
    """Withdraws what rests of an order, for this book. On chain the signature stays valid until `cancel` or the expiry.

    Raises OrderUnknown, InvalidSignature (not the maker's word), OrderWasCancelled (it left before), DeskBusy.
    """
    maker = maker_of(order_hash, desk)
    require_word(word, maker, order_hash, cancellation_text(chain.chain_id, chain.address, order_hash), chain)
    outcome = desk.submit(Entry(Cancel(order_hash, BY_MAKER), account=word.account)).result()
    told = cancelled_by(outcome)
    return told[0] if told else Cancelled(order_hash, 0, BY_MAKER)


def cancel_all(
    maker: str, word: MakerWord, valid_until_s: int | None, *, desk: TradingDesk, chain: OrderChain
) -> list[Cancelled]:
    """Withdraws every open order of a maker, oldest first; the orders that left.

    Raises InvalidSignature, MakerWordExpired, DeskBusy.
    """
    key = None
    if maker not in word.wallets:
        key = require_fresh_word(
            word,
            maker,
            maker,
            cancel_all_text(chain.chain_id, chain.address, maker, valid_until_s or 0),
            valid_until_s or 0,
            chain,
        )
    entry = Entry(CancelAll(maker, BY_MAKER), client_order_id=key, account=word.account)
    return cancelled_by(desk.submit(entry).result())


def maker_of(order_hash: str, desk: TradingDesk) -> str:
    """Whose order it is. Raises OrderUnknown where the book has none of this hash, or forgot it after its expiry."""
    with desk.book() as engine:
        place = engine.place_of(order_hash)
    if place is None:
        raise OrderUnknown(order=order_hash)
    return place.maker


def require_word(word: MakerWord, maker: str, subject: str, text: str, chain: OrderChain) -> None:
    """Raises InvalidSignature unless the maker signed the text, or is a wallet of the caller's own."""
    if word.signature is None and maker in word.wallets:
        return
    digest, given = chain.text_digest(text), word.signature or "0x"
    if chain.signed_by_key(digest, bytes.fromhex(given[2:]), maker):
        return
    if word.signature is None or not chain.view().signed_by(maker, "0x" + digest.hex(), given):
        raise InvalidSignature(order=subject, maker=maker)


def require_fresh_word(
    word: MakerWord, maker: str, subject: str, text: str, valid_until_s: int, chain: OrderChain
) -> str:
    """As `require_word`, for a word that holds for a short time and once: the key under which the desk hears it once.

    Raises MakerWordExpired, too.
    """
    now_s = chain.view().time_s
    if not now_s < valid_until_s <= now_s + LONGEST_WORD_S:
        now_s = chain.renewed().time_s
    if not now_s < valid_until_s <= now_s + LONGEST_WORD_S:
        raise MakerWordExpired(validUntil=valid_until_s, longest=LONGEST_WORD_S, chainTime=now_s)
    require_word(word, maker, subject, text, chain)
    return "word:" + chain.text_digest(text).hex()


def cancelled_by(outcome: Outcome) -> list[Cancelled]:
    """The orders that left by an outcome. Raises the engine's refusal by name."""
    require_accepted(outcome)
    return [event for event in outcome.events if isinstance(event, Cancelled)]


def require_accepted(outcome: Outcome) -> None:
    """Raises the engine's refusal by name."""
    if outcome.rejected is not None:
        raise refusal_of(outcome.rejected.name, dict(outcome.rejected.facts))
