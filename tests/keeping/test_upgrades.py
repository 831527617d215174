"""Databases of earlier releases come to today's shape with their figures, and can go back."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from portal import clock, db
from portal.errors import Refusal
from portal.keeping import snapshot, upgrading
from tests.keeping import released
from tests.keeping.conftest import Choose
from tests.keeping.office import aspal, said
from tests.services import Cluster


def rapor(url: str, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(aspal(url, folder, "rapor", "2023", "--json")))
    return found


def insist_on_same_figures(version: str, today: dict[str, Any]) -> None:
    """Today's report card says all that the release's said; it may say more."""
    before = released.figures(version)
    assert {name: today[name] for name in before} == before
    assert before["total"] == 41


def insist_on_rows(version: str, before: dict[str, int], after: dict[str, int]) -> None:
    """No table of the release has fewer rows; what is told is the table and both counts."""
    fewer = [
        f"{table}: {count} rows in {version}, {after.get(table, 'no such table')} afterwards"
        for table, count in before.items()
        if not table.startswith(released.REBUILT) and after.get(table, -1) < count
    ]
    assert fewer == [], "\n".join(fewer)


NAMED = "SELECT category_text, category_number, district_text FROM lapor_row WHERE tracking_id = '6300236'"


def insist_on_names(found: Sequence[Sequence[str]]) -> None:
    """A row that was imported before names were kept says what it called category and kecamatan."""
    assert ("Izin Usaha", "114", "Sreseh") in [tuple(row) for row in found]


@pytest.mark.parametrize("version", released.VERSIONS)
def test_a_released_sqlite_database_keeps_its_rows_its_figures_and_a_way_back(
    version: str, tmp_path: Path
) -> None:
    path = tmp_path / "aspal.sqlite"
    url = released.put_sqlite(version, path)
    before = snapshot.counts(path)
    assert "Salinan sebelum pembaruan" in said(aspal(url, tmp_path, "migrate"))
    insist_on_same_figures(version, rapor(url, tmp_path))
    insist_on_rows(version, before, snapshot.counts(path))
    with closing(sqlite3.connect(path)) as upgraded:
        insist_on_names(upgraded.execute(NAMED).fetchall())
    assert snapshot.is_sound(path)
    (saved,) = (tmp_path / "backups").glob("sebelum-pembaruan-*.sqlite")
    assert snapshot.counts(saved) == before
    assert before["delivery"] > 0
    assert said(aspal(url, tmp_path, "migrate")) == ""


@pytest.mark.parametrize("version", released.VERSIONS)
def test_a_released_postgres_database_keeps_its_rows_and_figures(
    version: str, cluster: Cluster, tmp_path: Path
) -> None:
    name = "released_" + "".join(sign if sign.isalnum() else "_" for sign in version)
    asyncio.run(_in(cluster.dsn(), f"CREATE DATABASE {name}"))
    url = cluster.dsn(name)
    asyncio.run(released.put_postgres(version, url))
    before = asyncio.run(postgres_counts(url))
    said(aspal(url, tmp_path, "migrate"))
    insist_on_same_figures(version, rapor(url, tmp_path))
    insist_on_rows(version, before, asyncio.run(postgres_counts(url)))
    insist_on_names(asyncio.run(_read(url, NAMED)))
    asyncio.run(_in(cluster.dsn(), f"DROP DATABASE {name} WITH (FORCE)"))


def test_the_fixture_of_0_1_0_has_a_row_in_every_table_of_both_engines(
    cluster: Cluster, tmp_path: Path
) -> None:
    """What a migration could lose has to be there."""
    released.put_sqlite("0.1.0", tmp_path / "aspal.sqlite")
    asyncio.run(_in(cluster.dsn(), "CREATE DATABASE released_rows"))
    url = cluster.dsn("released_rows")
    asyncio.run(released.put_postgres("0.1.0", url))
    for found in (snapshot.counts(tmp_path / "aspal.sqlite"), asyncio.run(postgres_counts(url))):
        assert len(found) > 70
        empty = [table for table, count in found.items() if not count]
        assert [table for table in empty if not table.startswith(released.REBUILT)] == []
    assert len(snapshot.migrations(tmp_path / "aspal.sqlite")) == 42
    asyncio.run(_in(cluster.dsn(), "DROP DATABASE released_rows WITH (FORCE)"))


async def postgres_counts(url: str) -> dict[str, int]:
    """Rows by table."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {
            name: await connection.fetchval(f'SELECT count(*) FROM public."{name}"')  # noqa: S608 - of the schema
            for (name,) in tables
        }
    finally:
        await connection.close()


async def _read(url: str, query: str) -> list[tuple[str, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def _in(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path, choose: Choose) -> None:
    """A table of the same name stands in the way of the last migration."""
    path = tmp_path / "aspal.sqlite"
    url = released.put_sqlite(released.VERSIONS[0], path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE backup_run (id INTEGER)")
        connection.commit()
    before = (snapshot.counts(path), snapshot.migrations(path))
    choose(data_dir=tmp_path, database_url=url)
    db.use(db.connect(url))
    clock.allow_moving(False)
    try:
        with pytest.raises(Refusal, match="dikembalikan seperti semula"):
            await upgrading.upgrade(at=clock.now())
    finally:
        await db.close()
    assert (snapshot.counts(path), snapshot.migrations(path)) == before
    assert snapshot.is_sound(path)


async def test_no_room_for_the_copy_leaves_everything_untouched(tmp_path: Path) -> None:
    path = tmp_path / "aspal.sqlite"
    url = released.put_sqlite(released.VERSIONS[0], path)
    before = snapshot.migrations(path)
    done = aspal(url, tmp_path, "migrate", largest=100_000)
    assert done.returncode == 2, done.stderr
    assert "penuh" in done.stderr
    assert snapshot.migrations(path) == before
    assert list((tmp_path / "backups").iterdir()) == []
