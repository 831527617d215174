"""Photos and files of a form: kept as soon as they are right, so that an error elsewhere loses none."""

from datetime import datetime

from portal import files
from portal.errors import BadInput
from portal.files import StoredFileRow
from portal.permissions import Actor
from portal.web import Form, Posted

MOST = 10
LARGEST_PHOTO_BODY = files.LARGEST + 1024 * 1024
"""One file of 10 MB and what stands around it."""

KEPT = "kept"
LARGEST_BODY = 110 * 1024 * 1024
"""Ten files of 10 MB and what stands around them."""


async def keep(form: Form, posted: Posted, name: str, *, by: Actor, at: datetime) -> list[StoredFileRow]:
    """The files that came with this post and those kept from one before; a wrong one gets its sentence."""
    kept = [found for key in posted.many(KEPT)[:MOST] if (found := await files.find(key, of=by))]
    for upload in posted.files(name):
        if len(kept) >= MOST:
            form.fail(name, f"Paling banyak {MOST} berkas.")
            break
        try:
            kept.append(await files.store(upload.content, upload.filename, by=by, at=at))
        except BadInput as refusal:
            form.fail(name, refusal.sentence)
    return kept
