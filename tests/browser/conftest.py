"""A demonstration city served as `make demo` does, and a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from guanmo.demo.city import DEMO_PASSWORD
from tests.served import GUANMO, demonstration

# Chromium's own errands (updates, sync, QUIC probes) must not look like ours.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=zh-CN",
)  # fmt: skip


def chromium() -> str:
    """The browser of this machine; without one the test is skipped, and says so."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("未安装 Chromium，跳过浏览器测试")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread; Django would take every database call for one inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demo_site(city_home: Callable[[], Path]) -> Iterator[str]:
    """The address of a fresh demonstration; its calendar stands on the day of the pictures."""
    with demonstration(GUANMO, city_home()) as address:
        yield address


def log_in(page: Page, address: str, username: str) -> None:
    """Log in as people do."""
    page.goto(f"{address}/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
