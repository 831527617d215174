"""Attachments: who may read the complaint may fetch what hangs on it."""

from litestar import Controller, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File

from portal import files
from portal.complaints import page_queries
from portal.complaints.controllers.scene import Here, provide_here
from portal.permissions import Permission


class FileController(Controller):
    """One attachment of a complaint or of its follow-ups."""

    path = "/complaints/{number:str}/files"
    opt = {"permission": Permission.COMPLAINT_READ}
    dependencies = {"here": Provide(provide_here)}

    @get("/{public_id:str}", name="complaints.files.show")
    async def show(self, here: NamedDependency[Here], public_id: FromPath[str]) -> File:
        """The file, as a download; a photo inside the page where it asks for it."""
        stored = await files.find(public_id)
        if stored is None or not await page_queries.hangs_on(here.complaint.id, stored.id):
            raise NotFoundException
        return files.as_download(stored, inline=here.request.query_params.get("inline") == "1")


ROUTES = [FileController]
