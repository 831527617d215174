"""The pages of LAPOR! as an admin uses them, and closed to everybody else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.agencies.lists import queries as lists
from portal.agencies.lists.kinds import Which
from portal.complaints import follow_ups
from portal.complaints.tables import Complaint, FollowUp
from portal.lapor.batches import uploads
from portal.lapor.export_columns import Column
from portal.lapor.tables import BatchState, LaporBatch
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.files import FIXTURES, HEADER, complaint, write_book, write_xlsx
from tests.lapor.office import COLUMNS, COMMAND, export, row, standing, take, view, work
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
IMPORTS, LEDGER, STATUSES = "/lapor/imports", "/lapor/ledger", "/lapor/statuses"
CLASSES = "/lapor/classes"


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def post_file(client: Client, path: Path, **fields: str) -> Any:
    return await send(client, IMPORTS, {"kind": "export", **fields}, of=IMPORTS, files=chosen(path))


def chosen(path: Path) -> dict[str, Any]:
    return {"file": (path.name, path.read_bytes(), "application/octet-stream")}


async def uploaded(client: Client, path: Path) -> str:
    """Upload, let the worker read, and give the address of the preview."""
    answer = await post_file(client, path)
    assert answer.status_code == 303, answer.text
    await work()
    return str(answer.headers["location"])


async def test_from_upload_to_done(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    assert "belum pernah dilihat" in (await client.get(IMPORTS)).text
    path = write_xlsx(tmp_path / "ekspor.xlsx", [COLUMNS, row(), row("ab"), row("6300002", agency="DPUPR")])
    answer = await post_file(client, path)
    where = answer.headers["location"]
    reading = (await client.get(where)).text
    assert "Berkas sedang dibaca" in reading
    assert f'hx-get="{where}"' in reading
    await work()
    preview = (await client.get(where)).text
    assert "2 baru dan 0 berubah menunggu konfirmasi" in preview
    assert "Baris 3, kolom Tracking ID" in preview
    assert "checked" not in preview
    answer = await send(client, f"{where}/confirmation", of=where)
    assert (answer.status_code, answer.headers["location"]) == (303, where)
    assert "Impor sedang berjalan" in (await client.get(where)).text
    await work()
    assert "2 pengaduan baru, 0 berubah" in (await client.get(where)).text
    assert "LAPOR! terakhir dilihat" in (await client.get(IMPORTS)).text
    assert await Complaint.count() == 2


async def test_rows_can_be_read_later_without_the_reporter(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row(reporter="Nama Rekaan")))
    shown = await client.get(f"{where}/rows/2")
    assert "Dekat pasar." in shown.text
    assert "Nama Rekaan" not in shown.text
    assert "N•••" in shown.text
    assert (await client.get(f"{where}/rows/9")).status_code == 404


async def test_views_and_pages_of_rows(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    rows = [row(str(6_300_000 + n)) for n in range(60)]
    where = await uploaded(client, export(tmp_path, *rows, row("zzz")))
    first = (await client.get(f"{where}?outcome=new")).text
    assert first.count('<th scope="row">') == 50
    following = re.search(r'href="([^"]+)"\s+rel="next"', first)
    assert following
    assert (await client.get(following[1].replace("&amp;", "&"))).text.count('<th scope="row">') == 10
    assert (await client.get(f"{where}?outcome=refused")).text.count('<th scope="row">') == 1
    assert (await client.get(f"{where}?outcome=x&after=%%%")).status_code == 200


async def test_the_tick_says_how_many_would_be_told(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row(agency="DPUPR", status="Terdisposisi")))
    assert "2 pesan WhatsApp" in (await client.get(where)).text
    await send(client, f"{where}/confirmation", {"notify": "1"}, of=where)
    await work()
    assert "diberi tahu" in (await client.get(where)).text


async def test_the_preview_begins_with_what_must_be_decided(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    rows = [row(agency="Bina Marga", status="Ditelaah Pusat"), row("6300002", agency="DPUPR")]
    where = await uploaded(client, export(tmp_path, *rows))
    page = (await client.get(where)).text
    order = [
        "Putuskan dahulu",
        "1 nama perangkat daerah belum dikenali",
        "1 status belum dikenali",
        "2 baris di berkas ini",
        ">Impor</button>",
        "<caption",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Tidak ada yang perlu diputuskan" not in page
    plain = await uploaded(client, export(tmp_path, row("6300009"), name="lain.csv"))
    page = (await client.get(plain)).text
    assert page.index("Tidak ada yang perlu diputuskan lebih dahulu.") < page.index(">Impor</button>")
    assert "Putuskan dahulu" not in page


async def test_a_row_says_what_it_is_about_and_who_takes_it(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    accused = "Pengaduan Berkadar Pengawasan"
    where = await uploaded(
        client,
        export(
            tmp_path,
            row(agency="DPUPR", status="Terdisposisi"),
            row("6300002", agency="DPUPR", status="Terdisposisi", classification=accused),
            row("6300003", agency="Bina Marga", status="Terdisposisi"),
            row("abc", title="Tanpa nomor", day="9 Nov 2026"),
        ),
    )
    page = (await client.get(where)).text
    table = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<tbody>") :]))
    assert "Jalan berlubang 6300001 · masuk 3 Nov 2026 · baris 2 Terdisposisi Dpupr Baru" in table
    assert "baris 3 Terdisposisi ditahan: tidak sampai ke perangkat daerah di berkas: DPUPR" in table
    assert "baris 4 Terdisposisi belum dikenali di berkas: Bina Marga" in table
    assert "Tanpa nomor masuk 9 Nov 2026 · baris 5" in table
    await send(client, f"{where}/confirmation", of=where)
    await work()
    after = (await client.get(where)).text
    assert "Masih perlu diputuskan:" in after
    assert "Jalan berlubang" in after[after.index("<tbody>") :]


async def test_an_unknown_agency_is_joined_with_one_press(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row(agency="Bina Marga", status="Terdisposisi")))
    assert "1 nama perangkat daerah belum dikenali" in (await client.get(where)).text
    nothing = await send(client, f"{where}/aliases", {"text": "Bina Marga", "agency": ""}, of=where)
    assert nothing.status_code == 422
    assert "Pilih perangkat daerah yang dimaksud." in nothing.text
    chosen = {"text": "Bina Marga", "agency": str(office.dpupr)}
    assert (await send(client, f"{where}/aliases", chosen, of=where)).status_code == 303
    assert "belum dikenali" not in (await client.get(where)).text
    assert "2 pesan WhatsApp" in (await client.get(where)).text


async def test_a_name_taken_by_another_is_refused_beside_it(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row(agency="Bina Marga")))
    answer = await send(client, f"{where}/aliases", {"text": "DLH", "agency": str(office.dpupr)}, of=where)
    assert answer.status_code == 422


async def test_an_unknown_status_is_sorted_with_one_press(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row(status="Ditelaah Pusat")))
    assert "1 status belum dikenali" in (await client.get(where)).text
    posted = {"text": "Ditelaah Pusat", "bucket": "in_progress"}
    assert (await send(client, f"{where}/statuses", posted, of=where)).status_code == 303
    assert "belum dikenali" not in (await client.get(where)).text
    assert "Ditelaah Pusat" in (await client.get(STATUSES)).text


async def test_the_table_of_statuses_is_kept_up(client: Client, office: Office) -> None:
    await sign_in(client, office.admin.id)
    empty = await send(client, STATUSES, {"text": "", "bucket": ""}, of=STATUSES)
    assert empty.status_code == 422
    assert "Tulis statusnya" in empty.text
    posted = {"text": "Dialihkan", "bucket": "archived", "is_prefix": "1"}
    assert (await send(client, STATUSES, posted, of=STATUSES)).status_code == 303
    assert "Dialihkan" in (await client.get(STATUSES)).text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("kosong.csv", b"", "Berkas ini kosong."),
        ("surat.xlsx", b"%PDF-1.7 ...", "bukan lembar kerja"),
        ("halaman.xls", b"<html><table></table>", "halaman web"),
        ("rusak.xlsx", b"PK\x03\x04rusak", "rusak atau terpotong"),
    ],
)
async def test_what_is_no_table_is_refused_in_the_form(
    client: Client, office: Office, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    await sign_in(client, office.admin.id)
    path = tmp_path / name
    path.write_bytes(content)
    answer = await post_file(client, path, kind="history")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert re.search(r'value="history"[^>]*checked', answer.text)
    assert await LaporBatch.count() == 0


async def test_a_forgotten_file_is_asked_for(client: Client, office: Office) -> None:
    await sign_in(client, office.admin.id)
    answer = await send(client, IMPORTS, {"kind": "export"}, of=IMPORTS, files={"other": ("", b"")})
    assert answer.status_code == 422
    assert "Pilih berkas yang akan diimpor." in answer.text


@pytest.mark.parametrize("megabytes", [20.5, 22])
async def test_a_file_over_the_limit_is_told_its_limit(
    client: Client, office: Office, tmp_path: Path, megabytes: float
) -> None:
    await sign_in(client, office.admin.id)
    path = tmp_path / "besar.csv"
    path.write_bytes(b"x" * int(megabytes * 1024 * 1024))
    answer = await post_file(client, path)
    assert answer.status_code in {413, 422}
    assert "lebih besar dari 20 MB" in answer.text


async def test_a_file_without_the_header_ends_in_a_sentence(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    path = tmp_path / "lain.csv"
    path.write_text("nama,umur\nx,1\n")
    shown = (await client.get(await uploaded(client, path))).text
    assert "Berkas tidak dapat dibaca" in shown
    assert "Judul kolom “Tracking ID” tidak ditemukan" in shown


async def test_a_preview_can_be_given_up_and_a_stopped_one_read_again(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    where = (await post_file(client, export(tmp_path, row()))).headers["location"]
    job = (await LaporBatch.select(LaporBatch.job).first() or {})["job"]
    await send(client, f"/jobs/{job}/cancellation", of=where)
    assert "Pratinjau terhenti" in (await client.get(where)).text
    assert (await send(client, f"{where}/preview", of=where)).status_code == 303
    await work()
    assert "menunggu konfirmasi" in (await client.get(where)).text
    answer = await send(client, f"{where}/withdrawal", of=where)
    assert (answer.status_code, answer.headers["location"]) == (303, IMPORTS)
    assert "Impor dibatalkan" in (await client.get(where)).text
    assert (await send(client, f"{where}/confirmation", of=IMPORTS)).status_code == 409


async def test_a_stopped_import_offers_to_go_on(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row()))
    await send(client, f"{where}/confirmation", of=where)
    job = (await LaporBatch.select(LaporBatch.job).first() or {})["job"]
    await send(client, f"/jobs/{job}/cancellation", of=where)
    shown = (await client.get(where)).text
    assert "1 baris belum diimpor" in shown
    await send(client, f"{where}/confirmation", of=where)
    await work()
    assert (await view(where.rsplit("/", 1)[1])).state == BatchState.DONE


async def test_the_year_s_export_on_the_page(client: Client, office: Office) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, FIXTURES / "lapor_export_2023.xlsx")
    assert "41 baru dan 0 berubah" in (await client.get(where)).text
    for number in (9, 49):
        assert (await client.get(f"{where}/rows/{number}")).status_code == 200


async def test_the_ledger_shows_each_difference(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    assert "Tidak ada selisih" in (await client.get(LEDGER)).text
    at = clock.now() - timedelta(days=3)
    await take(export(tmp_path, row()), at=at)
    not_there = await factories.recorded(office, at)
    not_copied = await factories.answered(office, at, tracking_id="6300009", title="Sudah dijawab")
    differing = await factories.disposed(office, at, tracking_id="6300008", title="Beda status")
    await take(export(tmp_path, row("6300008", status="Ditutup oleh Admin")), at=clock.now())
    pages = {
        name: (await client.get(f"{LEDGER}?view={name}")).text
        for name in ("not_in_lapor", "not_copied", "differs")
    }
    assert not_there.number in pages["not_in_lapor"]
    assert not_copied.number in pages["not_copied"]
    assert differing.number in pages["differs"]
    assert "Ditutup oleh Admin, dilihat" in pages["differs"]
    assert (await standing()).number not in "".join(pages.values())
    follow_up = await FollowUp.objects().get(FollowUp.complaint == not_copied.id)
    assert follow_up is not None
    today = clock.today().date()
    await follow_ups.mark_copied(not_copied, follow_up, on=today, by=office.admin, at=clock.now())
    assert not_copied.number not in (await client.get(f"{LEDGER}?view=not_copied")).text


async def test_only_those_who_may_import_come_in(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, export(tmp_path, row()))
    for somebody in (office.liaison, office.operator, office.leader, office.inspector):
        await sign_in(client, somebody.id)
        for path in (IMPORTS, where, f"{where}/rows/2", LEDGER, STATUSES):
            assert (await client.get(path)).status_code == 403, path
    client.cookies.clear()
    assert (await client.get(where, follow_redirects=False)).status_code == 303


async def test_an_address_that_is_none(client: Client, office: Office) -> None:
    await sign_in(client, office.admin.id)
    assert (await client.get(f"{IMPORTS}/tidak-ada")).status_code == 404
    assert (await send(client, f"{IMPORTS}/tidak-ada/confirmation", of=IMPORTS)).status_code == 404


async def test_the_command_and_the_page_share_their_batches(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    await take(export(tmp_path, row()))
    assert COMMAND.name in (await client.get(IMPORTS)).text


async def test_an_unclear_class_is_settled_before_the_import(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    rows = [row("6300001", classification="Pengaduan", agency="DPUPR", status="Terdisposisi")]
    where = await uploaded(client, export(tmp_path, *rows, row("6300002", classification="")))
    preview = (await client.get(where)).text
    assert "2 klasifikasi belum jelas" in preview
    assert "(kosong)" in preview
    wrong = await send(client, f"{where}/classes", {"text": "Pengaduan", "classification": "held"}, of=where)
    assert wrong.status_code == 422
    assert "Pilih klasifikasi yang dimaksud." in wrong.text
    posted = {"text": "Pengaduan", "classification": "complaint"}
    assert (await send(client, f"{where}/classes", posted, of=where)).status_code == 303
    assert "1 klasifikasi belum jelas" in (await client.get(where)).text
    await send(client, f"{where}/confirmation", {"notify": "1"}, of=where)
    await work()
    assert (await standing("6300001")).agency == office.dpupr
    assert (await standing("6300002")).classification == "held"


async def test_what_is_held_stands_first_on_beranda_and_is_settled_on_its_page(
    client: Client, office: Office, tmp_path: Path
) -> None:
    cells = {"classification": "Laporan", "agency": "DPUPR", "status": "Terdisposisi"}
    await take(export(tmp_path, row("6300001", **cells), row("6300002", **cells)))
    await factories.recorded(office)
    await sign_in(client, office.admin.id)
    home = (await client.get("/")).text
    assert 0 < home.index("Tetapkan klasifikasi 2 pengaduan") < home.index("Belum terverifikasi.")
    page = (await client.get(CLASSES)).text
    assert "2 pengaduan</a>, tenggat terdekat" in page
    answer = await send(client, CLASSES, {"text": "Laporan", "classification": "complaint"}, of=CLASSES)
    assert answer.status_code == 303
    settled = (await client.get(CLASSES)).text
    assert "Tidak ada yang menunggu." in settled
    assert "oleh" in settled
    assert "Tetapkan klasifikasi" not in (await client.get("/")).text
    await send(client, f"{CLASSES}/withdrawal", {"text": "Laporan"}, of=CLASSES)
    assert (await standing()).classification == "held"


async def test_the_agency_neither_sees_it_nor_settles_it(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await take(export(tmp_path, row(classification="Laporan", agency="DPUPR", status="Terdisposisi")))
    number = (await standing()).number
    await sign_in(client, office.operator.id)
    assert (await client.get(f"/complaints/{number}")).status_code == 404
    assert number not in (await client.get("/complaints?classification=held")).text
    assert "Tetapkan klasifikasi" not in (await client.get("/")).text
    assert (await client.get(CLASSES)).status_code == 403
    forged = {"text": "Laporan", "classification": "complaint"}
    assert (await send(client, CLASSES, forged, of="/complaints")).status_code == 403
    assert (await standing()).classification == "held"


async def test_the_preview_names_sheet_and_row(client: Client, office: Office, tmp_path: Path) -> None:
    await sign_in(client, office.admin.id)
    sheets = {
        "Jan": [HEADER, complaint()],
        "Feb": [HEADER, complaint("6300002")],
        "Lama": [HEADER, complaint()],
    }
    answer = await post_file(client, write_book(tmp_path / "a.xlsx", sheets, hidden="Lama"))
    await work()
    where = answer.headers["location"]
    preview = (await client.get(where)).text
    assert "Lembar tersembunyi tidak dibaca: Lama." in preview
    assert f"{where}/rows/2?sheet=Feb" in preview
    assert "6300002" in (await client.get(f"{where}/rows/2?sheet=Feb")).text
    await send(client, f"{where}/confirmation", of=where)
    await work()
    assert await Complaint.count() == 2


NAMED = [*COLUMNS, Column.CATEGORY, Column.DISTRICT]


async def test_unknown_names_are_decided_together_and_a_forged_one_is_not(
    client: Client, office: Office, tmp_path: Path
) -> None:
    torjun = await factories.district("Torjun")
    await sign_in(client, office.admin.id)
    rows = [[*row(f"630000{n}"), topic, "Torjunn"] for n, topic in enumerate(("Jalan", "Lampu", "Air"))]
    where = await uploaded(client, write_xlsx(tmp_path / "ekspor.xlsx", [NAMED, *rows]))
    shown = (await client.get(where)).text
    assert "3 kategori belum dikenali" in shown
    assert "1 kecamatan belum dikenali" in shown
    chosen_here = {"text": ["Torjunn", "Karangan"], "choice": [str(torjun), "new"]}
    assert (await send(client, f"{where}/districts", chosen_here, of=where)).status_code == 303
    assert [each.name for each in await lists.terms(Which.DISTRICTS)] == ["Torjun"]
    some = {"text": ["Jalan", "Lampu"], "choice": ["new", "999"]}
    refused = await send(client, f"{where}/categories", some, of=where)
    assert refused.status_code == 422
    assert "Baris ini tidak ada lagi" in refused.text
    assert (await send(client, f"{where}/categories", {"all": "1"}, of=where)).status_code == 303
    assert {each.name for each in await lists.terms(Which.CATEGORIES)} == {"Jalan", "Lampu", "Air"}
    shown = (await client.get(where)).text
    assert "Tidak ada yang perlu diputuskan" in shown


async def test_a_pair_stands_side_by_side_and_who_may_not_see_it_finds_nothing(
    client: Client, office: Office, tmp_path: Path
) -> None:
    torjun = await factories.district("Torjun")
    at = clock.now() - timedelta(days=2)
    day = at.astimezone(clock.WIB).strftime("%d/%m/%Y")
    mine = await factories.recorded(office, at, title="Jalan berlubang", body="Dekat pasar.", district=torjun)
    rows = [[*row("6300001", day=day), "", "Torjun"], [*row("6300002", day=day), "", "Torjun"]]
    await sign_in(client, office.admin.id)
    where = await uploaded(client, write_xlsx(tmp_path / "ekspor.xlsx", [NAMED, *rows]))
    shown = (await client.get(where)).text
    assert "2 pengaduan mungkin sudah dicatat di sini" in shown
    first, second = re.findall(r"/pairs/(\d+)/confirmation", shown)
    await sign_in(client, office.operator.id)
    assert (await send(client, f"{where}/pairs/{first}/confirmation", {}, of="/profile")).status_code == 403
    await sign_in(client, office.admin.id)
    assert (await send(client, f"{where}/pairs/999/confirmation", {}, of=where)).status_code == 404
    assert (await send(client, f"{where}/pairs/{first}/confirmation", {}, of=where)).status_code == 303
    late = await send(client, f"{where}/pairs/{second}/confirmation", {}, of=where)
    assert late.status_code == 409
    await mine.refresh()
    assert mine.tracking_id == "6300001"
    shown = (await client.get(where)).text
    assert "mungkin sudah dicatat" not in shown
    assert await Complaint.count() == 1


async def test_kominfo_says_whether_day_or_month_stands_first(client: Client, office: Office) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, FIXTURES / "nasty" / "17_us_dates.xlsx")
    preview = (await client.get(where)).text
    assert "7 baris tidak diambil sebelum ini dijawab" in preview
    assert "<b>1/3/2023</b> = 1 Maret 2023 atau 3 Januari 2023?" in preview
    wrong = await send(client, f"{where}/date-order", {"order": "ymd"}, of=where)
    assert wrong.status_code == 422
    assert "Pilih urutan tanggal berkas ini." in wrong.text
    assert (await send(client, f"{where}/date-order", {"order": "dmy"}, of=where)).status_code == 303
    await work()
    assert "Tanggal di berkas ini dibaca hari/bulan/tahun." in (await client.get(where)).text
    await send(client, f"{where}/date-order", {"order": "mdy"}, of=where)
    await work()
    preview = (await client.get(where)).text
    assert "7 baru dan 0 berubah menunggu konfirmasi" in preview
    assert "Hari atau bulan lebih dahulu?" not in preview
    await send(client, f"{where}/confirmation", of=where)
    await work()
    assert await Complaint.count() == 7
    public_id = where.rpartition("/")[2]
    assert not uploads.path_of(public_id).exists()
    late = await send(client, f"{where}/date-order", {"order": "dmy"}, of=IMPORTS)
    assert late.status_code == 409
    assert await Complaint.count() == 7


async def test_rows_in_doubt_are_left_out_where_nobody_answers(client: Client, office: Office) -> None:
    await sign_in(client, office.admin.id)
    where = await uploaded(client, FIXTURES / "nasty" / "03_dates.xlsx")
    await send(client, f"{where}/confirmation", of=where)
    await work()
    assert await Complaint.count() == 24
    assert not uploads.path_of(where.rpartition("/")[2]).exists()
