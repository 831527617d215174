"""Keeping the words of complaints in step with their texts, in the transaction of whatever changes these."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection

from portal import db
from portal.complaints.search.folding import tokens

TITLES = """
SELECT c.id AS id, c.number, c.tracking_id, c.title, t.body, t.body_final
FROM complaint c LEFT JOIN complaint_text t ON t.complaint = c.id WHERE c.id IN ({ids})
"""
ANSWERS = "SELECT complaint, text FROM follow_up WHERE status = 'approved' AND complaint IN ({ids})"
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
    wanted = list(ids)
    if not wanted:
        return
    places = db.places(wanted)
    titles = await db.rows(TITLES.replace("{ids}", places), *wanted)
    answers = defaultdict(list)
    for row in await db.rows(ANSWERS.replace("{ids}", places), *wanted):
        answers[row["complaint"]].append(row["text"])
    found = [{"id": row["id"], "words": _words(row, answers[row["id"]])} for row in titles]
    source = ON_POSTGRES if db.is_postgres() else ON_SQLITE
    await db.rows(WRITE.replace("{source}", source), json.dumps(found))


def _words(row: dict[str, str | None], answers: list[str]) -> str:
    number = row["number"] or ""
    # `123` finds ADU-2026-000123: nobody types the zeros.
    short = number.rpartition("-")[2].lstrip("0")
    texts = (number, short, row["tracking_id"], row["title"], row["body"], row["body_final"], *answers)
    return tokens(text for text in texts if text)
