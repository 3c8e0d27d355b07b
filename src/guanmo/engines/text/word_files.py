"""Word documents (.docx): paragraphs and tables of the body, without ever resolving an entity or running anything."""

from xml.parsers import expat

from guanmo.engines.sheets.archives import Archive
from guanmo.engines.sheets.file_kinds import UnreadableFile
from guanmo.engines.text.refusals import DEEPEST, UnreadableText
from guanmo.engines.text.tables import Table, TextBuilder

_BODY = "word/document.xml"
_DAMAGED = "Word 文件不完整或已损坏，请用 Word 或 WPS 打开后另存一份再上传。"
_BREAKS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}


def word_text(content: bytes) -> tuple[str, tuple[Table, ...]]:
    """The text and tables of a .docx."""
    try:
        archive = Archive(content)
        if _BODY not in archive.names:
            raise UnreadableText("压缩包里没有 Word 正文，请上传 .docx 文件本身。")
        if any(name.endswith("vbaproject.bin") for name in archive.names):
            raise UnreadableText("文件带有宏，不读取。请用 Word 或 WPS 另存为不带宏的 .docx 再上传。")
        return _body_text(archive)
    except UnreadableFile as error:
        raise UnreadableText(
            "Word 文件加了密码、已损坏或解压后异常庞大，请另存一份普通的 .docx 再上传。"
        ) from error
    except expat.ExpatError as error:
        raise UnreadableText(_DAMAGED) from error


def _body_text(archive: Archive) -> tuple[str, tuple[Table, ...]]:
    body = _Body()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = body.refuse_doctype
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.text
    for piece in archive.pieces(_BODY):
        parser.Parse(piece)
    parser.Parse(b"", True)
    return body.builder.finished()


class _Body:
    def __init__(self) -> None:
        self.builder = TextBuilder()
        self._depth = 0
        self._in_text = False

    def refuse_doctype(self, *declaration: object) -> None:
        raise UnreadableText("Word 文件里含有外部实体声明，不读取。请用 Word 或 WPS 另存一份再上传。")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableText(_DAMAGED)
        if name == "w:tbl":
            self.builder.start_table()
        elif name == "w:t":
            self._in_text = True
        elif name in _BREAKS:
            self.builder.write(_BREAKS[name])

    def end(self, name: str) -> None:
        self._depth -= 1
        if name == "w:t":
            self._in_text = False
        elif name == "w:p":
            self.builder.end_paragraph()
        elif name == "w:tc":
            self.builder.end_cell()
        elif name == "w:tr":
            self.builder.end_row()
        elif name == "w:tbl":
            self.builder.end_table()

    def text(self, words: str) -> None:
        if self._in_text:
            self.builder.write(words)
