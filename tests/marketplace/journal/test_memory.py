"""What the desk remembers acts once; what it forgets could not act again, whoever sends it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain import limits
from marketplace.domain.commands import (
    CancelAll,
    Cancelled,
    Command,
    Expire,
    Market,
    Modify,
    Place,
    Rejected,
    Reopen,
    Replace,
    SetLimits,
    Side,
)
from marketplace.domain.desk_state import DeskState
from marketplace.domain.expiry import KEPT_S
from marketplace.domain.journal import Entry, Numbered
from marketplace.domain.maker_words import LONGEST_WORD_S

SELL = Place("s1", "ann", Market(1, "baht"), Side.Sell, 10, 50_000, expiry_s=1_000, at_s=1)
BUY = replace(SELL, order="b1", maker="bob", side=Side.Buy, credits=4)
OVER_S = SELL.expiry_s + KEPT_S


class Writer:
    """Lets a state hear entries as the desk would: one that came before is not heard again."""

    def __init__(self, state: DeskState | None = None) -> None:
        self.state = state or DeskState()

    def say(self, command: Command, key: str | None = None) -> bool:
        """True if it acted."""
        entry = Entry(command, client_order_id=key)
        if self.state.first_of(entry) is not None:
            return False
        events = self.state.apply(Numbered(self.state.number + 1, 0, entry))
        return not isinstance(events[0], Rejected)

    def remembered(self) -> tuple[int, int]:
        told = self.state.state()
        return len(told["placed"]), len(told["keys"])


def test_an_order_that_is_over_is_forgotten_with_its_keys() -> None:
    """Must keep order and keys for a day after the expiry, and not a second longer; then the order is expired."""
    writer = Writer()
    assert writer.say(SELL, "mine")
    assert writer.say(Modify("s1", 5, 2), "word:1")
    assert writer.say(Expire(OVER_S - 1))
    assert writer.remembered() == (1, 2)
    assert not writer.say(SELL, "mine")
    assert writer.say(Expire(OVER_S))
    assert writer.remembered() == (0, 0)
    assert not writer.say(SELL, "mine")
    assert writer.state.engine.place_of("s1") is None


def test_a_word_about_no_order_is_remembered_for_longer_than_it_holds() -> None:
    """Must count the day from when time next moved: the engine's time may lie far behind the word's."""
    writer, behind_s = Writer(), 3 * KEPT_S
    assert writer.say(SELL)
    assert writer.say(CancelAll("ann", "Maker"), "word:all")  # the chain is days ahead, and nobody told the engine
    assert writer.say(Expire(behind_s))
    assert writer.say(Expire(behind_s + LONGEST_WORD_S))
    assert not writer.say(CancelAll("ann", "Maker"), "word:all")
    assert writer.say(Expire(behind_s + KEPT_S))
    assert writer.remembered() == (0, 0)


def test_a_word_that_came_before_its_order_is_forgotten_alike() -> None:
    """Must count its day also where the state was written down between: the order that came after it is no part."""
    writer = Writer()
    assert not writer.say(Modify("s1", 3), "word:1")
    assert writer.say(replace(SELL, at_s=0, expiry_s=3 * KEPT_S))
    twin = Writer(DeskState.from_state(writer.state.state()))
    for one in (writer, twin):
        assert one.say(Expire(1))
        assert one.say(Expire(1 + KEPT_S))
    assert twin.state.state() == writer.state.state()


def test_a_refused_word_is_used_up() -> None:
    """Must not act later, when it would: its maker was told that it was refused."""
    writer = Writer()
    assert writer.say(replace(SELL, credits=2))
    assert not writer.say(Modify("s1", 3), "word:1")
    assert writer.state.first_of(Entry(Modify("s1", 3), client_order_id="word:1")) == 2


def test_what_comes_back_of_an_order_long_over_is_cancelled() -> None:
    """Must take a failed match of a forgotten order as any other, though its command is what lets time pass."""
    writer = Writer()
    assert writer.say(SELL)
    assert writer.say(BUY)
    events = writer.state.apply(Numbered(3, 0, Entry(Reopen("b1", 4, OVER_S), None, "trade:1:b1", "settlement")))
    assert events[-1] == Cancelled("b1", 4, "OrderExpired")
    assert writer.say(Expire(OVER_S + KEPT_S))
    assert writer.remembered() == (0, 0)


@st.composite
def sendings(draw: st.DrawFn) -> list[tuple[Command, str | None]]:
    """Few orders, each with an expiry of its own as its signature has it, sent again and again as time goes by."""
    now_s, sent = 0, list[tuple[Command, str | None]]()
    for _ in range(draw(st.integers(1, 40))):
        now_s += draw(st.sampled_from((0, 1, 500, KEPT_S // 2, KEPT_S)))
        number, at_s = draw(st.integers(0, 3)), max(0, now_s - draw(st.sampled_from((0, 0, 700))))
        order = replace(SELL, order=f"s{number}", expiry_s=500 + number * KEPT_S // 2, at_s=at_s)
        key = draw(st.sampled_from((None, "k", f"k{number}")))
        say = draw(st.sampled_from((order, order, Replace(f"s{(number + 1) % 4}", order), Expire(now_s))))
        sent.append((say, key if not isinstance(say, Expire) else None))
    return sent


@given(sendings())
@settings(max_examples=80)
def test_forgetting_never_lets_an_order_in_twice(sent: list[tuple[Command, str | None]]) -> None:
    """Must take each order once, however late it comes again; a state that was written down forgets alike."""
    one, taken = Writer(), list[str]()
    for command, key in sent:
        twin = Writer(DeskState.from_state(one.state.state()))
        assert twin.state.state() == one.state.state()
        try:
            acted = one.say(command, key)
        except Exception as refusal:
            with pytest.raises(type(refusal)):
                twin.say(command, key)
            continue
        assert twin.say(command, key) is acted
        assert twin.state.state() == one.state.state()
        if acted and not isinstance(command, Expire):
            taken.append(command.place.order if isinstance(command, Replace) else command.order)  # type: ignore[union-attr]
    assert len(taken) == len(set(taken))


def test_the_desk_counts_each_order_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must keep a maker to the house's limit also within one call, where the door saw none of them rest yet."""
    monkeypatch.setattr(limits, "HOUSE_LIMITS", SetLimits(3, 10))
    writer = Writer()
    assert [writer.say(replace(SELL, order=f"s{n}", credits=1)) for n in range(5)] == [True] * 3 + [False] * 2
    assert not writer.say(replace(SELL, order="big", maker="eve", credits=11))
    assert writer.say(Replace("s0", replace(SELL, order="s5")))
    assert not writer.say(Replace("gone", replace(SELL, order="s6")))
    assert writer.say(replace(BUY, credits=1))
    assert writer.say(replace(SELL, order="s7"))
    assert writer.say(SetLimits(max_orders_per_maker=4))
    assert writer.say(replace(SELL, order="s8"))
    assert not writer.say(replace(SELL, order="s9"))
