"""Every link inside the documentation leads to a file, and every anchor to a heading."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)|<(?:img|a)\s[^>]*(?:src|href)=\"(?P<html>[^\"]+)\"")
ELSEWHERE = ("http://", "https://", "mailto:")


def pages() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("这里不是 git 仓库，跳过对文档链接的检查")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def broken_links(page: Path) -> Iterator[str]:
    for match in LINK.finditer(without_code(page.read_text(encoding="utf-8"))):
        link = match["target"] or match["html"]
        if link.startswith(ELSEWHERE):
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            yield f"{page.name} → {link}"


def without_code(text: str) -> str:
    """The text without what stands between backticks, where brackets are no links."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)


def anchors(page: Path) -> set[str]:
    """The anchors GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    assert [link for page in pages() for link in broken_links(page)] == []


def test_every_page_of_the_documentation_is_linked() -> None:
    linked = {
        (page.parent / match["target"].partition("#")[0]).resolve()
        for page in pages()
        for match in LINK.finditer(without_code(page.read_text(encoding="utf-8")))
        if match["target"]
    }
    documents = [page for page in pages() if page.is_relative_to(ROOT / "docs")]

    assert [str(page.relative_to(ROOT)) for page in documents if page not in linked] == []


def test_broken_links_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n[gone](gone.md) [here](page.md#a-heading) [nowhere](#nowhere) ![x](x.png) `[no](link.md)`\n"
        "[outside](https://example.org/)\n",
        encoding="utf-8",
    )

    assert list(broken_links(page)) == ["page.md → gone.md", "page.md → #nowhere", "page.md → x.png"]
