"""Facts about the tables of supply data, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from sqlalchemy import inspect
from sqlmodel import SQLModel

from passport.adapters import supply_tables
from registry.adapters.database import Database

ROWS: list[type[SQLModel]] = [
    supply_tables.PartnerRow,
    supply_tables.WarehouseRow,
    supply_tables.RouteRow,
    supply_tables.ShipmentRow,
    supply_tables.StorageEventRow,
    supply_tables.EpcisEventRow,
    supply_tables.ImportRow,
    supply_tables.StagedRow,
]


def test_the_migration_makes_the_tables_that_the_code_uses(database: Database) -> None:
    """Must create exactly the columns and indices that the classes name."""
    found = inspect(database.engine)
    for name in (str(getattr(row, "__tablename__", "")) for row in ROWS):
        table = SQLModel.metadata.tables[name]
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, table.name
        indices = {(index["name"], tuple(index["column_names"])) for index in found.get_indexes(table.name)}
        assert indices == {(index.name, tuple(index.columns.keys())) for index in table.indexes}, table.name
