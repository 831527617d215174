"""A name that a file uses: it becomes an entry of its own, or another name of one that is there."""

from __future__ import annotations

from datetime import datetime

from portal.agencies.folding import bare
from portal.agencies.lists import editing
from portal.agencies.lists.kinds import NewTerm, Which
from portal.errors import Refusal
from portal.numbers import whole
from portal.permissions import Actor

NEW = "new"
GROUP = "Dari SP4N-LAPOR!"
"""The category of a topic that came with a file, until somebody puts it elsewhere."""


async def settle(which: Which, text: str, choice: str, number: str, *, by: Actor, at: datetime) -> None:
    """Let the text mean what was chosen: `new`, or the key of an entry. `number` is LAPOR!'s own."""
    if choice == NEW:
        await editing.add(which, _new(which, text, number), by=by, at=at)
        return
    key = whole(choice)
    if key is None:
        raise Refusal("Pilih dari daftar.")
    await editing.add_alias(which, key, text, by=by, at=at)


def _new(which: Which, text: str, number: str) -> NewTerm:
    if which is Which.CATEGORIES:
        return NewTerm(GROUP, text, lapor_id=number)
    # Its number in the national list is not in the file; Kominfo types it later.
    return NewTerm(bare(text).upper()[: editing.CODE], text)
