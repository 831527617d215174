"""The browser helper itself: it finds what is planted, so its silence elsewhere means something."""

from __future__ import annotations

from playwright.async_api import Page

from tests.support.browser import LOOKS, PHONE, OpenPage, Scheme, axe_violations, overflowing

GOOD = """<!doctype html><html lang="id"><head><title>Halaman uji</title></head>
<body><main><h1>Halaman uji</h1>{part}</main></body></html>"""


PLANTED = {
    "label": "<input name=x>",
    "color-contrast": "<p style='color:#aaa;background:#fff'>Hampir tak terbaca</p>",
    "image-alt": "<details><summary>Rincian</summary><img src='data:,'></details>",
}
COMPLAINTS = {
    "tersandung": "throw new Error('tersandung')",
    "keluhan": "console.error('keluhan')",
    "asked http://example.test/": "fetch('http://example.test/').catch(() => {})",
}


async def test_axe_finds_each_planted_violation_and_nothing_on_a_sound_page(page: Page):
    await page.set_content(GOOD.format(part="<p>Isi</p>"))
    assert await axe_violations(page) == []
    for rule, planted in PLANTED.items():
        await page.set_content(GOOD.format(part=planted))
        assert [line.split(" ")[0] for line in await axe_violations(page)] == [rule]


async def test_width_theme_and_scripts_are_as_asked(open_page: OpenPage):
    scripted = "<noscript>tanpa</noscript><script>document.title = 'dengan'</script>"
    for width, scheme in LOOKS:
        page = await open_page(width=width, scheme=scheme)
        await page.set_content(GOOD.format(part=scripted))
        assert await _look(page) == (width, scheme)
        assert await page.title() == "dengan"
    plain = await open_page(javascript=False)
    await plain.set_content(GOOD.format(part=scripted))
    assert await plain.inner_text("noscript") == "tanpa"


async def test_a_page_wider_than_the_phone_is_told(phone: Page):
    await phone.set_content(GOOD.format(part=f"<div style='width:{PHONE + 40}px'>lebar</div>"))
    assert any("lebar" in element for element in await overflowing(phone))


async def test_what_a_page_complains_of_is_noted(page: Page, page_problems: list[str]):
    for told, script in COMPLAINTS.items():
        await page.set_content(GOOD.format(part=f"<script>{script}</script>"))
        await page.wait_for_timeout(100)
        assert any(told in problem for problem in page_problems)
        page_problems.clear()


async def _look(page: Page) -> tuple[int, Scheme]:
    dark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return await page.evaluate("innerWidth"), "dark" if dark else "light"
