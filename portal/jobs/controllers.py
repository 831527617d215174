"""Long work as a page: how far it is, what came of it, a button to stop it."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File, Redirect, Template

from portal import audit, clock
from portal.audit.trail import Place
from portal.files import storage as files
from portal.files.serving import as_download
from portal.jobs import queue
from portal.jobs.queue import JobRow
from portal.permissions import Actor, Permission
from portal.web import Request, page, see_other

TITLES = {
    "lapor.import": "Impor SP4N-LAPOR!",
    "lapor.history": "Impor riwayat tindak lanjut",
    "complaints.export": "Unduhan pengaduan",
}
STATES = {
    "waiting": ("circle-dashed", "wait", "Antre"),
    "running": ("progress", "run", "Sedang dikerjakan"),
    "done": ("circle-check", "done", "Selesai"),
    "failed": ("circle-x", "late", "Gagal"),
    "cancelled": ("x", "wait", "Dihentikan"),
}


class JobController(Controller):
    """Own work for everybody; all work for those who may read it."""

    path = "/jobs"
    opt = {"signed_in": True}

    @get("/", name="jobs.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The newest jobs."""
        owner = None if user.holds(Permission.JOB_READ, None) else user.key
        return page(
            request, "jobs/index.html", jobs=await queue.recent(owner_key=owner), titles=TITLES, states=STATES
        )

    @get("/{public_id:str}", name="jobs.show")
    async def show(
        self, request: Request, user: NamedDependency[Actor], public_id: FromPath[str]
    ) -> Template:
        """One job; the page asks again until it has ended."""
        job = await _find_for(user, public_id)
        return page(request, "jobs/show.html", job=job, titles=TITLES, states=STATES)

    @get("/{public_id:str}/file", name="jobs.file.show")
    async def file(self, user: NamedDependency[Actor], public_id: FromPath[str]) -> File:
        """What the job made, for whoever asked for it and may still do so; taking it is in the audit."""
        job = await _find_for(user, public_id)
        made = await files.find_many([job.result_file] if job.result_file else [])
        if job.owner_key != user.key or not made or not _still_may(user, job):
            raise NotFoundException
        (stored,) = made.values()
        details = {"kind": job.kind, "sha256": stored.sha256}
        await audit.record(
            "job.file_taken", by=user, at=clock.now(), place=Place(f"job:{public_id}"), details=details
        )
        return as_download(stored)

    @post("/{public_id:str}/cancellation", name="jobs.cancellation.create")
    async def cancel(
        self, request: Request, user: NamedDependency[Actor], public_id: FromPath[str]
    ) -> Redirect:
        """Stop a job; what its finished chunks saved stays."""
        job = await _find_for(user, public_id)
        stopped = await queue.cancel(job.public_id, at=clock.now())
        sentence = "Pekerjaan dihentikan." if stopped else "Pekerjaan sudah berakhir."
        return see_other(request, f"/jobs/{public_id}", sentence)


async def _find_for(user: Actor, public_id: str) -> JobRow:
    job = await queue.find(public_id)
    if job is None or (job.owner_key != user.key and not user.holds(Permission.JOB_READ, None)):
        raise NotFoundException
    return job


def _still_may(user: Actor, job: JobRow) -> bool:
    needed = job.payload.get("permission")
    return needed is None or user.holds_somewhere(Permission(needed))


ROUTES = [JobController]
