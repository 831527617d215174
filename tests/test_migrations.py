"""The database that migrations make has the columns that the tables name, on both engines."""

from piccolo.apps.migrations.tables import Migration
from piccolo.table import TABLE_REGISTRY

import portal.app  # noqa: F401 - so that every table is known
from portal import db

COLUMNS = {
    "sqlite": "SELECT name FROM pragma_table_info({})",
    "postgres": "SELECT column_name AS name FROM information_schema.columns WHERE table_name = {}",
}


async def test_tables_and_database_agree(database: str) -> None:
    sql = COLUMNS["postgres" if db.is_postgres() else "sqlite"]
    ours = [table for table in TABLE_REGISTRY if table.__module__.startswith("portal.")]
    assert len(ours) > 10
    assert Migration not in ours
    for table in ours:
        found = {row["name"] for row in await db.rows(sql, table._meta.tablename)}
        assert found == {column._meta.db_column_name for column in table._meta.columns}, table


async def test_migrating_again_changes_nothing(database: str) -> None:
    before = await db.rows("SELECT count(*) AS n FROM migration")
    await db.migrate()
    assert await db.rows("SELECT count(*) AS n FROM migration") == before
