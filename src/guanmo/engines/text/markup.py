"""Web pages: what a reader sees of them, headline and paragraphs and tables, scripts and styles left out."""

from lxml import etree

from guanmo.engines.text.refusals import UnreadableText
from guanmo.engines.text.tables import Table, TextBuilder

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "title"}
)
_BLOCK_NAMES = """
p div br h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article header footer nav aside main blockquote pre hr form
figure figcaption address center body html caption
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def page_text(page: str) -> tuple[str, tuple[Table, ...]]:
    """The text and tables of a web page.

    >>> page_text("<html><body><h1>甲</h1><p>乙<br>丙</p></body></html>")[0]
    '甲\\n乙\\n丙'
    """
    target = _Page()
    parser = etree.HTMLParser(
        target=target,  # type: ignore[arg-type]  # the stubs ask for bytes too, which lxml never sends
        no_network=True,
        huge_tree=False,
        recover=True,
    )
    parser.feed(page.replace("\x00", ""))
    parser.close()
    text, tables = target.finished()
    if not text:
        raise UnreadableText("网页里没有文字，请复制正文，直接粘贴文字。")
    return text, tables


class _Page:
    """What lxml calls while it parses: no tree is built."""

    def __init__(self) -> None:
        self._builder = TextBuilder()
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._builder.start_table()
        elif tag in _BLOCKS:
            self._builder.end_paragraph()

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen -= 1
        elif tag in {"td", "th"}:
            self._builder.end_cell()
        elif tag == "tr":
            self._builder.end_row()
        elif tag == "table":
            self._builder.end_table()
        elif tag in _BLOCKS:
            self._builder.end_paragraph()

    def data(self, words: str) -> None:
        if not self._unseen:
            self._builder.write(words.replace("\r", "").replace("\n", ""))

    def comment(self, words: str) -> None:
        """Comments say nothing to a reader."""

    def close(self) -> None:
        """The page has ended; `finished` gives what was seen."""

    def finished(self) -> tuple[str, tuple[Table, ...]]:
        return self._builder.finished()
