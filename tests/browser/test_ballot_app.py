"""The ballot app on a phone's screen against a real server: no network, no browser, no storage, and nothing lost."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browser.ballot_site import BallotSite
from tests.browser.conftest import QUIET, chromium

pytestmark = pytest.mark.browser

# Any: what Playwright takes for a context.
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "locale": "zh-CN", "has_touch": True}
THUMB = 740 * 0.35  # what a thumb reaches begins here
TAPS = 8

# Storage that is full, switched on by the test; and a browser that keeps nothing.
FULL = """for (const way of ['put', 'add']) { const real = IDBObjectStore.prototype[way];
IDBObjectStore.prototype[way] = function (...given) {
  if (window.storageIsFull) throw new DOMException('full', 'QuotaExceededError');
  return real.apply(this, given); }; }"""
BLOCKED = "IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError'); };"


@pytest.fixture(scope="module")
def site(city_home: Callable[[], Path]) -> Iterator[BallotSite]:
    site = BallotSite(city_home())
    site.issue()
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(autouse=True)
def served(site: BallotSite) -> None:
    """A test that fails while the server is away leaves the next one a server."""
    if site.server is None:
        site.start()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(**PHONE)
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(address)
    expect(page.locator(".stops")).to_be_visible()
    return page


def stops(page: Page) -> int:
    return page.locator("button.stop").count()


def give(page: Page) -> int:
    """Four marks and 完成 on the stop that is open; how many taps it took."""
    name = page.locator("h1").inner_text()
    for key in (5, 12, 7, 3):
        page.locator(".pad-quick .key").nth(key).click()
    page.get_by_role("button", name="完成", exact=True).click()
    page.wait_for_function("name => document.querySelector('h1')?.innerText !== name", arg=name)
    return 5


def words(page: Page) -> dict[str, int]:
    """How many stops carry each of the three words."""
    shown = page.locator(".stops .word").all_inner_texts()
    return {word: shown.count(word) for word in sorted(set(shown))}


def receipts(page: Page) -> list[tuple[int, str]]:
    """Sequence and first digits of the hash as each stop shows them."""
    found = []
    for number in range(stops(page)):
        page.locator("button.stop").nth(number).click()
        said = page.locator(".receipt")
        sequence = said.locator("span").first.inner_text().removeprefix("回执第").removesuffix("号")
        found.append((int(sequence), said.locator("code").inner_text()))
        page.locator(".back").first.click()
        expect(page.locator(".stops")).to_be_visible()
    return found


def held(site: BallotSite, juror: int) -> list[tuple[int, str]]:
    return [(sequence, digest[:16]) for sequence, digest, _ in site.ballots(juror)]


def all_delivered(page: Page, whole: int, seconds: int = 35) -> None:
    expect(page.locator(".head-state b").first).to_have_text(f"{whole}/{whole}", timeout=seconds * 1000)


def test_whole_tour_with_one_thumb_and_a_cut_network(site: BallotSite, phone: BrowserContext) -> None:
    juror, address = site.link()
    page = opened(phone, address)
    whole = stops(page)
    page.locator("button.stop").first.click()
    keys = page.locator(".pad .key, .end button")
    sizes = [box for box in (key.bounding_box() for key in keys.all()) if box]

    taps = [give(page) for _ in range(whole // 2)]
    phone.set_offline(True)
    taps += [give(page) for _ in range(whole - len(taps))]
    kept = words(page)
    phone.set_offline(False)
    all_delivered(page, whole)

    assert whole == 22
    assert max(taps) + 1 <= TAPS  # one more to open the first
    assert min(min(box["width"], box["height"]) for box in sizes) >= 44
    assert min(box["y"] for box in sizes) >= THUMB
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert kept == {"已存本机": 11, "已送达": 11}
    assert "评分已全部送达" in page.locator(".whole").inner_text()
    assert receipts(page) == held(site, juror)


def test_each_tap_can_be_taken_back_and_half_a_stop_is_kept(site: BallotSite, phone: BrowserContext) -> None:
    _, address = site.link()
    page = opened(phone, address)
    page.locator("button.stop").first.click()
    given = page.locator(".criterion b")

    page.locator(".pad-quick .key").nth(5).click()
    page.get_by_role("button", name="−0.5").click()
    page.locator(".pad-quick .key").nth(0).click()
    before = given.all_inner_texts()
    page.get_by_role("button", name="撤回上一下").click()
    page.get_by_role("button", name="撤回上一下").click()
    after = given.all_inner_texts()
    page.get_by_role("button", name="键盘").click()
    for key in "66.5":
        page.get_by_role("button", name=key, exact=True).click()
    page.reload()
    page.locator("button.stop").first.click()

    assert before == ["94.5", "100", "—", "—"]
    assert after == ["95", "—", "—", "—"]
    assert given.all_inner_texts() == ["95", "66.5", "—", "—"]


def test_killed_browser_reopens_without_a_server_and_loses_nothing(
    site: BallotSite, browser: Browser, tmp_path: Path
) -> None:
    juror, address = site.link()
    folder = tmp_path / "profile"
    context = persistent(browser, folder)
    page = opened(context, address)
    whole = stops(page)
    page.wait_for_function("async () => (await caches.match(location.href)) !== undefined")

    site.stop()
    page.locator("button.stop").first.click()
    for _ in range(3):
        give(page)
    page.locator(".pad-quick .key").nth(9).click()
    page.wait_for_timeout(300)
    kill(folder)
    context = persistent(browser, folder)
    page = opened(context, address)
    kept = words(page)
    page.locator("button.stop").nth(3).click()
    half = page.locator(".criterion b").all_inner_texts()
    page.locator(".back").first.click()
    site.start()
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # the juror looks at the phone again
    expect(page.locator(".head-state b").first).to_have_text(f"3/{whole}", timeout=35_000)

    assert kept == {"已存本机": 3, "未完成": whole - 3}
    assert half == ["91", "—", "—", "—"]
    assert len(site.ballots(juror)) == 3
    context.close()


def persistent(browser: Browser, folder: Path) -> BrowserContext:
    return browser.browser_type.launch_persistent_context(
        folder, executable_path=chromium(), args=list(QUIET), **PHONE
    )


def pids(words_of_command: str) -> list[int]:
    """Processes whose command line holds these words."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes()
        except OSError:
            continue  # gone meanwhile
        if words_of_command.encode() in command:
            found.append(int(file.parent.name))
    return found


def kill(folder: Path) -> None:
    """End the browser of this profile as a phone does that runs out of memory: without a word."""
    for pid in pids(f"--user-data-dir={folder}"):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # its parent took it along
    for lock in folder.glob("Singleton*"):
        lock.unlink()


def test_without_service_worker_one_tab_delivers_and_leaving_warns(
    site: BallotSite, browser: Browser
) -> None:
    juror, address = site.link()
    context = browser.new_context(**PHONE, service_workers="block")
    page = opened(context, address)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    context.set_offline(True)
    page.locator("button.stop").first.click()
    give(page)
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    context.set_offline(False)
    expect(page.locator(".head-state b").first).to_have_text("1/22", timeout=35_000)

    assert asked == ["beforeunload"]
    assert len(site.ballots(juror)) == 1
    context.close()


def test_full_storage_alarms_within_a_second_and_offers_a_rescue_file(
    site: BallotSite, phone: BrowserContext
) -> None:
    juror, address = site.link()
    phone.add_init_script(FULL)
    page = opened(phone, address)
    page.locator("button.stop").first.click()
    page.evaluate("window.storageIsFull = true")

    page.locator(".pad-quick .key").nth(5).click()
    expect(page.locator(".alarm")).to_contain_text("本机存不进去", timeout=1000)
    for key in (6, 7, 8):
        page.locator(".pad-quick .key").nth(key).click()
    page.get_by_role("button", name="完成", exact=True).click()
    expect(page.locator(".head-state b").first).to_have_text("1/22")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出备份文件").click()
    rescued = json.loads(Path(download.value.path()).read_text())
    answers = posted(address, rescued["bodies"])

    assert (rescued["guanmo"], rescued["juror"], len(rescued["bodies"])) == ("rescue", juror, 1)
    assert [answer["status"] for answer in answers] == [200]
    assert len(site.ballots(juror)) == 1


def posted(address: str, bodies: list[str]) -> list[dict[str, Any]]:  # Any: plain JSON
    request = urllib.request.Request(  # noqa: S310 - our own address
        f"{address}ballots:batch",
        json.dumps({"ballots": bodies}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 - our own address
        results: list[dict[str, Any]] = json.load(response)["results"]
    return results


def test_browser_that_keeps_nothing_says_so_at_once(site: BallotSite, phone: BrowserContext) -> None:
    _, address = site.link()
    phone.add_init_script(BLOCKED)
    page = phone.new_page()

    page.goto(address)

    expect(page.locator(".alarm")).to_contain_text("用手机自带的浏览器打开", timeout=1000)


def test_captive_portal_is_no_delivery(site: BallotSite, phone: BrowserContext) -> None:
    juror, address = site.link()
    page = opened(phone, address)
    portal = "<!doctype html><title>登录Wi-Fi</title>"
    phone.route(
        "**/ballots:batch", lambda route: route.fulfill(status=200, body=portal, content_type="text/html")
    )

    page.locator("button.stop").nth(4).click()
    give(page)
    after = page.locator("h1 .stop-order").inner_text()
    page.locator(".back").first.click()
    page.wait_for_timeout(1500)
    kept = words(page)
    phone.unroute("**/ballots:batch")
    expect(page.locator(".head-state b").first).to_have_text("1/22", timeout=35_000)

    assert after == "6"  # the stop after this one opens, not the first that is open
    assert kept == {"已存本机": 1, "未完成": 21}
    assert len(site.ballots(juror)) == 1


def test_two_tabs_are_one_ballot_box(site: BallotSite, phone: BrowserContext) -> None:
    juror, address = site.link()
    one = opened(phone, address)
    other = phone.new_page()
    other.goto(address)
    expect(other.locator(".stops")).to_be_visible()

    one.locator("button.stop").first.click()
    give(one)
    expect(other.locator(".head-state b").first).to_have_text("1/22")
    other.locator("button.stop").first.click()
    other.get_by_role("button", name="更正").click()
    other.locator(".pad-quick .key").nth(0).click()
    other.get_by_role("button", name="完成", exact=True).click()
    until(lambda: len(site.ballots(juror)) == 2)
    (first, _, nothing), (_, _, replaced) = site.ballots(juror)

    assert (nothing, replaced) == (None, first)


def test_second_device_is_asked_which_ballot_counts(
    site: BallotSite, browser: Browser, phone: BrowserContext
) -> None:
    juror, address = site.link()
    second = browser.new_context(**PHONE)
    one, two = opened(phone, address), opened(second, address)

    second.set_offline(True)
    two.locator("button.stop").first.click()
    give(two)
    one.locator("button.stop").first.click()
    give(one)
    expect(one.locator(".head-state b").first).to_have_text("1/22")
    second.set_offline(False)
    two.locator(".back").first.click()
    expect(two.locator(".stops small").first).to_contain_text("没有计入", timeout=35_000)
    two.locator("button.stop").first.click()
    said = two.locator(".alarm").inner_text()
    two.get_by_role("button", name="改好再交").click()
    expect(two.locator(".hint")).to_contain_text("就以这台为准")
    two.get_by_role("button", name="完成", exact=True).click()
    expect(two.locator(".head-state b").first).to_have_text("1/22")
    (first, _, nothing), (_, _, replaced) = site.ballots(juror)

    assert "已经交过另一张票" in said
    assert (nothing, replaced) == (None, first)
    second.close()


def until(holds: Any) -> None:  # Any: a condition without arguments
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_self_test_reaches_the_office(site: BallotSite, phone: BrowserContext) -> None:
    _, address = site.link()
    page = opened(phone, address)

    page.get_by_role("button", name="出发前自检").click()

    expect(page.locator("h1")).to_have_text("这部手机可以评分", timeout=15_000)
    assert page.locator(".check-ok b").all_inner_texts()[:3] == ["本机存储", "送达服务器", "没有网络也能打开"]


def test_after_the_seal_the_phone_shows_what_was_counted_and_forgets_it_a_day_later(
    site: BallotSite, phone: BrowserContext
) -> None:
    juror, address = site.small_tour()
    page = opened(phone, address)
    page.locator("button.stop").first.click()
    for key in (3, 5):
        name = page.locator("h1").inner_text()
        page.locator(".pad-quick .key").nth(key).click()
        page.get_by_role("button", name="完成", exact=True).click()
        page.wait_for_function("name => document.querySelector('h1')?.innerText !== name", arg=name)
    all_delivered(page, 2)
    sealed = site.seal_small_tour()
    page.reload()
    expect(page.locator(".closed")).to_have_text("观摩已经封存，不再收票。您有2张票计入结果，点开可以核对。")

    page.locator("button.stop").first.click()

    expect(page.locator(".counted code")).to_have_text(site.ballots(juror)[0][1])
    expect(page.locator(".counted")).to_contain_text(f"封存编号{sealed[:16]}")
    expect(page.locator(".given")).to_be_visible()
    page.clock.install(time=time.time() + 25 * 3600)
    page.reload()
    expect(page.locator("button.stop").first).to_contain_text("已计入结果")
    page.locator("button.stop").first.click()
    expect(page.locator(".counted code")).to_have_text(site.ballots(juror)[0][1])
    expect(page.locator(".given")).to_have_count(0)
