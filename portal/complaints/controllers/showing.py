"""The page of one complaint: its story, and the one act that waits for the reader."""

from collections.abc import Mapping

from litestar import Controller, get
from litestar.di import NamedDependency, Provide
from litestar.response import Template

from portal.complaints import words
from portal.complaints.acting import known
from portal.complaints.acts import Act
from portal.complaints.controllers import way_back
from portal.complaints.controllers.approval import approval_box, stand_in_box
from portal.complaints.controllers.boxes import Box, Builder
from portal.complaints.controllers.dispositions import disposition_box
from portal.complaints.controllers.follow_ups import draft_box, revision_box
from portal.complaints.controllers.questions import answer_box
from portal.complaints.controllers.resolution import resolution_box
from portal.complaints.controllers.scene import Here, Scene, provide_here, scene_of
from portal.complaints.controllers.verification import verification_box
from portal.complaints.display import answers, clocks, offers, ticks, timeline
from portal.complaints.display.case import is_open, strip_of
from portal.complaints.kinds import Channel, Classification, DraftStatus, Status
from portal.complaints.read_model import ClockRow
from portal.notifications import queries as notifications
from portal.permissions import Permission
from portal.web import page
from portal.workdays.words import dated, stamp
from portal.workdays.words import seen as seen_on

BOXES: Mapping[Act, Builder] = {
    Act.REPLY: answer_box,
    Act.VERIFY: verification_box,
    Act.DISPOSE: disposition_box,
    Act.APPROVE: approval_box,
    Act.REVISE: revision_box,
    Act.DRAFT: draft_box,
    Act.APPROVE_IN_PLACE: stand_in_box,
    Act.RESOLVE: resolution_box,
}


class ShowController(Controller):
    """One complaint, whole."""

    path = "/complaints/{number:str}"
    opt = {"permission": Permission.COMPLAINT_READ}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.show")
    async def show(self, here: NamedDependency[Here]) -> Template:
        """The page."""
        scene = await scene_of(here)
        main = offers.main_act(here.user, here.complaint, scene.acts, scene.target)
        box = await BOXES[main](scene, None) if main else _waiting(scene)
        return page(
            here.request,
            "complaints/show.html",
            back=way_back.href(here.request, here.complaint.number),
            case=scene.case,
            box=box,
            form=box.form,
            others=offers.other_acts(here.complaint.number, scene.acts, main, scene.target),
            clocks=clocks.shown(scene.detail.clocks, scene.calendar, here.at),
            strip=strip_of(here.complaint, scene.detail, scene.calendar, here.at),
            timeline=await _timeline(scene),
            answers=answers.approved(scene.detail, here.complaint.tracking_id, scene.files_of),
            may_copy=Act.COPY in scene.acts,
            may_number=Act.NUMBER in scene.acts,
            may_note=Act.NOTE in scene.acts,
            may_reveal=Act.REVEAL in scene.acts and bool(scene.detail.facts.reporter),
            facts=_facts(scene),
        )


async def _timeline(scene: Scene) -> list[timeline.Line]:
    here = scene.here
    messages = await notifications.for_subject(f"complaint:{here.complaint.number}")
    hung = timeline.Hung(answers.waiting(scene.detail, scene.files_of), ticks.by_entry(messages))
    drawn = [timeline.of_entry(entry, hung) for entry in scene.detail.entries]
    drawn += timeline.of_reminders(messages)
    return timeline.lines(drawn, scene.calendar, now=here.at, is_open=is_open(here.complaint))


def _waiting(scene: Scene) -> Box:
    """Nothing waits for the reader: the box says whom it does wait for."""
    return Box("Tidak ada yang menunggu Anda", sentence=_whom(scene))


def _whom(scene: Scene) -> str:
    status, holder = scene.here.complaint.status, scene.detail.facts.holder
    if scene.draft_status is DraftStatus.SUBMITTED:
        return f"Tindak lanjut menunggu persetujuan di {holder}."
    sentences = {
        Status.RECEIVED: "Menunggu Kominfo memverifikasi.",
        Status.VERIFIED: "Menunggu Kominfo mendisposisikan.",
        Status.DISPOSED: f"Menunggu {holder} menerima dan menindaklanjuti.",
        Status.ACCEPTED: f"Menunggu tindak lanjut {holder}.",
        Status.ANSWERED: "Sudah ditindaklanjuti. Kominfo menyatakan selesai bila tidak ada tanggapan lagi.",
        Status.RESOLVED: "Pengaduan ini sudah selesai.",
        Status.ARCHIVED: "Pengaduan ini diarsipkan.",
        Status.POSTPONED: "Pengaduan ini ditunda di SP4N-LAPOR!.",
    }
    return sentences[Status(status)]


def _facts(scene: Scene) -> list[tuple[str, str]]:
    """What is known beside text and place, in the order of reading; empty ones are left out."""
    complaint, facts = scene.here.complaint, scene.detail.facts
    happened, seen = known(complaint.happened_at), known(complaint.lapor_seen_at)
    category = f"{facts.category}: {facts.topic}" if facts.category and facts.topic else facts.category
    told = (
        ("Klasifikasi", words.CLASSIFICATION[Classification(complaint.classification)]),
        ("Klasifikasi di LAPOR!", f"“{complaint.class_text}”" if complaint.class_text else ""),
        ("Kategori", category),
        ("Kanal", words.CHANNEL[Channel(complaint.channel)]),
        ("Masuk", stamp(complaint.received_at)),
        ("Kejadian", dated(happened) if happened else ""),
        ("Dicatat oleh", facts.office),
        ("Menurut LAPOR!", f"{complaint.lapor_status} (per {seen_on(seen)})" if seen else ""),
        ("Penilaian", f"{complaint.lapor_rating} dari 5" if complaint.lapor_rating else ""),
        ("Dasar batas", _basis(scene.detail.clocks)),
        ("Pelapor", _reporter(scene)),
    )
    return [(name, value) for name, value in told if value]


def _reporter(scene: Scene) -> str:
    if scene.here.complaint.is_anonymous:
        return "anonim, tidak disimpan"
    return scene.detail.facts.reporter or "tidak dicatat"


def _basis(rows: tuple[ClockRow, ...]) -> str:
    if not rows:
        return ""
    last = rows[-1]
    return f"{last.legal_basis}, berlaku sejak {dated(last.valid_from)}"


ROUTES = [ShowController]
