"""Databases as earlier releases left them, see `scripts/released_fixture.py`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import asyncpg

FOLDER = Path(__file__).parents[1] / "fixtures" / "released"
VERSIONS = sorted(path.name.removesuffix(".json") for path in FOLDER.glob("*.json"))
REBUILT = ("complaint_search", "complaint_words_", "sqlite_")
"""What begins so is no table of ours: the search index's own tables, and SQLite's."""


def figures(version: str) -> dict[str, Any]:
    """The report card of 2023 that the release itself made."""
    found: dict[str, Any] = json.loads((FOLDER / f"{version}.json").read_text())
    return found


def put_sqlite(version: str, target: Path) -> str:
    """Put the release's SQLite database somewhere and return its address."""
    target.write_bytes(gzip.decompress((FOLDER / f"{version}.sqlite.gz").read_bytes()))
    return f"sqlite:///{target}"


async def put_postgres(version: str, url: str) -> None:
    """Fill an empty PostgreSQL database with the release's."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(gzip.decompress((FOLDER / f"{version}.sql.gz").read_bytes()).decode())
    finally:
        await connection.close()
