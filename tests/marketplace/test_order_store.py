"""The market's tables: what is projected comes back the same."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Column, MetaData, Table

from marketplace.adapters.order_rows import ORDER_COLUMNS, order_values
from marketplace.adapters.order_store import OrderStore
from marketplace.adapters.projector import Projector
from marketplace.domain.commands import SetLimits
from marketplace.domain.desk_state import DeskState
from marketplace.domain.journal import Entry, Numbered, Record
from marketplace.domain.signed_order import SignedOrder
from registry.adapters.database import Database
from registry.domain.orders import ANY_COUNTRY, NONCE_LIMIT, Order, Side, salt_of

BAHT = "0x" + "ba" * 20
SELL = Order(
    maker="0x" + "aa" * 20,
    taker="0x" + "00" * 20,
    recipient="0x" + "00" * 20,
    batch=2**256 - 1,
    kind=2**8 - 1,
    standard=2**8 - 1,
    country="0xffff",
    vintage_from=2**16 - 1,
    vintage_to=2**16 - 1,
    labels=2**32 - 1,
    payment=BAHT,
    side=Side.Sell,
    credits=2**64 - 1,
    price=2**128 - 1,
    expiry=2**64 - 1,
    epoch=2**64 - 1,
    max_fee_bps=45,
    flags=0,
    min_fill=0,
    salt=salt_of(NONCE_LIMIT - 1),
    memo="0x" + "11" * 32,
)
BUY = replace(SELL, maker="0x" + "bb" * 20, side=Side.Buy, credits=3)
SIGNATURE = "0x" + "22" * 65
CRITERIA = ("kind", "standard", "country", "vintage_from", "vintage_to", "labels")


def entered(database: Database, *orders: Order) -> None:
    """Orders 0x00..00, 0x00..01, ... were placed at chain time 7 and projected."""
    state, records = DeskState(), []
    state.apply(Numbered(0, 99, Entry(SetLimits(max_credits_per_order=2**64 - 1))))
    for number, order in enumerate(orders):
        signed = SignedOrder(f"0x{number:064x}", order, SIGNATURE)
        numbered = Numbered(number + 1, 99, Entry(signed.placing(order.credits, 7), signed))
        records.append(Record(number + 1, 99, numbered.entry, state.apply(numbered)))
    Projector(database).project(records)


def test_an_order_from_before_the_criteria_keeps_its_row(database: Database) -> None:
    """Must read an order that was stored before the criteria existed as one that has none."""
    values = order_values(SignedOrder(f"0x{0:064x}", SELL, SIGNATURE))
    told = zip(ORDER_COLUMNS, values, strict=True)
    row = {name: value for name, value in told if name not in CRITERIA}
    database.migrate_down("0005")
    with database.transaction() as session:
        session.execute(Table("signed_order", MetaData(), *map(Column, row)).insert(), [row])
    database.migrate()
    kept = OrderStore(database).order(f"0x{0:064x}")
    plain = replace(SELL, kind=0, standard=0, country=ANY_COUNTRY, vintage_from=0, vintage_to=0, labels=0)
    assert kept == SignedOrder(f"0x{0:064x}", plain, SIGNATURE)


def test_an_order_comes_back_as_it_was_signed(database: Database) -> None:
    """Must keep every field at its largest value."""
    entered(database, SELL)
    assert OrderStore(database).order(f"0x{0:064x}") == SignedOrder(f"0x{0:064x}", SELL, SIGNATURE)
    assert OrderStore(database).order(f"0x{1:064x}") is None


def test_records_are_projected_once(database: Database) -> None:
    """Must pass by what the tables know, so that a repeated transaction adds nothing."""
    entered(database, SELL, BUY)
    entered(database, SELL, BUY, replace(BUY, salt=1))
    assert Projector(database).cursor() == 3
    assert [record.trade.number for record in OrderStore(database).trades(None, 9)] == [2, 1]
