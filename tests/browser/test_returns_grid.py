"""A clerk fills in a month's returns without the mouse."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import log_in

pytestmark = pytest.mark.browser

# A month nobody of the demonstration has reported, and a county no other browser test writes to.
ADDRESS, CLERK = "/projects/returns/?month=2026-11", "xian03"


def test_returns_are_typed_ticked_and_sent_by_keyboard(demo_site: str, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    log_in(page, demo_site, CLERK)
    page.goto(demo_site + ADDRESS)
    before = int(re.findall(r"还有(\d+)个项目未报", page.inner_text("h1"))[0])
    boxes = page.locator("[data-tick]")
    expect(boxes.nth(0)).to_be_focused()

    page.keyboard.press("ArrowRight")
    # As much as last month's: no question is asked about it.
    page.keyboard.type(page.locator("input.cell").first.input_value())
    page.keyboard.press("Enter")
    page.keyboard.type("1")
    ticked = [boxes.nth(n).is_checked() for n in range(3)]
    page.keyboard.press("Control+s")
    page.wait_for_selector(".rownote")

    # The first row is saved; the second is lower than last month's and stays as typed, with the reason below it.
    assert ticked == [True, True, False]
    assert f"还有{before - 1}个项目未报" in page.inner_text("h1")
    assert "已报送1个项目的2026年11月月报。" in page.inner_text(".notices")
    assert page.locator(".rownote").count() == 1
    assert "本年累计低于" in page.inner_text(".rownote")
    assert page.locator("tr.wrong input.cell").first.input_value() == "1"
    expect(page.locator("tr.wrong [data-tick]")).to_be_focused()
    context.close()


def test_block_from_a_spreadsheet_fills_and_ticks_its_rows(demo_site: str, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    log_in(page, demo_site, CLERK)
    page.goto(demo_site + ADDRESS)
    rows = page.locator("tr.unsent")
    rows.nth(0).locator("input.cell").first.focus()

    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', '１，２００\\t封顶\\n1300\\t装修\\n');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )

    cells = [[c.input_value() for c in rows.nth(n).locator("input.cell").all()[:2]] for n in range(2)]
    assert cells == [["1200", "封顶"], ["1300", "装修"]]
    assert [rows.nth(n).locator("[data-tick]").is_checked() for n in range(3)] == [True, True, False]
    context.close()
