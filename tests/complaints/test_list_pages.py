"""The list's page: views, filters in the URL, pages of fifty, what it says where nothing fits."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal import clock
from portal.app import handlers
from portal.complaints import counts, dispositions, resolution
from portal.complaints.kinds import Channel
from portal.jobs import worker
from tests.complaints import factories
from tests.complaints.factories import HOUR, Office
from tests.complaints.page_world import Client, as_, began, words
from tests.support.visits import send


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


def numbers(html: str) -> list[str]:
    """The complaints of the table, in order."""
    return re.findall(r'<a class="t"\s+href="/complaints/(ADU-[\d-]+)"', html)


async def test_nothing_yet_says_where_complaints_come_from(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    page = await client.get("/complaints")
    assert "Belum ada pengaduan" in words(page)
    assert 'href="/lapor/imports"' in page.text
    await as_(client, office.operator)
    assert "didisposisikan ke perangkat daerah Anda" in words(await client.get("/complaints"))


async def test_filters_stand_in_the_address_and_in_the_form(client: Client, office: Office) -> None:
    first = await factories.recorded(office, began(), title="Lampu padam", channel=Channel.FACEBOOK)
    await factories.recorded(office, began(), title="Jalan rusak")
    await as_(client, office.admin)
    page = await client.get("/complaints?q=lampu&channel=facebook")
    assert numbers(page.text) == [first.number]
    assert 'value="lampu"' in page.text
    assert '<option value="facebook" selected>' in page.text
    assert '<details class="w-100" open>' in page.text


async def test_nothing_that_fits_names_each_filter_with_a_way_out(client: Client, office: Office) -> None:
    await factories.recorded(office, began())
    await as_(client, office.admin)
    page = await client.get("/complaints?q=pasar+malam&status=resolved")
    assert "Anda menyaring dengan kata “pasar malam”, status Selesai." in words(page)
    assert 'href="/complaints?status=resolved"' in page.text
    assert 'href="/complaints?q=pasar+malam"' in page.text


async def test_a_foreign_value_narrows_nothing(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    await as_(client, office.admin)
    page = await client.get("/complaints?status=nonsense&agency=x&year=99999&after=%00%ff")
    assert page.status_code == 200
    assert numbers((await client.get("/complaints?status=nonsense&after=zzz")).text) == [complaint.number]


async def test_views_count_what_waits(client: Client, office: Office) -> None:
    await factories.recorded(office, began())
    returned = await factories.disposed(office, began())
    await dispositions.give_back(returned, reason="Bukan.", by=office.operator, at=clock.now())
    late = await factories.disposed(office, began() - 30 * factories.DAY)
    await as_(client, office.admin)
    asked = await client.get("/complaints/numbers", headers={"hx-request": "true"})
    told = dict(
        re.findall(r'<span class="small"\s+id="n-(\w+)"\s+hx-swap-oob="true">(\d*)</span>', asked.text)
    )
    assert (told["mine"], told["returned"], told["not_copied"]) == ("3", "1", "")
    shown = words(await client.get("/complaints?total=1"))
    assert "Perlu saya 3" in shown
    assert "Dikembalikan 1" in shown
    page = await client.get("/complaints?due=overdue")
    assert numbers(page.text) == [late.number]
    assert "<h1>1 pengaduan lewat tenggat</h1>" in page.text
    assert 'href="/complaints?due=overdue" aria-current="page"' in page.text
    page = await client.get("/complaints?returned=1")
    assert numbers(page.text) == [returned.number]
    assert "Dikembalikan ke Kominfo" in words(page)


async def test_an_agency_has_only_the_views_that_mean_something_to_it(client: Client, office: Office) -> None:
    own = await factories.disposed(office, began())
    await factories.recorded(office, began())
    await as_(client, office.operator)
    page = await client.get("/complaints")
    assert numbers(page.text) == [own.number]
    assert "Belum di LAPOR!" not in words(page)
    assert 'id="agency"' not in page.text
    assert "1 pengaduan menunggu Anda" in words(await client.get("/complaints?mine=1"))


async def test_a_view_is_kept_while_the_list_is_narrowed(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    page = await client.get("/complaints?returned=1&q=jalan")
    assert '<input type="hidden" name="returned" value="1">' in page.text


async def test_an_empty_view_says_that_all_is_well(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    assert "Tidak ada yang lewat tenggat" in words(await client.get("/complaints?due=overdue"))


async def test_fifty_on_a_page_and_no_row_twice_or_lost(client: Client, office: Office) -> None:
    made = [await factories.recorded(office, began() - nth * HOUR) for nth in range(53)]
    await as_(client, office.admin)
    first = await client.get("/complaints?channel=whatsapp")
    assert len(numbers(first.text)) == 50
    onward = re.search(r'<a class="btn btn-2"\s+href="([^"]+)"\s+rel="next">', first.text)
    assert onward
    second = await client.get(unescape(onward[1]))
    assert "channel=whatsapp" in onward[1]
    assert numbers(first.text) + numbers(second.text) == [complaint.number for complaint in made]
    assert "Ke halaman pertama" in words(second)
    assert 'rel="next"' not in second.text


async def test_htmx_gets_the_list_without_the_head(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    page = await client.get("/complaints?q=x", headers={"hx-request": "true", "hx-boosted": "true"})
    assert "<!doctype html>" not in page.text
    assert "<title>Pengaduan" in page.text
    assert page.headers["hx-push-url"] == "/complaints?q=x"


async def test_columns_and_order_stand_in_the_address(client: Client, office: Office) -> None:
    made = [await factories.recorded(office, began() - nth * HOUR) for nth in range(2)]
    await as_(client, office.admin)
    page = await client.get("/complaints?sort=oldest&cols=channel&cols=received&cols=nonsense")
    assert numbers(page.text) == [made[1].number, made[0].number]
    assert re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page.text) == ["Pengaduan", "Masuk", "Kanal"]
    assert '<td data-l="Kanal">WhatsApp</td>' in page.text
    assert "terlama dahulu" in words(page)
    assert 'href="/complaints/exports/new?sort=oldest&amp;cols=received%2Cchannel"' in page.text


async def test_rows_without_a_deadline_come_behind_and_none_is_lost(client: Client, office: Office) -> None:
    closed = await factories.answered(office, began())
    await resolution.resolve(closed, note="Selesai.", by=office.admin, at=clock.now())
    late, soon = [await factories.disposed(office, began() - nth * factories.DAY) for nth in (30, 1)]
    await as_(client, office.admin)
    page = await client.get("/complaints?sort=due")
    assert numbers(page.text) == [late.number, soon.number, closed.number]
    page = await client.get("/complaints?sort=resolved")
    assert numbers(page.text) == [closed.number, soon.number, late.number]


async def test_the_whole_number_is_told_after_the_rows(client: Client, office: Office) -> None:
    for nth in range(51):
        await factories.recorded(office, began() - nth * HOUR)
    await as_(client, office.admin)
    page = await client.get("/complaints?channel=whatsapp")
    assert 'hx-get="/complaints/numbers?channel=whatsapp&amp;total=1"' in page.text
    part = await client.get("/complaints/numbers?channel=whatsapp&total=1", headers={"hx-request": "true"})
    assert words(part).endswith("51 pengaduan seluruhnya")
    plain = await client.get("/complaints/numbers?channel=whatsapp&total=1")
    assert plain.url.path == "/complaints"
    assert "51 seluruhnya" in words(plain)


def test_ten_thousand_is_as_far_as_a_list_counts() -> None:
    assert counts.Total(10_000).text == "10.000"
    assert counts.Total(10_001).text == "lebih dari 10.000"


async def test_hits_are_marked_on_the_page(client: Client, office: Office) -> None:
    await factories.recorded(office, began(), title="Lampu <i>padam</i>", body="Gelap di jalan.")
    await as_(client, office.admin)
    page = await client.get("/complaints?q=padam+jalan")
    assert "Lampu &lt;i&gt;<mark>padam</mark>&lt;/i&gt;" in page.text
    assert '<small class="hit">Gelap di <mark>jalan</mark>.</small>' in page.text


async def test_back_leads_to_the_same_place(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    await as_(client, office.admin)
    await client.get("/complaints?channel=whatsapp&sort=oldest")
    page = await client.get(f"/complaints/{complaint.number}")
    assert f'href="/complaints?channel=whatsapp&amp;sort=oldest#{complaint.number}"' in page.text
    client.cookies.delete("aspal_list")
    client.cookies.set("aspal_list", "%22%3E%3Cscript%3E")
    page = await client.get(f"/complaints/{complaint.number}")
    assert f'href="/complaints#{complaint.number}"' in page.text


async def test_a_file_is_asked_for_and_waited_for(client: Client, office: Office) -> None:
    await factories.recorded(office, began(), title="Lampu padam")
    await as_(client, office.leader)
    page = await client.get("/complaints?q=lampu&sort=oldest")
    assert 'href="/complaints/exports/new?q=lampu&amp;sort=oldest"' in page.text
    form = await client.get("/complaints/exports/new?q=lampu&sort=oldest")
    assert "Unduh 1 pengaduan" in words(form)
    assert "disaring menurut kata “lampu”" in words(form)
    of = "/complaints/exports/new"
    refused = await send(client, "/complaints/exports", {"format": "exe", "query": "q=lampu"}, of=of)
    assert refused.status_code == 422
    assert "Pilih jenis berkas" in words(refused)
    assert "q=lampu" in refused.text
    asked = await send(client, "/complaints/exports", {"format": "xlsx", "query": "q=lampu"}, of=of)
    assert asked.status_code == 303
    assert await worker.do_one(handlers())
    shown = await client.get(asked.headers["location"])
    assert "Unduh berkas" in words(shown)
    taken = await client.get(f"{asked.headers['location']}/file")
    assert taken.headers["content-disposition"].startswith("attachment")
    await as_(client, office.admin)
    assert (await client.get(f"{asked.headers['location']}/file")).status_code == 404
