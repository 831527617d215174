"""A letter beside a form: kept as soon as it is right, so that an error elsewhere does not lose it."""

from __future__ import annotations

from datetime import datetime

from portal import files
from portal.decrees.forms.people import TeamForm
from portal.errors import BadInput
from portal.files import StoredFileRow
from portal.permissions import Actor
from portal.web import Posted

LARGEST_BODY = 12 * 1024 * 1024
"""One file of 10 MB and what stands around it."""


async def keep(form: TeamForm, posted: Posted, *, by: Actor, at: datetime) -> StoredFileRow | None:
    """The letter that came with this post, or the one kept from an earlier try."""
    for upload in posted.files("letter")[:1]:
        try:
            return await files.store(upload.content, upload.filename, by=by, at=at)
        except BadInput as refusal:
            form.fail("letter", refusal.sentence)
            return None
    return await files.find(posted.fields.get("kept", ""))
