"""Random years of an office: whatever it does, one decree is in force and nobody holds what nothing gives."""

from __future__ import annotations

import asyncio
import shutil
from itertools import count
from pathlib import Path

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from portal import clock, db
from tests import services
from tests.decrees.years import Years

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
_numbers = count(1)


def _live(machine: type[Years], *, examples: int, steps: int) -> None:
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=QUIET,
        derandomize=True,
        database=None,
    )
    run_state_machine_as_test(machine, settings=chosen)


def test_years_of_an_office_on_sqlite(migrated_file: Path, tmp_path: Path) -> None:
    class OnSQLite(Years):
        @staticmethod
        async def open_database() -> None:
            copy = tmp_path / f"{next(_numbers)}.sqlite"
            shutil.copy(migrated_file, copy)
            await _use(f"sqlite:///{copy}")

    _live(OnSQLite, examples=20, steps=25)


def test_years_of_an_office_on_postgres(cluster: services.Cluster, template_database: str) -> None:
    class OnPostgres(Years):
        @staticmethod
        async def open_database() -> None:
            name = f"years_{next(_numbers)}"
            connection = await asyncpg.connect(cluster.dsn())
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_database}")
            await connection.close()
            await _use(cluster.dsn(name))

    _live(OnPostgres, examples=5, steps=20)


async def _use(url: str) -> None:
    clock.allow_moving(True)
    db.use(db.connect(url))
    await db.open_pool()
    await asyncio.sleep(0)
