"""The way of a complaint through its pages: each act by the one whose turn it is."""

from __future__ import annotations

import pytest

from portal.complaints.kinds import DraftStatus, Status
from portal.complaints.tables import Inquiry
from portal.notifications.tables import Delivery
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client, act, alerts, as_, began, follow_up_of, now_of, photo, words


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def test_from_recording_to_resolution(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    number = complaint.number
    await as_(client, office.admin)
    box = words(await client.get(f"/complaints/{number}"))
    assert "Verifikasi Klasifikasi" in box
    answer = await act(client, number, "verification", {"classification": "complaint"})
    assert answer.headers["location"] == f"/complaints/{number}"
    assert "Disposisi Perangkat daerah" in words(await client.get(f"/complaints/{number}"))
    await act(client, number, "disposition", {"agency": str(office.dpupr), "note": "Mohon ditambal."})
    assert (await now_of(complaint)).status == Status.DISPOSED

    await as_(client, office.operator)
    page = await client.get(f"/complaints/{number}")
    assert "Pesan Kominfo untuk Dpupr Mohon ditambal." in words(page)
    assert page.text.index("Sudah dua minggu") < page.text.index("Apa yang sudah dilakukan?")
    sent = await act(
        client,
        number,
        "follow-ups",
        {"text": "Lubang sudah ditambal.", "stage": "first", "send": "1"},
        files={"photos": ("sesudah.jpg", photo(), "image/jpeg")},
    )
    assert sent.status_code == 303
    draft = await follow_up_of(complaint)
    assert draft.status == DraftStatus.SUBMITTED

    await as_(client, office.liaison)
    page = await client.get(f"/complaints/{number}")
    assert "Setujui tindak lanjut" in words(page)
    assert "Lubang sudah ditambal." in page.text
    assert f"/complaints/{number}/files/" in page.text
    await act(client, number, f"follow-ups/{draft.id}/approval")
    assert (await now_of(complaint)).status == Status.ANSWERED

    await as_(client, office.admin)
    shown = words(await client.get(f"/complaints/{number}"))
    assert "Ditindaklanjuti" in shown
    assert "Jawaban yang disetujui" in shown
    await act(client, number, "resolution", {"note": "Pelapor tidak membalas."})
    shown = words(await client.get(f"/complaints/{number}"))
    assert "Pengaduan ini sudah selesai." in shown
    assert "menyatakan selesai" in shown
    assert (await now_of(complaint)).status == Status.RESOLVED


async def test_before_sending_the_page_shows_the_deadline_and_who_will_be_told(
    client: Client, office: Office
) -> None:
    topic = await factories.category(agency_id=office.dpupr)
    complaint = await factories.verified(office, began(), category=topic)
    await as_(client, office.admin)
    shown = words(await client.get(f"/complaints/{complaint.number}"))
    assert "Disarankan karena kategori Jalan Berlubang." in shown
    assert "Tindak lanjut pertama paling lambat" in shown
    assert office.liaison.name in shown
    assert office.operator.name in shown
    assert "Dinas Kominfo meneruskan satu pengaduan" in shown
    assert complaint.title not in shown.partition("Lihat pesan WhatsApp")[2].partition("Disposisikan")[0]


async def test_an_agency_chosen_without_script_is_previewed_before_it_is_sent(
    client: Client, office: Office
) -> None:
    complaint = await factories.verified(office, began())
    await as_(client, office.admin)
    fields = {"agency": str(office.dlh), "note": "Tepi kali.", "previewed": str(office.dpupr)}
    shown = await act(client, complaint.number, "disposition", fields)
    assert shown.status_code == 200
    assert office.stranger.name in words(shown)
    assert "Tepi kali." in shown.text
    assert (await now_of(complaint)).status == Status.VERIFIED
    sent = await act(client, complaint.number, "disposition", {**fields, "previewed": str(office.dlh)})
    assert sent.status_code == 303
    assert (await now_of(complaint)).agency == office.dlh


async def test_a_script_asks_for_the_preview_of_another_agency(client: Client, office: Office) -> None:
    complaint = await factories.verified(office, began())
    await as_(client, office.admin)
    path = f"/complaints/{complaint.number}/disposition"
    page = await client.get(f"{path}?agency={office.dlh}", headers={"hx-request": "true"})
    assert page.headers["hx-push-url"] == "false"
    walked = await client.get(path, headers={"hx-request": "true", "hx-boosted": "true"})
    assert walked.headers["hx-push-url"] == path
    assert office.stranger.name in words(page)
    assert f'name="previewed" value="{office.dlh}"' in page.text


async def test_an_agency_that_nobody_hears_for_is_warned_of_and_gets_it_all_the_same(
    client: Client, office: Office
) -> None:
    complaint = await factories.verified(office, began())
    await as_(client, office.admin)
    path = f"/complaints/{complaint.number}/disposition"
    assert "tidak seorang pun" not in words(await client.get(f"{path}?agency={office.dpupr}"))
    empty = await factories.agency("KOSONG")
    shown = words(await client.get(f"{path}?agency={empty}"))
    assert "Belum ada petugas di perangkat daerah ini" in shown
    assert "Disposisi tetap dapat dikirim." in shown
    fields = {"agency": str(empty), "note": "", "previewed": str(empty)}
    assert (await act(client, complaint.number, "disposition", fields)).status_code == 303


async def test_what_came_back_names_the_agency_and_is_not_suggested_to_it_again(
    client: Client, office: Office
) -> None:
    topic = await factories.category(agency_id=office.dpupr)
    complaint = await factories.disposed(office, began(), category=topic)
    await as_(client, office.operator)
    answer = await act(client, complaint.number, "return", {"reason": "Bukan jalan kabupaten."})
    assert answer.headers["location"] == "/complaints"
    assert (await client.get(f"/complaints/{complaint.number}")).status_code == 404
    await as_(client, office.admin)
    shown = await client.get(f"/complaints/{complaint.number}")
    assert "di Kominfo, dikembalikan Dpupr" in words(shown)
    assert "Disposisi ulang" in words(shown)
    assert f'<option value="{office.dpupr}" selected' not in shown.text


async def test_accepting_is_one_press_and_writing_comes_after(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.operator)
    assert "Terima dahulu" in words(await client.get(f"/complaints/{complaint.number}"))
    await act(client, complaint.number, "acceptance")
    assert (await now_of(complaint)).status == Status.ACCEPTED
    assert "Terima dahulu" not in words(await client.get(f"/complaints/{complaint.number}"))


async def test_a_draft_is_saved_sent_back_mended_and_handed_in_again(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.operator)
    await act(client, complaint.number, "follow-ups", {"text": "Sedang dikerjakan.", "stage": "first"})
    draft = await follow_up_of(complaint)
    assert "Lanjutkan konsep" in words(await client.get(f"/complaints/{complaint.number}"))
    await act(client, complaint.number, f"follow-ups/{draft.id}/submission")

    await as_(client, office.liaison)
    await act(client, complaint.number, f"follow-ups/{draft.id}/correction", {"reason": "Sebut tanggalnya."})

    await as_(client, office.operator)
    page = words(await client.get(f"/complaints/{complaint.number}"))
    assert "Perlu diperbaiki: Sebut tanggalnya." in page
    mended = {"text": "Dikerjakan kemarin.", "stage": "first", "send": "1"}
    await act(client, complaint.number, f"follow-ups/{draft.id}", mended)
    draft = await follow_up_of(complaint)
    assert (draft.text, draft.status) == ("Dikerjakan kemarin.", DraftStatus.SUBMITTED)


async def test_an_interim_answer_needs_its_date(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.operator)
    refused = await act(
        client, complaint.number, "follow-ups", {"text": "Menunggu aspal.", "stage": "interim", "send": "1"}
    )
    assert refused.status_code == 422
    assert "Tulis tanggal selesainya" in alerts(refused)
    assert "Menunggu aspal." in refused.text


async def test_the_head_stands_in_only_where_the_seat_is_empty(client: Client, office: Office) -> None:
    complaint, draft = await factories.submitted(office, began() + factories.DAY)
    await as_(client, office.head)
    shown = await client.get(f"/complaints/{complaint.number}/follow-ups/{draft.id}/approval/stand-in")
    assert "Setujui sebagai pengganti" in words(shown)
    refused = await act(
        client, complaint.number, f"follow-ups/{draft.id}/approval/stand-in", {"reason": "Mendesak."}
    )
    assert refused.status_code == 422
    assert "Pejabat penghubung masih dapat menyetujui" in alerts(refused)
    assert "Mendesak." in refused.text


async def test_kominfo_stands_in_after_a_silent_working_day(client: Client, office: Office) -> None:
    complaint, draft = await factories.submitted(office, began() - 10 * factories.DAY)
    await as_(client, office.admin)
    assert "Setujui sebagai pengganti" in words(await client.get(f"/complaints/{complaint.number}"))
    path = f"follow-ups/{draft.id}/approval/stand-in"
    assert (await act(client, complaint.number, path, {})).status_code == 422
    await act(client, complaint.number, path, {"reason": "Jabatan kosong."})
    assert (await now_of(complaint)).status == Status.ANSWERED


async def test_question_and_answer_go_between_agency_and_kominfo(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.operator)
    assert "Tanya Kominfo" in words(await client.get(f"/complaints/{complaint.number}/questions"))
    await act(client, complaint.number, "questions", {"text": "Jalan kabupaten?"})
    inquiry = (await Inquiry.objects())[0]
    assert "Jawab pertanyaan" not in words(await client.get(f"/complaints/{complaint.number}"))

    await as_(client, office.admin)
    shown = words(await client.get(f"/complaints/{complaint.number}"))
    assert "Jawab pertanyaan" in shown
    assert "Jalan kabupaten?" in shown
    path = f"questions/{inquiry.id}/answer"
    assert (await act(client, complaint.number, path, {"text": "Ya."})).status_code == 303
    again = await act(client, complaint.number, path, {"text": "Ya, lagi."})
    assert again.status_code == 409
    assert "Pertanyaan ini sudah dijawab." in alerts(again)


async def test_notes_stand_dashed_in_the_timeline(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.liaison)
    for _ in range(2):
        await act(client, complaint.number, "notes", {"text": "Cek batas desa.", "once": "satu"})
    page = await client.get(f"/complaints/{complaint.number}")
    assert page.text.count("Cek batas desa.") == 1
    assert 'class="said note pre"' in page.text


async def test_an_answer_is_marked_as_copied_on_its_day(client: Client, office: Office) -> None:
    complaint = await factories.answered(office, began(), tracking_id="8412073")
    await as_(client, office.admin)
    page = await client.get(f"/complaints/{complaint.number}")
    draft = await follow_up_of(complaint)
    assert "Belum disalin ke LAPOR!" in words(page)
    assert f'data-copy="answer-{draft.id}"' in page.text
    path = f"follow-ups/{draft.id}/copied"
    assert (await act(client, complaint.number, path, {"copied_on": "31/11/2026"})).status_code == 422
    assert (await act(client, complaint.number, path, {"copied_on": "3 Januari 2099"})).status_code == 422
    today = began().date().isoformat()
    assert (await act(client, complaint.number, path, {"copied_on": today})).status_code == 303
    assert "Sudah disalin ke LAPOR!, tanggal" in words(await client.get(f"/complaints/{complaint.number}"))


async def test_archived_and_resolved_open_again(client: Client, office: Office) -> None:
    archived = await factories.recorded(office, began())
    resolved = await factories.answered(office, began())
    await as_(client, office.admin)
    await act(client, archived.number, "archive", {"reason": "Ganda."})
    assert (await now_of(archived)).status == Status.ARCHIVED
    await act(client, archived.number, "reopening", {"reason": "Ternyata bukan."})
    assert (await now_of(archived)).status == Status.VERIFIED
    await act(client, resolved.number, "resolution")
    await act(client, resolved.number, "reopening", {"reason": "Pelapor membalas."})
    assert (await now_of(resolved)).status == Status.DISPOSED


async def test_a_disposition_is_withdrawn_before_it_is_accepted(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.admin)
    await act(client, complaint.number, "disposition/withdrawal", {"reason": "Keliru."})
    assert (await now_of(complaint)).status == Status.VERIFIED
    assert {row["state"] for row in await Delivery.select(Delivery.state)} == {"cancelled"}


async def test_the_line_of_an_act_says_how_far_its_messages_came(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.admin)
    shown = words(await client.get(f"/complaints/{complaint.number}"))
    assert f"· {office.liaison.name}" in shown
    assert "antre" in shown


async def test_an_act_recorded_later_keeps_the_time_it_took_place(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began() - 5 * factories.DAY)
    await as_(client, office.admin)
    day = (began() - factories.DAY).date().isoformat()
    fields = {"classification": "information", "happened_on": day, "happened_time": "10.15"}
    await act(client, complaint.number, "verification", fields)
    verified_at = (await now_of(complaint)).verified_at
    assert verified_at.strftime("%Y-%m-%d %H:%M") == f"{day} 03:15"
