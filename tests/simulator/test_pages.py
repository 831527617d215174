"""The page with the phones: what it shows, with and without JavaScript, and that nothing runs inline."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.async_api import Page

from portal.simulator.content import pieces
from tests.simulator.process import SimulatorProcess
from tests.simulator.sending import LIAISON, OPERATOR, send, template_body, text_body
from tests.support.browser import LOOKS, OpenPage, axe_violations, overflowing

HTMX = {"hx-request": "true"}


def page_of(simulator: SimulatorProcess, path: str = "/", **headers: str) -> str:
    answer = simulator.client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_phone_shows_name_number_words_and_ticks(simulator: SimulatorProcess):
    send(simulator, template_body(OPERATOR, "ADU-2026-000109", "Kamis, 26 November 2026"))
    simulator.control("read")
    page = page_of(simulator)
    assert "Admin Operator" in page
    assert "+62 812 0000 0002 · menyala" in page
    assert "<b>ADU-2026-000109</b> menunggu tindak lanjut sampai Kamis, 26 November 2026" in page
    assert "dibaca</span>" in page
    assert "diterima untuk Admin Operator" in page


def test_links_lead_out_without_saying_where_from(simulator: SimulatorProcess):
    send(simulator)
    send(simulator, template_body(OPERATOR, "Operator", name="aspal_undangan_v1", button="t0k3n"))
    address = "http://127.0.0.1:8000"
    links = re.findall(r'<a href="([^"]+)"\s+target="_blank"\s+rel="noreferrer">', page_of(simulator))
    assert links == [f"{address}/complaints/ADU-2026-000109", f"{address}/invitations/t0k3n"]


def test_message_cannot_bring_its_own_markup(simulator: SimulatorProcess):
    send(simulator, text_body(text='<script>alert(1)</script> javascript:alert(1) "><b>x'))
    page = page_of(simulator)
    assert "&lt;script&gt;" in page
    assert page.count("<script") == 1
    assert 'href="javascript' not in page


def test_last_written_to_comes_first(simulator: SimulatorProcess):
    for to in (OPERATOR, LIAISON):
        send(simulator, template_body(to))
    assert re.findall(r'id="phone-(\d+)"', page_of(simulator)) == ["6281200000001", "6281200000002"]


def test_fragment_for_htmx_and_whole_page_for_others_are_the_same_screen(simulator: SimulatorProcess):
    whole, fragment = page_of(simulator), page_of(simulator, **HTMX)
    assert whole.lower().startswith("<!doctype html>")
    assert fragment.lstrip().startswith('<div id="screen"')
    assert re.search(r'<noscript>\s*<meta http-equiv="refresh" content="2">\s*</noscript>', whole)


def test_forms_switch_and_read_without_javascript(simulator: SimulatorProcess):
    post = simulator.client.post
    assert post("/phones/6281200000002/off").headers["location"] == "/"
    send(simulator)
    page = page_of(simulator)
    assert "mati sejak" in page
    assert "1 pesan menunggu ponsel menyala" in page
    post("/phones/6281200000002/on")
    assert post("/phones/6281200000002/read").status_code == 303
    assert post("/read", headers=HTMX).status_code == 200
    assert [message["state"] for message in simulator.look("messages")] == ["read"]


def test_fault_is_put_up_and_taken_down_by_form(simulator: SimulatorProcess):
    post = simulator.client.post
    form = {"fault": "twice", "to": "6281200000002", "times": "5"}
    assert post("/faults", data=form).status_code == 303
    [fault] = simulator.look("faults")
    assert (fault["rule"]["fault"], fault["rule"]["limit"], fault["rule"]["match"]["to"]) == (
        "duplicated", 5, "6281200000002",
    )  # fmt: skip
    assert "0 dari 5 kali" in page_of(simulator, "/faults")
    assert "1 gangguan terpasang" in page_of(simulator)
    assert post("/faults/withdrawal").headers["location"] == "/faults"
    assert simulator.look("faults") == []


def test_fault_that_is_not_offered_is_refused_in_words(simulator: SimulatorProcess):
    answer = simulator.client.post("/faults", data={"fault": "meteor", "times": "1"})
    assert answer.status_code == 422
    assert "Pilih gangguan dari daftar." in answer.text


@pytest.mark.parametrize("path", ["/", "/faults"])
def test_nothing_runs_or_is_styled_inline(simulator: SimulatorProcess, path: str):
    send(simulator)
    answer: httpx.Response = simulator.client.get(path)
    assert re.findall(r"<style|<script(?! src=\"/static/)|\sstyle=|\son[a-z]+=|hx-on", answer.text) == []
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*" in policy
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', answer.text):
        assert simulator.client.get(address).status_code == 200


def test_words_are_cut_into_plain_link_and_bold():
    line = pieces("Lihat *ADU-1* di https://a.test/x?y=1, segera.")[0]
    assert [(piece.kind, piece.text) for piece in line] == [
        ("plain", "Lihat "),
        ("bold", "ADU-1"),
        ("plain", " di "),
        ("link", "https://a.test/x?y=1"),
        ("plain", ", segera."),
    ]


async def test_a_message_appears_by_itself_and_buttons_act_in_place(simulator: SimulatorProcess, page: Page):
    await page.goto(simulator.base_url)
    send(simulator)
    await page.wait_for_selector("#phone-6281200000002 .bubble", timeout=5000)
    await page.get_by_role("button", name="Baca semua di Admin Operator").click()
    await page.wait_for_selector("#phone-6281200000002 .bubble .acc", timeout=1500)
    await page.get_by_role("button", name="Matikan ponsel Admin Operator").click()
    await page.wait_for_selector("#phone-6281200000002 .late", timeout=1500)


async def test_pages_are_accessible_and_fit_in_both_themes(simulator: SimulatorProcess, open_page: OpenPage):
    send(simulator, template_body(OPERATOR, "ADU-2026-000109", "Kamis"))
    simulator.control(f"phones/{LIAISON}/off")
    send(simulator, template_body(LIAISON))
    simulator.client.post("/faults", data={"fault": "late", "to": "", "times": "1"})
    for width, scheme in (LOOKS[0], LOOKS[-1]):
        page = await open_page(width=width, scheme=scheme)
        for path in ("/", "/faults"):
            await page.goto(simulator.base_url + path)
            assert await axe_violations(page) == []
            assert await overflowing(page) == []


async def test_page_refreshes_itself_without_javascript(simulator: SimulatorProcess, open_page: OpenPage):
    page = await open_page(javascript=False)
    await page.goto(simulator.base_url)
    send(simulator)
    await page.wait_for_selector("#phone-6281200000002 .bubble", timeout=5000)
