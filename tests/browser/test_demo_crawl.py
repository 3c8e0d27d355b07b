"""Walks every page of the demonstration as each role.

Fails on a broken link, a console error, a request to a foreign host, an English word in the interface, or a serious
accessibility violation. Pages of one pattern (cards, returns …) are walked twice, not three hundred times; accessibility
is looked at once a path, whatever its filters: it takes three quarters of the time.
"""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page

from guanmo.demo.city import LOGINS
from guanmo.engines.packs import shipped_packs
from tests.browser.conftest import log_in

pytestmark = pytest.mark.browser

OF_EACH_PATTERN = 2
DOWNLOADS = re.compile(
    r"/(?:export|file|download|bundle|csv|errors|template|original)[^/]*/?$|\.(?:xlsx|docx|csv|json|toml)$"
)
# Words that are the field's own in a Chinese office, units of files, and identifiers.
ALLOWED = {
    "excel", "word", "wps", "xlsx", "xls", "csv", "docx", "toml", "json", "sha", "ctrl", "enter", "tab", "esc", "pdf",
    "shift", "utf", "ppp", "gdp", "epc", "html",
}  # fmt: skip
IDENTIFIERS = re.compile(
    r"[0-9a-f]{8,}|(?:\b[0-9a-f]{4}\s+){3,}[0-9a-f]{4}\b|GM\d{4}-\d+|https?://\S+|[\w.-]+\.(?:xlsx|xls|csv|docx|toml|json)|\d{4}-\d{6}-\S+|GB/T ?[\d.-]*|ISO ?\d+"
)
# Accounts and rules go by their identifiers wherever the history or a check names them.
NAMED = re.compile(
    r"(?<![A-Za-z0-9_-])(?:"
    + "|".join(
        [*(re.escape(login[0]) for login in LOGINS), *(re.escape(pack.id) for pack in shipped_packs())]
    )
    + r"|(?:xian|juror|bumen)\d+(?:-sh)?)(?![A-Za-z0-9_-])"
)
WORD = re.compile(r"[A-Za-z]{3,}")


def pattern_of(url: str) -> str:
    """Pages that differ in numbers and in the values of their parameters are one page."""
    parts = urlsplit(url)
    path = re.sub(r"\d[\d-]*", "N", parts.path)
    return f"{path}?{','.join(sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}))}"


def path_of(url: str) -> str:
    return pattern_of(url).partition("?")[0]


def english_words(page: Page) -> Iterator[str]:
    """Words a Chinese clerk should not have to read; code, identifiers and account names are marked as such."""
    text = page.evaluate(
        """() => { const body = document.body.cloneNode(true);
        body.querySelectorAll('code, pre, kbd, .code, [data-foreign], script, input, textarea').forEach((e) => e.remove());
        return body.innerText ?? body.textContent }"""
    )
    for word in WORD.findall(NAMED.sub(" ", IDENTIFIERS.sub(" ", text))):
        if word.lower() not in ALLOWED:
            yield word


class Walk:
    """One person's walk from the first page along every link."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.waiting, self.seen = [f"{address}/"], {f"{address}/"}
        self.patterns: Counter[str] = Counter()
        self.examined: set[str] = set()
        self.faults: list[str] = []
        self.visited: list[str] = []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", lambda request: self.look(request.url))

    def hear(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.faults.append(f"{self.page.url}: console: {getattr(message, 'text', '')}")

    def look(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"{self.page.url}: foreign host: {url}")

    def walk(self) -> None:
        while self.waiting:
            url = self.waiting.pop(0)
            self.patterns[pattern_of(url)] += 1
            if self.patterns[pattern_of(url)] > OF_EACH_PATTERN:
                continue
            self.visited.append(url.removeprefix(self.address))
            if DOWNLOADS.search(urlsplit(url).path):
                self.fetch(url)
            else:
                self.visit(url)

    def fetch(self, url: str) -> None:
        answer = self.page.request.get(url)
        if answer.status != 200:
            self.faults.append(f"{url}: {answer.status}")

    def visit(self, url: str) -> None:
        try:
            answer = self.page.goto(url)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            self.fetch(url)  # a link to a file whose address does not say so
            return
        if answer is None or answer.status != 200:
            self.faults.append(f"{url}: {answer.status if answer else 'no answer'}")
            return
        if self.patterns[pattern_of(url)] == 1:
            self.faults += [f"{url}: English: {word}" for word in sorted(set(english_words(self.page)))]
        if path_of(url) not in self.examined:
            self.examined.add(path_of(url))
            self.faults += [f"{url}: {fault}" for fault in accessibility_faults(self.page)]
        for link in self.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        ):
            target = urldefrag(urljoin(url, link)).url
            if target.startswith(self.address) and target not in self.seen:
                self.seen.add(target)
                self.waiting.append(target)
            elif not target.startswith((self.address, "http", "mailto")):
                self.faults.append(f"{url}: odd link: {link}")


def accessibility_faults(page: Page) -> list[str]:
    """Serious and critical violations axe finds."""
    violations = Axe().run(page).response["violations"]
    return [
        f"axe {v['id']}: {v['help']}: {v['nodes'][0]['html'][:160]}"
        for v in violations
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("username", [login[0] for login in LOGINS])
def test_every_page_is_whole_for(username: str, demo_site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    log_in(page, demo_site, username)
    walk = Walk(page, demo_site)

    walk.walk()

    context.close()
    assert not walk.faults, "\n".join(walk.faults)
    assert len(walk.visited) >= 2
