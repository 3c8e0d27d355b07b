"""Files as text, and files that are refused."""

import io
import json
from datetime import date

import pytest
from pypdf import PdfWriter

from guanmo.engines.text import pdf_files, sources
from guanmo.engines.text.answering import answer, request_for
from guanmo.engines.text.pdf_files import joined_lines
from guanmo.engines.text.refusals import UnreadableText
from guanmo.engines.text.sources import decoded, read_source
from tests.engines.text.documents import paragraph, pdf, table, word

SENTENCE = "总投资3亿元。"


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableText) as told:
        read_source(content)
    return str(told.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding(encoding: str) -> None:
    assert read_source(SENTENCE.encode(encoding)).text == SENTENCE


def test_where_bytes_are_lost_the_better_encoding_is_taken() -> None:
    assert decoded("总投资".encode() + b"\xff\xff" + "亿元".encode()) == "总投资\ufffd\ufffd亿元"


def test_a_web_page() -> None:
    page = (
        "<html><head><title>站名</title><style>p{}</style></head><body><script>1</script><!-- 注 --><h1>标题</h1>"
        "<p>甲县<br>乙县</p><table><tr><th>单位</th><th>名次</th></tr><tr><td>甲县<table><tr><td>内</td></tr></table></td><td>1</td></tr></table>"
        "<table></table>尾</body></html>"
    )
    source = read_source(page.encode())

    assert source.text == "标题\n甲县\n乙县\n单位\t名次\n甲县内\t1\n尾"
    assert source.tables == ((("单位", "名次"), ("甲县内", "1")),)


def test_pages_that_say_nothing() -> None:
    assert (
        refusal(b"<html><body><script>1</script></body></html>")
        == "网页里没有文字，请复制正文，直接粘贴文字。"
    )
    assert read_source(b"a < b <p>x").text == "a < b <p>x"
    assert read_source(b"<p>x</p>").text == "x"


def test_entities_of_a_page_are_not_fetched() -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>甲&x;乙</body></html>'

    assert "root" not in read_source(page.encode()).text


def test_a_page_of_brackets_is_read_within_limits() -> None:
    assert "甲" in read_source(f"<html><body>甲{'<div>' * 3000}乙</body></html>".encode()).text


def test_a_word_document() -> None:
    body = (
        paragraph("第一段")
        + table(("单位", "名次"), ("甲县", "1"))
        + "<w:p><w:r><w:t>第二</w:t><w:tab/><w:instrText>PAGE</w:instrText><w:t>段</w:t></w:r></w:p>"
    )
    source = read_source(word(body))

    assert source.text == "第一段\n单位\t名次\n甲县\t1\n第二\t段"
    assert source.tables == ((("单位", "名次"), ("甲县", "1")),)


def test_a_row_outside_a_table_is_text() -> None:
    assert read_source(word(f"<w:tr><w:tc>{paragraph('甲')}</w:tc></w:tr>")).text == "甲"


HOSTILE = [
    (
        word(paragraph("&x;"), head='<!DOCTYPE d [<!ENTITY x "甲">]><w:d xmlns:w="urn:w">', tail="</w:d>"),
        "实体声明",
    ),
    (word("<w:p>" * 300), "已损坏"),
    (word(paragraph("甲")[:-5]), "已损坏"),
    (word(paragraph("甲"), names=("word/vbaProject.bin",)), "宏"),
    (word(f"<w:p>{' ' * 30_000_000}</w:p>"), "异常庞大"),
    (word("")[:60], "已损坏"),
    (b"\xd0\xcf\x11\xe0abc", "旧版 Office"),
    (b"\x89PNG....", "图片"),
    (b"  ", "空的"),
    (b"x" * 20_000_001, "20 MB"),
    (b"x" * 12_000_001, "1200 万字"),
    (b"%PDF-1.4 broken", "已损坏"),
    (pdf("x", encrypted=True), "密码"),
    (pdf(), "扫描件"),
]


@pytest.mark.parametrize(("content", "part"), HOSTILE, ids=[part for _, part in HOSTILE])
def test_hostile_files_are_refused(content: bytes, part: str) -> None:
    assert part in refusal(content)


def test_an_archive_without_a_text() -> None:
    empty = word("").replace(b"word/document.xml", b"word/dokument.xml")

    assert refusal(empty) == "压缩包里没有 Word 正文，请上传 .docx 文件本身。"


def test_a_pdf_with_text() -> None:
    assert read_source(pdf("Total 3", "Next")).text == "Total 3\nNext"


def test_a_pdf_of_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_blank_page(100, 100)
    saved = io.BytesIO()
    writer.write(saved)
    monkeypatch.setattr(pdf_files, "MOST_PAGES", 1)

    assert "超过 1 页" in refusal(saved.getvalue())


def test_a_pdf_of_too_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_files, "LONGEST_TEXT", 3)

    assert refusal(pdf("Total 3")) == "PDF 的文字太多，请拆开后再上传。"


def test_lines_broken_by_the_page_are_joined() -> None:
    assert joined_lines("短标题\n全市集中开工三十个重点项目，计划总投资\n一百亿元。\n下一段") == (
        "短标题\n全市集中开工三十个重点项目，计划总投资一百亿元。\n下一段"
    )


def test_an_answer_carries_the_fields_or_the_refusal() -> None:
    read = json.loads(
        answer(request_for("5月6日，甲市总投资3亿元的天池项目开工。".encode(), published=date(2026, 5, 7)))
    )
    refused = json.loads(answer(request_for(b"")))

    assert (read["fields"]["date"], read["tables"]) == ("2026-05-06", [])
    assert refused == {"refused": "文件是空的，请检查是否保存成功后重新上传。"}
    assert sources.Source("甲").tables == ()


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "，",
        "第",
        "“",
        "县",
        "、甲",
        "项目",
        "要",
        "1亿元",
        "年底前",
        "（",
        "a(",
        "\u3000",
        "投资1亿元的",
    ],
)
def test_one_long_line_is_read_in_linear_time(unit: str) -> None:
    assert json.loads(answer(request_for((unit * 60_000).encode())))["fields"]["date"] is None
