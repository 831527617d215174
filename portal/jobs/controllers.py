"""Long work as pages: how far it is, what came of it, buttons to stop it or have it done again."""

from urllib.parse import urlencode

from litestar import Controller, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File, Redirect, Template

from portal import audit, clock
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.files import storage as files
from portal.files.serving import as_download
from portal.jobs import desk, listing, queue, reach
from portal.jobs.listing import Filters
from portal.jobs.queue import JobRow
from portal.jobs.tables import JobState
from portal.permissions import Actor, Permission
from portal.web import Request, keyset, page, see_other

TITLES = {
    "lapor.import": "Impor SP4N-LAPOR!",
    "lapor.history": "Impor riwayat tindak lanjut",
    "complaints.export": "Unduhan pengaduan",
}
WEIGHTY = frozenset({Permission.AUDIT_READ, Permission.IDENTITY_REVEAL})
STATES = {
    "waiting": ("circle-dashed", "wait", "Antre"),
    "running": ("progress", "run", "Sedang dikerjakan"),
    "done": ("circle-check", "done", "Selesai"),
    "failed": ("circle-x", "late", "Gagal"),
    "cancelled": ("x", "wait", "Dihentikan"),
}


async def is_weighty(connection: ASGIConnection) -> bool:  # type: ignore[type-arg]
    """Whether the file tells of people and rights: taking it asks for the password, as making it did."""
    job = await queue.find(str(connection.path_params["public_id"]))
    return job is not None and job.payload.get("permission") in WEIGHTY


OUTDATED = (
    "Sesudah berkas ini disiapkan, ada pengaduan yang tidak boleh lagi dilihat di dalamnya. "
    "Siapkan unduhan yang baru."
)


class JobController(Controller):
    """Own work for everybody; all work for those who may read it."""

    path = "/jobs"
    opt = {"signed_in": True}

    @get("/", name="jobs.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The newest jobs that fit the filters; everybody may narrow to their own."""
        given = request.query_params
        reads_all = user.holds(Permission.JOB_READ, None)
        is_mine = not reads_all or given.get("mine") == "1"
        filters = Filters.of(given, owner=user.key if is_mine else "")
        place = keyset.decode(given.get("after"))
        before = place[0] if place and isinstance(place[0], int) else None
        jobs = await listing.listing(filters, before=before)
        return page(
            request,
            "jobs/index.html",
            jobs=jobs,
            filters=filters,
            is_mine=is_mine,
            reads_all=reads_all,
            kinds=await listing.kinds("" if reads_all else user.key),
            stands=listing.STANDS,
            titles=TITLES,
            states=STATES,
            older=_older(filters, jobs, is_mine=is_mine and reads_all),
        )

    @get("/{public_id:str}", name="jobs.show")
    async def show(
        self, request: Request, user: NamedDependency[Actor], public_id: FromPath[str]
    ) -> Template:
        """One job; the page asks again until it has ended."""
        job = await _find_for(user, public_id)
        manages = user.holds(Permission.JOB_MANAGE, None)
        return page(
            request,
            "jobs/show.html",
            job=job,
            may_stop=job.is_open and (manages or job.owner_key == user.key),
            may_retry=job.state == JobState.FAILED and manages,
            titles=TITLES,
            states=STATES,
        )

    @get("/{public_id:str}/file", name="jobs.file.show", opt={"step_up": is_weighty})
    async def file(self, user: NamedDependency[Actor], public_id: FromPath[str]) -> File:
        """What the job made, for whoever asked for it and may still do so; taking it is in the audit."""
        job = await _find_for(user, public_id)
        made = await files.find_many([job.result_file] if job.result_file else [])
        if job.owner_key != user.key or not made or not _still_may(user, job):
            raise NotFoundException
        if (is_outdated := reach.outdated.get(job.kind)) and await is_outdated(user, job.created_at):
            raise Refusal(OUTDATED)
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
        """Stop a job: one's own, or any for those who manage them."""
        job = await _find_for(user, public_id)
        if job.owner_key != user.key and not user.holds(Permission.JOB_MANAGE, None):
            raise NotFoundException
        await desk.cancel(job, by=user, at=clock.now())
        return see_other(request, f"/jobs/{public_id}", "Pekerjaan dihentikan.")

    @post(
        "/{public_id:str}/retry",
        name="jobs.retry.create",
        opt={"permission": Permission.JOB_MANAGE, "signed_in": False},
    )
    async def retry(
        self, request: Request, user: NamedDependency[Actor], public_id: FromPath[str]
    ) -> Redirect:
        """Have a failed job done again."""
        job = await _find_for(user, public_id)
        await desk.retry(job, by=user, at=clock.now())
        return see_other(request, f"/jobs/{public_id}", "Pekerjaan diulang.")


async def _find_for(user: Actor, public_id: str) -> JobRow:
    job = await queue.find(public_id)
    if job is None or (job.owner_key != user.key and not user.holds(Permission.JOB_READ, None)):
        raise NotFoundException
    return job


def _older(filters: Filters, jobs: list[JobRow], *, is_mine: bool) -> str:
    """The address of the next page; empty on the last."""
    if len(jobs) < listing.PAGE_SIZE:
        return ""
    mine = {"mine": "1"} if is_mine else {}
    return f"?{urlencode({**filters.query(), **mine, 'after': keyset.encode([jobs[-1].id])})}"


def _still_may(user: Actor, job: JobRow) -> bool:
    if reached := job.result.get("reach"):
        return reach.is_held(user, reached)
    # What was made before the reach was kept goes only to those whose right has no bounds.
    needed = job.payload.get("permission")
    return needed is None or user.holds(Permission(needed), None)


ROUTES = [JobController]
