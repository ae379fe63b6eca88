"""A deck of scenes, shuffled by a seed: each plays a few moves of a walk, chosen by what the walk has become.

A deck rather than dice, so that a walk of a hundred moves meets every guard and still never in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from marketplace.domain.purses import UNLIMITED
from registry.domain.orders import ALL_OR_NONE, RETIRE_ON_SETTLEMENT
from tests.marketplace.settlement_walk import ADMIN, GUARDIAN, MEMO, OPERATOR, UNLISTED, Walk

MAKERS = ("absorber", "emitter", "absorber2")
TICK = 10_000
DAY_S = 86_400
RETIRING = {"flags": RETIRE_ON_SETTLEMENT, "memo": MEMO}
Changes = dict[str, Any]
Pair = tuple[int, int, int, int]  # numbers of the buy and sell order, credits, price


class Deck:
    """Plays one walk. `queue` are pairs that wait for a batch of their own, beside those of the book."""

    def __init__(self, walk: Walk, seed: int) -> None:
        self.walk, self.chance, self.queue = walk, Random(seed), list[Pair]()

    def play(self) -> None:
        scenes = [*self.spoilt_pairs(), *self.good_pairs()]
        self.chance.shuffle(scenes)
        weather = [self.silence, self.no_admission, self.frozen, self.no_credits, self.no_money, self.no_allowance]
        weather += [self.ledger_paused, self.paused, self.relabelled, self.wrong_batches, self.taken_back]
        weather += [self.booking] * 6 + [
            self.turned_down,
            self.passed_by,
            self.late_cancel,
            self.late_epoch,
            self.late_expiry,
        ]
        self.chance.shuffle(weather)
        for number, scene in enumerate(weather):
            share = len(scenes) // (len(weather) - number)
            for play in scenes[:share]:
                self.queue.append(play())
            del scenes[:share]
            self.flush()
            scene()
        self.booking()
        self.settle_book()

    # ---- pairs of orders

    def pair(self, sell: Changes | None = None, buy: Changes | None = None, asked: int | None = None) -> Pair:
        """Two fresh orders that fit each other but for the changes; `side`, `maker`, `batch` are fields like others."""
        offer, wish = dict(sell or {}), dict(buy or {})
        batch = self.chance.choice(list(self.walk.exchange.batches))
        seller = offer.pop("maker", None) or self.richest(batch)
        buyer = wish.pop("maker", None) or self.chance.choice([name for name in MAKERS if name != seller])
        credits = self.chance.randint(2, 5)
        price = self.chance.randint(90, 110) * TICK
        limit = price + self.chance.randint(0, 5) * TICK
        numbers = []
        for side, maker, changes, words in (("Sell", seller, offer, price), ("Buy", buyer, wish, limit)):
            wanted = changes.pop("credits", credits)
            stated = (changes.pop("side", side), maker, changes.pop("batch", batch), wanted)
            numbers.append(self.sign(*stated, words + changes.pop("dearer", 0), changes))
        return numbers[1], numbers[0], credits if asked is None else asked, price

    def sign(self, side: str, maker: str, batch: int, credits: int, price: int, changes: Changes) -> int:
        self.walk.make("sign", side, maker, batch, credits, price, changes)
        return len(self.walk.orders)

    def richest(self, batch: int) -> str:
        purses, address = self.walk.exchange.purses, self.walk.address
        return max(MAKERS, key=lambda name: purses.kg(batch, address(name)))

    def spoilt_pairs(self) -> list[Callable[[], Pair]]:
        """Each breaks one word of a match."""
        pair, chance = self.pair, self.chance
        return [
            lambda: pair(sell={"signer": "stranger"}),
            lambda: pair(buy={"signer": "stranger"}),
            lambda: pair(asked=0),
            lambda: pair(buy={"side": "Sell"}),
            lambda: pair(sell={"side": "Buy"}),
            lambda: pair(sell={chance.choice(("kind", "standard", "vintage_to", "labels")): 1}),
            lambda: pair(sell={"batch": 0}),
            lambda: pair(buy={"country": "0x5448"}),
            lambda: pair(buy={"batch": 7}),
            lambda: pair(buy={"payment": UNLISTED}),
            lambda: pair(sell={"payment": UNLISTED}, buy={"payment": UNLISTED}),
            lambda: pair(sell={"maker": "absorber"}, buy={"maker": "absorber"}),
            lambda: pair(buy={"taker": "stranger"}),
            lambda: pair(sell={"taker": "stranger"}),
            lambda: pair(sell={"dearer": 50 * TICK}),
            lambda: pair(buy={"dearer": -50 * TICK}),
            lambda: pair(sell={"dearer": -1}),
            lambda: pair(buy={"dearer": 1}),
            lambda: pair(buy={"batch": 0, "kind": 6}),
            lambda: pair(buy={"batch": 0, "country": "0x4a50"}),
            lambda: pair(buy={"batch": 0, "vintage_from": 2025}),
            lambda: pair(buy={"batch": 0, "vintage_to": 2015}),
            lambda: pair(sell={"batch": 7}, buy={"batch": 0}),
            lambda: pair(sell={"lasts_s": 0}),
            lambda: pair(buy={"epoch_ahead": 1}),
            lambda: pair(sell={"recipient": "exchange"}),
            lambda: pair(sell=dict(RETIRING)),
            lambda: pair(buy={"flags": 4}),
            lambda: pair(sell={"max_fee_bps": 44}),
            lambda: pair(buy={"credits": 1}),
            lambda: pair(sell={"flags": ALL_OR_NONE, "credits": 6}),
            lambda: pair(buy={"min_fill": 6, "credits": 9}),
            lambda: pair(buy={"flags": RETIRE_ON_SETTLEMENT}),
            lambda: pair(sell={"maker": "absorber", "recipient": "emitter"}, buy={"maker": "emitter"}),
            self.withdrawn,
        ]

    def good_pairs(self) -> list[Callable[[], Pair]]:
        pair = self.pair
        return [
            pair,
            lambda: pair(asked=1),
            lambda: pair(buy={"batch": 0, "country": "0x5448", "vintage_from": 2015, "vintage_to": 2025, "kind": 2}),
            lambda: pair(buy={"batch": 0}, sell={"taker": "emitter", "maker": "absorber"}),
            lambda: pair(sell={"flags": ALL_OR_NONE}, buy={"min_fill": 2}),
            lambda: pair(buy=dict(RETIRING)),
            lambda: pair(buy=RETIRING | {"recipient": "stranger", "batch": 0}),
            lambda: pair(sell={"recipient": "stranger"}, buy={"recipient": "absorber"}),
            self.filled_twice,
        ]

    def withdrawn(self) -> Pair:
        buy, sell, credits, price = self.pair()
        number = self.chance.choice((buy, sell))
        self.walk.make("cancel", self.name_of(self.walk.order(number).order.maker), number)
        return buy, sell, credits, price

    def filled_twice(self) -> Pair:
        """The second piece of a pair is too much."""
        buy, sell, credits, price = self.pair()
        self.queue += [(buy, sell, 1, price), (buy, sell, credits, price)]
        return buy, sell, credits - 1, price

    def name_of(self, address: str) -> str:
        return next(name for name, held in self.walk.stage.addresses.items() if held == address)

    def flush(self) -> None:
        """All pairs in the queue settle as one batch."""
        pairs, self.queue = self.queue, []
        if pairs:
            self.settle(pairs)

    def settle(self, pairs: list[Pair], by: str = OPERATOR, ahead: int = 0, beyond: int = 0, dropped: int = 0) -> None:
        numbers = list(dict.fromkeys(number for buy, sell, *_ in pairs for number in (buy, sell)))
        matches = [(numbers.index(buy), numbers.index(sell) + beyond, *terms) for buy, sell, *terms in pairs]
        self.walk.make("settle", by, ahead, tuple(numbers), tuple(matches), dropped)

    # ---- scenes

    def wrong_batches(self) -> None:
        """Whole batches that are refused, and a match that comes from outside."""
        pairs = [self.pair(), self.pair()]
        self.settle(pairs, ahead=self.chance.choice((-1, 1, 5)))
        self.settle(pairs, by="stranger")
        self.settle(pairs, beyond=4)
        self.settle(pairs, dropped=1)
        self.settle([])
        self.walk.make("settle_match", "stranger", pairs[0][0], pairs[0][1])
        self.settle(pairs)

    def silence(self) -> None:
        """Makers help themselves once the operator sleeps, until it wakes up."""
        self.settle([self.pair()])
        buy, sell, credits, _ = self.pair()
        maker = {number: self.name_of(self.walk.order(number).order.maker) for number in (buy, sell)}
        self.walk.make("settle_own", maker[buy], buy, sell, credits)
        self.walk.make("wait", DAY_S)
        self.settle([self.pair(asked=0)])
        self.walk.make("settle_own", "stranger", buy, sell, credits)
        self.walk.make("settle_own", maker[buy], buy, sell, 1)
        self.walk.make("settle_own", maker[sell], sell, buy, credits)
        self.walk.make("settle_own", maker[sell], sell, buy, credits - 1)
        forged, other, credits, _ = self.pair(sell={"signer": "stranger"})
        self.walk.make("settle_own", self.name_of(self.walk.order(forged).order.maker), forged, other, credits)
        for scene in self.chance.sample([*self.spoilt_pairs(), *self.good_pairs()], 6):
            one, two, credits, _ = self.chance.choice((_as_is, _swapped))(scene())
            self.walk.make("settle_own", self.name_of(self.walk.order(one).order.maker), one, two, credits)

    def no_admission(self) -> None:
        pairs = [self.pair(), self.pair(buy=dict(RETIRING))]
        sellers = sorted({self.name_of(self.walk.order(sell).order.maker) for _, sell, *_ in pairs})
        self._while_it_lasts(
            pairs, [("admit", name, False) for name in sellers], [("admit", name, True) for name in sellers]
        )

    def frozen(self) -> None:
        batch = self.chance.choice(list(self.walk.exchange.batches))
        holder = self.richest(batch)
        kg = self.walk.exchange.purses.kg(batch, self.walk.address(holder)) - self.chance.choice((0, 1_000, 1_999))
        pair = self.pair(sell={"maker": holder, "batch": batch}, buy={"batch": batch})
        self._while_it_lasts([pair], [("freeze", holder, batch, kg)], [("freeze", holder, batch, 0)])

    def no_credits(self) -> None:
        """Credits move away, and half of them back: so other makers become sellers."""
        batch = self.chance.choice(list(self.walk.exchange.batches))
        holder = self.richest(batch)
        kg = self.walk.exchange.purses.kg(batch, self.walk.address(holder))
        friend = self.chance.choice([name for name in MAKERS if name != holder])
        pair = self.pair(sell={"maker": holder, "batch": batch}, buy={"batch": batch})
        self.walk.make("give", holder, friend, batch, kg + 1)
        self._while_it_lasts([pair], [("give", holder, friend, batch, kg)], [("give", friend, holder, batch, kg // 2)])

    def no_money(self) -> None:
        pair = self.pair()
        buyer = self.walk.order(pair[0]).order.maker
        minor = self.walk.exchange.purses.minor(self.walk.order(pair[0]).order.payment, buyer)
        name = self.name_of(buyer)
        self.walk.make("hand", name, "stranger", minor + 1)
        left = self.chance.choice((0, 46, pair[2] * pair[3] - 1))
        self._while_it_lasts(
            [pair], [("hand", name, "stranger", minor - left)], [("hand", "stranger", name, minor - left)]
        )

    def no_allowance(self) -> None:
        """Too little for the proceeds, or enough for the proceeds alone."""
        pair = self.pair()
        name = self.name_of(self.walk.order(pair[0]).order.maker)
        minor = self.chance.choice((0, pair[2] * pair[3] - 1))
        self._while_it_lasts(
            [pair], [("allow", name, minor)], [("allow", name, self.chance.choice((UNLIMITED, 10**11)))]
        )

    def ledger_paused(self) -> None:
        pairs = [self.pair(), self.pair(buy=dict(RETIRING))]
        self._while_it_lasts(pairs, [("pause_transfers", True)], [("pause_transfers", False)])

    def _while_it_lasts(self, pairs: list[Pair], begins: list[Any], ends: list[Any]) -> None:
        for move in begins:
            self.walk.make(*move)
        self.settle(pairs)
        if self.chance.random() < 0.5:
            self.booking()
        for move in ends:
            self.walk.make(*move)

    def paused(self) -> None:
        """Settlement stops, withdrawing does not."""
        for name in ("stranger", GUARDIAN, GUARDIAN):
            self.walk.make("pause", name)
        pair = self.pair()
        self.settle([pair])
        maker = self.name_of(self.walk.order(pair[0]).order.maker)
        self.walk.make("settle_own", maker, pair[0], pair[1], 1)
        self.settle_book()
        self.taken_back()
        for name in (GUARDIAN, ADMIN, ADMIN):
            self.walk.make("unpause", name)
        self.settle([pair])

    def relabelled(self) -> None:
        """An order by label settles while the batch carries it, and no longer."""
        batch = self.chance.choice(list(self.walk.exchange.batches))
        wish = self.pair(sell={"batch": batch}, buy={"batch": 0, "labels": 5, "credits": 9}, asked=1)
        for labels in (1, 7, 0):
            self.walk.make("label", batch, labels)
            self.settle([wish])

    def taken_back(self) -> None:
        pair = self.pair()
        maker = self.name_of(self.walk.order(pair[0]).order.maker)
        for name in ("stranger", maker, maker):
            self.walk.make("cancel", name, pair[0])
        older = self.pair()
        self.walk.make("raise_epoch", self.name_of(self.walk.order(older[1]).order.maker))
        self.queue.append(older)

    # ---- the book

    def booking(self) -> None:
        """Orders of all kinds that the book knows enter it; what met goes to the chain, and what did not, too."""
        batch = self.chance.choice(list(self.walk.exchange.batches))
        for _ in range(self.chance.randint(2, 4)):
            self.book_one(batch, self.chance.choice(("Buy", "Sell")))
        if self.chance.random() < 0.8:
            self.settle_book()
        if self.walk.own_pairs or self.chance.random() < 0.4:
            self.walk.make("settle_declined")

    def book_one(self, batch: int, side: str, **changes: Any) -> int:
        maker = changes.pop("maker", None) or (self.richest(batch) if side == "Sell" else self.chance.choice(MAKERS))
        credits = changes.pop("credits", None) or self.chance.randint(1, 6)
        drawn: Changes = self.chance.choice(
            (
                {},
                {"min_fill": self.chance.randint(1, credits)},
                {"flags": ALL_OR_NONE},
                {"taker": self.chance.choice(MAKERS)},
                {"lasts_s": self.chance.randint(20, 200)},
            )
        )
        price = self.chance.randint(97, 103) * TICK
        number = self.sign(side, maker, batch, credits, price, changes or drawn)
        self.walk.make("place", number)
        return number

    def settle_book(self) -> None:
        if self.walk.waiting:
            self.walk.make("settle_book")

    def turned_down(self) -> None:
        """What the book refuses at the door the chain refuses against a perfect counter-order."""
        for changes in ({"lasts_s": 0}, {"min_fill": 9, "credits": 4}, {"credits": 0}):
            buy, sell, *_ = self.pair(sell=dict(changes), buy={"credits": 9})
            self.walk.make("place", sell)
            order = self.walk.order(sell).order
            self.settle([(buy, sell, order.credits, order.price)])

    def passed_by(self) -> None:
        """Orders whose prices meet and whose terms do not: a few tries, for others may come in between."""
        batch = self.chance.choice(list(self.walk.exchange.batches))
        seller = self.richest(batch)
        buyer, other = [name for name in MAKERS if name != seller]
        odd: list[tuple[str, Changes]] = [
            ("OrderAllOrNone", {"flags": ALL_OR_NONE}),
            ("OrderBelowMinimum", {"min_fill": 4}),
            ("TakerMismatch", {"taker": other}),
            ("SelfTrade", {"lasts_s": 9 * DAY_S}),
        ]
        for name, changes in odd:
            for _ in range(4):
                if ("declined", name) not in self.walk.seen:
                    self.book_one(batch, "Sell", maker=seller, credits=5, **changes)
                    wanting = seller if name == "SelfTrade" else buyer
                    self.book_one(batch, "Buy", maker=wanting, credits=2, lasts_s=9 * DAY_S)
                    self.walk.make("settle_declined")
        self.settle_book()

    def met(self) -> tuple[int, int]:
        """Two plain orders of the book that met each other, or better ones before them."""
        batch = self.chance.choice(list(self.walk.exchange.batches))
        seller = self.richest(batch)
        buyer = self.chance.choice([name for name in MAKERS if name != seller])
        sell = self.book_one(batch, "Sell", maker=seller, credits=3, lasts_s=300)
        buy = self.book_one(batch, "Buy", maker=buyer, credits=3, lasts_s=300)
        return buy, sell

    def late_cancel(self) -> None:
        number = self.chance.choice(self.met())
        self.walk.make("cancel", self.name_of(self.walk.order(number).order.maker), number)
        self.settle_book()
        self.settle_book()

    def late_epoch(self) -> None:
        number = self.chance.choice(self.met())
        self.walk.make("raise_epoch", self.name_of(self.walk.order(number).order.maker))
        self.settle_book()

    def late_expiry(self) -> None:
        self.met()
        self.walk.make("wait", 301)
        self.settle_book()


def _as_is(pair: Pair) -> Pair:
    return pair


def _swapped(pair: Pair) -> Pair:
    return pair[1], pair[0], *pair[2:]
