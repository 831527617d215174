"""Districts and categories come from lists that Kominfo keeps, and may be loaded again at any time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from portal import db
from portal.agencies import queries
from portal.agencies.naming import clean
from portal.agencies.tables import Category, District
from portal.errors import BadInput


async def load_districts(path: Path) -> int:
    """Take over `kode,kecamatan`; a known code gets the name of the file. Returns the number of rows."""
    rows = list(_rows(path, ("kode", "kecamatan")))
    async with db.lock("districts"):
        for code, name in rows:
            await District.insert(District(code=code, name=name)).on_conflict(
                target=District.code, action="DO UPDATE", values=[District.name]
            )
    return len(rows)


async def load_categories(path: Path) -> int:
    """Take over `kategori,topik,perangkat_daerah_usulan`; returns the number of rows.

    Raises BadInput where a suggested agency is not known.
    """
    rows = list(_rows(path, ("kategori", "topik", "perangkat_daerah_usulan")))
    async with db.lock("categories"):
        codes = {agency.code: agency.id for agency in await queries.every()}
        for category, topic, code in rows:
            if code and code.upper() not in codes:
                raise BadInput(f"Perangkat daerah {code} untuk topik {topic} tidak ada.")
            row = Category(category=category, topic=topic, agency=codes.get(code.upper()))
            await Category.insert(row).on_conflict(
                target=(Category.category, Category.topic), action="DO UPDATE", values=[Category.agency]
            )
    return len(rows)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not set(columns) <= set(reader.fieldnames or ()):
            raise BadInput(f"Berkas {path.name} harus memuat kolom {', '.join(columns)}.")
        for row in reader:
            yield tuple(clean(row[column] or "") for column in columns)
