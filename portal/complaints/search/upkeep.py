"""Keeping what complaints are found by in step with them, in the transaction of whatever changes them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from portal import db
from portal.complaints.policies import Sight
from portal.complaints.search import places
from portal.complaints.search.folding import tokens

TEXTS = """
SELECT c.id, c.classification, c.agency, c.office, c.number, c.tracking_id, c.title, t.body, t.body_final
FROM complaint c LEFT JOIN complaint_text t ON t.complaint = c.id WHERE c.id IN ({ids})
"""
KEPT = """
SELECT c.id, w.words, c.classification, c.agency, c.office
FROM complaint c JOIN complaint_words w ON w.complaint = c.id WHERE c.id IN ({ids})
"""
ANSWERS = "SELECT complaint, text FROM follow_up WHERE status = 'approved' AND complaint IN ({ids})"
PASSED_ON = "SELECT complaint, agency FROM disposition WHERE outcome = 'redisposed' AND complaint IN ({ids})"
WRITE = """
INSERT INTO complaint_words (complaint, words) {source} WHERE true
ON CONFLICT (complaint) DO UPDATE SET words = excluded.words
"""
ON_SQLITE = "SELECT value->>'id', value->>'words' FROM json_each({})"
ON_POSTGRES = "SELECT id, words FROM json_to_recordset({}::text::json) AS found (id bigint, words text)"


async def note(ids: Collection[int]) -> None:
    """Write down anew what these complaints are found by; the reporter's identity never is.

    Whatever blanks a text calls this too, and nothing of it is found any more.
    """
    answers = await _grouped(ANSWERS, ids, "text")
    rows = await _rows(TEXTS, ids)
    await _write({row["id"]: _words(row, answers[row["id"]]) for row in rows}, rows)


async def note_places(ids: Collection[int]) -> None:
    """Write down anew whom they concern: whatever changes a holder, an office or a kind calls this."""
    rows = await _rows(KEPT, ids)
    await _write({row["id"]: row["words"] for row in rows}, rows)


async def forget(ids: Collection[int]) -> None:
    """Let complaints that are about to leave be found by nothing any more."""
    marks = db.places(ids)
    if not db.is_postgres():
        # The index is told with the very words that it holds, or it would find them for ever.
        await db.rows(
            "INSERT INTO complaint_search (complaint_search, rowid, words) "  # noqa: S608 - only marks vary
            f"SELECT 'delete', complaint, words FROM complaint_words WHERE complaint IN ({marks})",
            *ids,
        )
    await db.rows(f"DELETE FROM complaint_words WHERE complaint IN ({marks})", *ids)  # noqa: S608


async def _write(words: dict[int, str], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    passed_on = await _grouped(PASSED_ON, words, "agency")
    found = []
    for row in rows:
        involved = frozenset(passed_on[row["id"]])
        sight = Sight(row["classification"], row["agency"], row["office"], involved)
        found.append({"id": row["id"], "words": places.beside(words[row["id"]], sight)})
    source = ON_POSTGRES if db.is_postgres() else ON_SQLITE
    await db.rows(WRITE.replace("{source}", source), json.dumps(found))


async def _rows(sql: str, ids: Collection[int]) -> list[dict[str, Any]]:
    wanted = list(ids)
    return await db.rows(sql.replace("{ids}", db.places(wanted)), *wanted) if wanted else []


async def _grouped(sql: str, ids: Collection[int], column: str) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in await _rows(sql, ids):
        found[row["complaint"]].append(row[column])
    return found


def _words(row: dict[str, Any], answers: list[str]) -> str:
    number = row["number"] or ""
    # `123` finds ADU-2026-000123: nobody types the zeros.
    short = number.rpartition("-")[2].lstrip("0")
    texts = (number, short, row["tracking_id"], row["title"], row["body"], row["body_final"], *answers)
    return tokens(text for text in texts if text)
