"""Many rows in one statement, handed over as one JSON value.

Building 500 table objects of forty columns costs Python more than the database needs for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from piccolo.table import Table

from portal.db.core import is_postgres, rows


async def insert(
    table: type[Table], records: Sequence[Mapping[str, Any]], *, returning: str = "id"
) -> list[dict[str, Any]]:
    """Insert rows that all have the same columns; columns not named take the database's default.

    Moments must be aware. JSON columns take dictionaries.
    """
    if not records:
        return []
    name = table._meta.tablename
    columns = list(records[0])
    listed = ", ".join(f'"{column}"' for column in columns)
    if is_postgres():
        source = f"SELECT {listed} FROM json_populate_recordset(NULL::{name}, {{}}::json)"  # noqa: S608 - names of ours
    else:
        values = ", ".join(f"value->>'{column}'" for column in columns)
        source = f"SELECT {values} FROM json_each({{}})"  # noqa: S608
    packed = json.dumps(records, default=_packed, ensure_ascii=False)
    return await rows(f"INSERT INTO {name} ({listed}) {source} RETURNING {returning}", packed)


def _packed(value: object) -> str:
    if isinstance(value, datetime):
        # The form in which Piccolo keeps moments on SQLite, so that they compare as text.
        return str(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row.")
