"""What the script adds to a ballot and to the order of stops; nothing is handed in, so the demonstration stays as it is."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import log_in

pytestmark = pytest.mark.browser

BALLOT = "/tours/2/ballot/"
TABLE = """
document.querySelector('main').insertAdjacentHTML('beforeend', `<table data-reorder><tbody>${['a', 'b', 'c'].map((name, n) =>
`<tr id="${name}"><td class="place"><input value="${n + 1}"></td></tr>`).join('')}</tbody></table>`)
"""
ORDER = "[...document.querySelectorAll('[data-reorder] tr')].map(row => row.id + row.querySelector('input').value)"


def test_ballot_survives_leaving_the_page(demo_site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    log_in(page, demo_site, "pingwei")
    page.goto(demo_site + BALLOT)
    cells = page.locator(".ballot-cell input")
    whole = cells.count()

    for number, score in enumerate(("８８.5", "90", "85", "92")):
        cells.nth(number).fill(score)
        cells.nth(number).press("Enter")
    page.locator("input[name=skip]").nth(1).check()
    said = page.locator("[data-ballot-count]").inner_text(), page.locator(".ballot-total").first.inner_text()
    page.goto(f"{demo_site}/tours/")
    page.goto(demo_site + BALLOT)

    assert said == (f"已填8/{whole}", "本点88.7分")
    assert page.locator("[data-ballot-count]").inner_text() == f"已填8/{whole}"
    assert [cells.nth(number).input_value() for number in range(4)] == ["88.5", "90", "85", "92"]
    assert "还没有交" in page.locator(".notice").inner_text()

    page.get_by_text("清空重填").click()

    assert page.locator("[data-ballot-count]").inner_text() == f"已填0/{whole}"
    assert page.evaluate("Object.keys(localStorage)") == []
    context.close()


def test_enter_goes_to_the_next_empty_score(demo_site: str, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    log_in(page, demo_site, "pingwei")
    page.goto(demo_site + BALLOT)
    cells = page.locator(".ballot-cell input")

    cells.nth(1).fill("90")
    cells.nth(0).fill("80")
    cells.nth(0).press("Enter")

    assert page.evaluate("document.activeElement.id") == cells.nth(2).get_attribute("id")
    assert page.url == demo_site + BALLOT
    context.close()


def test_rows_move_with_the_keyboard(demo_site: str, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    log_in(page, demo_site, "zhongdian")
    page.goto(f"{demo_site}/components/")
    page.evaluate(TABLE)

    page.locator("#c input").focus()
    for _ in range(3):
        page.keyboard.press("Alt+ArrowUp")
    raised = page.evaluate(ORDER)
    page.keyboard.press("Alt+ArrowDown")

    assert raised == ["c1", "a2", "b3"]
    assert page.evaluate(ORDER) == ["a1", "c2", "b3"]
    assert page.evaluate("document.activeElement.closest('tr').id") == "c"
    context.close()
