"""The one maker of many rows, for every measurement: believable spread, fixed seed, both engines."""

from __future__ import annotations

import asyncio
import math
import random
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

from portal import db
from portal.agencies.tables import Agency, Category, District
from portal.complaints.policies import Sight
from portal.complaints.search import places
from portal.complaints.search.folding import tokens
from portal.complaints.tables import (
    Clock,
    Complaint,
    ComplaintText,
    DeadlineRule,
    Disposition,
    Entry,
    FollowUp,
)
from portal.workdays.calendar import END_OF_DAY, WIB

SEED = 20231
START = datetime(2016, 1, 4, 1, 0, tzinfo=UTC)
AGENCIES = 40
SMALL, HELD_BY_SMALL = AGENCIES, 10
"""The last agency holds so few, however many there are."""

BATCH = 5_000
STATUSES = ("resolved",) * 14 + ("answered", "answered", "disposed", "accepted", "received", "verified")
THINGS = (
    "Jalan berlubang",
    "Lampu jalan padam",
    "Sampah menumpuk",
    "Antrean KTP",
    "Air keruh",
    "Saluran tersumbat",
)
PLACES = ("Pasar Contoh", "Desa Rekaan", "Jalan Uji", "Kampung Misal", "Simpang Coba")
BODY = "Mohon segera ditindaklanjuti karena mengganggu warga. "
ANSWER = "Sudah dikerjakan petugas lapangan dan diperiksa kembali."
VOCABULARY = 20_000
"""Other words of the texts; as in any language few are common and most are rare."""

Values = dict[str, Any]


def fill(url: str, count: int) -> None:
    """Put so many complaints, with texts, dispositions, clocks and timeline, into a migrated database."""
    asyncio.run(_fill(url, count))


async def _fill(url: str, count: int) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    await _frame()
    rule = (await DeadlineRule.select(DeadlineRule.id).order_by(DeadlineRule.id).first() or {})["id"]
    agencies = [row["id"] for row in await Agency.select(Agency.id).order_by(Agency.id)]
    await db.close()
    made = _complaints(count, agencies)
    while batch := [row for _, row in zip(range(BATCH), made, strict=False)]:
        await _insert(url, Complaint, batch)
        bodies = {row["id"]: _body(row["id"]) for row in batch}
        await _insert(url, ComplaintText, ({"complaint": key, "body": body} for key, body in bodies.items()))
        await _insert(url, Disposition, _dispositions(batch))
        await _insert(url, Clock, _clocks(batch, rule))
        await _insert(url, Entry, _entries(batch))
        await _insert(url, FollowUp, _answers(batch))
        await _write(url, "complaint_words", _words(batch, bodies))
    await _settle(url)


async def _frame() -> None:
    agencies = [
        Agency(
            code=f"OPD{n:02}", name=f"Dinas Contoh {n}", short_name=f"Dincon {n}", valid_from=date(2016, 1, 1)
        )
        for n in range(AGENCIES)
    ]
    await Agency.insert(*agencies)
    await District.insert(*(District(code=f"35.00.{n:02}", name=f"Kecamatan Contoh {n}") for n in range(14)))
    await Category.insert(*(Category(category=f"Kategori {n}", topic=f"Topik {n}") for n in range(24)))


def received(nth: int, count: int) -> datetime:
    """When the complaint of this place came in: ten years and more, at an even pace."""
    return START + timedelta(days=3_900) / max(count, 1) * nth


def _due(moment: datetime) -> datetime:
    """Deadlines end with a day of the office."""
    return datetime.combine((moment + timedelta(days=14)).astimezone(WIB), END_OF_DAY, WIB).astimezone(UTC)


def _complaints(count: int, agencies: list[int]) -> Iterator[Values]:
    chance = random.Random(SEED)
    every = max(count // HELD_BY_SMALL, 1)
    for n in range(count):
        moment = received(n, count)
        status = chance.choice(STATUSES)
        held = status not in {"received", "verified"}
        number = f"ADU-{moment.year}-{n + 1:06}"
        tracking = str(7_000_000 + n)
        title = f"{chance.choice(THINGS)} di {chance.choice(PLACES)} {n}"
        yield {
            "id": n + 1,
            "number": number,
            "tracking_id": tracking,
            "title": title,
            "classification": "complaint",
            "channel": "lapor",
            "category": 1 + n % 24,
            "district": 1 + n % 14,
            "received_at": moment,
            "recorded_at": moment,
            "status": status,
            "agency": (agencies[-1] if n % every == 0 else chance.choice(agencies[:-1])) if held else None,
            "verified_at": moment if status != "received" else None,
            "disposed_at": moment if held else None,
            "answered_at": moment + timedelta(days=3) if status in {"answered", "resolved"} else None,
            "resolved_at": moment + timedelta(days=9) if status == "resolved" else None,
            "due_at": _due(moment) if status != "resolved" else None,
            "due_step": "finish" if status != "resolved" else "",
            "acted_at": moment,
            "taken_into_care_at": moment,
            "lapor_bucket": "resolved" if status == "resolved" else "not_followed_up",
            "lapor_status": "Ditutup oleh Admin" if status == "resolved" else "Terverifikasi",
            "lapor_seen_at": moment,
        }


def _body(key: int) -> str:
    """The same for everybody, and twelve words of its own: the first of them stand in one text of ten."""
    chance = random.Random(key)
    return BODY + " ".join(f"kata{int(VOCABULARY ** chance.random()):05}" for _ in range(12))


def word_of(texts: int, count: int) -> str:
    """A word that stands in about so many texts out of `count`."""
    nth = round(12 * count / texts / math.log(VOCABULARY))
    return f"kata{min(max(nth, 1), VOCABULARY - 1):05}"


def _answers(batch: list[Values]) -> Iterator[Values]:
    for row in batch:
        if row["answered_at"]:
            yield {
                "complaint": row["id"],
                "text": ANSWER,
                "status": "approved",
                "happened_at": row["answered_at"],
                "recorded_at": row["answered_at"],
                "decided_at": row["answered_at"],
                "copied_to_lapor_on": row["answered_at"].date(),
            }


def _words(batch: list[Values], bodies: dict[int, str]) -> Iterator[Values]:
    for row in batch:
        texts = [row["number"], row["tracking_id"], row["title"], bodies[row["id"]]]
        words = tokens([*texts, ANSWER] if row["answered_at"] else texts)
        sight = Sight(row["classification"], row["agency"], None)
        yield {"complaint": row["id"], "words": places.beside(words, sight)}


def _dispositions(batch: list[Values]) -> Iterator[Values]:
    for row in batch:
        if row["agency"]:
            yield {
                "complaint": row["id"],
                "agency": row["agency"],
                "disposed_by_key": "account:1",
                "disposed_by_name": "Admin Kominfo",
                "starts_at": row["received_at"],
                "recorded_at": row["received_at"],
            }


def _clocks(batch: list[Values], rule: int) -> Iterator[Values]:
    for row in batch:
        yield {
            "complaint": row["id"],
            "step": "finish",
            "rule": rule,
            "started_at": row["received_at"],
            "due_at": _due(row["received_at"]),
            "stopped_at": row["resolved_at"],
        }


def _entries(batch: list[Values]) -> Iterator[Values]:
    for row in batch:
        for kind, days in (("recorded", 0), ("verified", 1), ("disposed", 1)):
            moment = row["received_at"] + timedelta(days=days)
            yield {
                "complaint": row["id"],
                "kind": kind,
                "happened_at": moment,
                "recorded_at": moment,
                "actor_key": "account:1",
                "actor_name": "Admin Kominfo",
                "role": "Admin Kominfo",
                "agency": row["agency"],
            }


async def _insert(url: str, table: Any, rows: Iterable[Values]) -> None:
    blank = {
        column._meta.name: getattr(column, "default", None)
        for column in table._meta.columns
        if column._meta.name != "id"
    }
    blank = {name: getattr(value, "value", value) for name, value in blank.items()}
    await _write(url, table._meta.tablename, ({**blank, **row} for row in rows))


async def _write(url: str, tablename: str, rows: Iterable[Values]) -> None:
    complete = list(rows)
    if not complete:
        return
    names = list(complete[0])
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            marks = ", ".join("?" * len(names))
            connection.executemany(
                f"INSERT INTO {tablename} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
                [tuple(row[name] for name in names) for row in complete],
            )
        connection.close()
        return
    connection = await asyncpg.connect(url)
    await connection.copy_records_to_table(
        tablename, columns=names, records=[tuple(row[name] for name in names) for row in complete]
    )
    await connection.close()


async def _settle(url: str) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    await db.rows("ANALYZE")
    if db.is_postgres():
        for table in (Complaint, ComplaintText, Disposition, Clock, Entry, FollowUp):
            name = table._meta.tablename
            await db.rows(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")  # noqa: S608
    await db.close()
