"""Looks at the main pages at desktop and phone width; with GUANMO_PICTURES=FOLDER it keeps the pictures for the documentation."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.conftest import log_in

pytestmark = pytest.mark.browser

DESKTOP, PHONE = (1440, 900), (390, 844)
# Name of the picture, who looks, the address, the widths it is taken at.
PAGES = (
    ("login", "", "/login/", (DESKTOP, PHONE)),
    ("home", "shizhang", "/", (DESKTOP, PHONE)),
    ("projects", "zhongdian", "/projects/", (DESKTOP, PHONE)),
    ("card", "zhongdian", "/projects/12/", (DESKTOP, PHONE)),
    ("returns", "qingyu", "/projects/returns/", (DESKTOP, PHONE)),
    ("review", "qingyu-sh", "/projects/review/", (DESKTOP, PHONE)),
    ("lights", "zhongdian", "/projects/lights/", (DESKTOP,)),
    ("ledgers", "qingyu", "/projects/ledgers/", (DESKTOP, PHONE)),
    ("tours", "zhongdian", "/tours/", (DESKTOP, PHONE)),
    ("tour", "zhongdian", "/tours/2/", (DESKTOP, PHONE)),
    ("ballot", "pingwei", "/tours/2/ballot/", (DESKTOP, PHONE)),
    ("result", "shizhang", "/tours/1/result/", (DESKTOP, PHONE)),
    ("circular", "zhongdian", "/tours/1/circular/", (DESKTOP, PHONE)),
    ("circular-template", "zhongdian", "/tours/circular-template/", (DESKTOP, PHONE)),
    ("people", "xitong", "/settings/", (DESKTOP, PHONE)),
    ("history", "shenji", "/settings/history/", (DESKTOP, PHONE)),
    ("components", "zhongdian", "/components/", (DESKTOP, PHONE)),
)


@pytest.mark.parametrize(("name", "username", "address", "sizes"), PAGES, ids=[page[0] for page in PAGES])
def test_page_fits_and_is_kept(
    name: str,
    username: str,
    address: str,
    sizes: tuple[tuple[int, int], ...],
    demo_site: str,
    browser: Browser,
    tmp_path: Path,
) -> None:
    folder = Path(os.environ.get("GUANMO_PICTURES", tmp_path))
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    if username:
        log_in(page, demo_site, username)

    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        answer = page.goto(demo_site + address)
        assert answer is not None
        assert answer.status == 200
        # Tables scroll inside their pane; the page itself never scrolls sideways.
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep(page.screenshot(), folder / (f"{name}.png" if width == DESKTOP[0] else f"{name}-phone.png"))

    context.close()


def keep(picture: bytes, file: Path) -> None:
    """Store a picture with 128 colours: a page has few, and the repository stays small."""
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128).save(file, optimize=True)
