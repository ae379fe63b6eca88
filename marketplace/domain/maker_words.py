"""What a maker signs in words (EIP-191) to tell the market something about its orders, line by line."""

from __future__ import annotations

CANCEL_ORDER = "carbonix/cancel-order/1"
CANCEL_ALL = "carbonix/cancel-all/1"
MODIFY_ORDER = "carbonix/modify-order/1"
LONGEST_WORD_S = 600  # a word that could come again later must name when it ends, and soon


def cancellation_text(chain_id: int, exchange: str, order: str) -> str:
    """Withdraws one order from the book, for ever."""
    return f"{CANCEL_ORDER}\n{chain_id}\n{exchange}\n{order}"


def cancel_all_text(chain_id: int, exchange: str, maker: str, valid_until_s: int) -> str:
    """Withdraws every open order of the maker; good until chain time has come to `valid_until_s`, and once."""
    return f"{CANCEL_ALL}\n{chain_id}\n{exchange}\n{maker}\n{valid_until_s}"


def modification_text(chain_id: int, exchange: str, order: str, credits: int, valid_until_s: int) -> str:
    """Lets an order seek `credits` from here on; good until chain time has come to `valid_until_s`, and once."""
    return f"{MODIFY_ORDER}\n{chain_id}\n{exchange}\n{order}\n{credits}\n{valid_until_s}"
