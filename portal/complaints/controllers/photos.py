"""Photos that a phone sends one by one while the text is still being written."""

from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from portal import clock, files
from portal.complaints.forms import attachments
from portal.errors import BadInput
from portal.permissions import Actor, Permission
from portal.web import Request, read_form

NOTHING = "Tidak ada foto di dalam kiriman ini. Pilih fotonya sekali lagi."


class PhotoController(Controller):
    """Keep a file for the form that it will be sent with; only its sender can attach it."""

    path = "/complaints/photos"
    opt = {"permission": Permission.COMPLAINT_CREATE}
    request_max_body_size = attachments.LARGEST_PHOTO_BODY

    @post("/", name="complaints.photos.create")
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Response[dict[str, Any]]:
        """Answer with the key that the form then names, or with a sentence."""
        chosen = (await read_form(request)).files("photo")
        if not chosen:
            return Response({"sentence": NOTHING}, status_code=422)
        try:
            kept = await files.store(chosen[0].content, chosen[0].filename, by=user, at=clock.now())
        except BadInput as refusal:
            return Response({"sentence": refusal.sentence}, status_code=422)
        return Response({"key": kept.public_id, "name": kept.name}, status_code=201)


ROUTES = [PhotoController]
