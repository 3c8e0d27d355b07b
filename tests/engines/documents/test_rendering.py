"""The document as a parser sees it: styles, numbers, tables, page numbers, and that it is always the same."""

import io
import runpy
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from guanmo.engines.documents.blocks import chinese_number
from guanmo.engines.documents.circular import Attachment, Heading, Paragraph, Table
from guanmo.engines.documents.rendering import TEMPLATE_FILE, default_template, render_circular
from guanmo.engines.documents.wordml import Element, clean
from tests.engines.documents.circulars import (
    BODY,
    circular,
    parts_of,
    rendered,
    styles_by_name,
    text_of,
    texts,
    top_paragraphs,
    with_parts,
)

SCRIPT = Path(__file__).resolve().parents[3] / "scripts/make_circular_template.py"


def style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def indent(paragraph: Element, side: str) -> int:
    ind = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    return 0 if ind is None else int(ind.get(qn(f"w:{side}")) or 0)


def has(paragraph: Element, name: str) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn(name)}") is not None


def found(body: Element, text: str) -> Element:
    return next(p for p in top_paragraphs(body) if text_of(p) == text)


def test_parts_stand_in_the_order_of_the_standard() -> None:
    assert texts(rendered(note="（此件公开发布）"))[:-1] == [
        "观澜市重点项目建设办公室文件", "", "",
        "观重办〔2026〕3号", "", "",
        "关于2026年第四季度全市重点项目观摩评比情况的通报", "",
        "各县（区）人民政府，市直有关部门：",
        BODY[0].text,
        "一、评比结果", "（一）县组", "青屿县92.35分，列第1位。", "得分排名", "",
        "（二）区组", "二、有关要求", "1.压实责任", "（1）到岗到人", BODY[-1].text,
        "", "附件：1.观摩点得分表", "2.计分规则",
        "", "", "观澜市重点项目建设办公室", "2026年11月24日", "（此件公开发布）",
        "附件1", "", "观摩点得分表", "", "得分排名", "",
        "附件2", "", "计分规则", "", BODY[-1].text,
    ]  # fmt: skip


def test_styles_are_those_of_the_standard() -> None:
    styles = styles_by_name(render_circular(circular()))
    seen = {}
    for name in ("公文标志", "公文标题", "公文正文", "公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题", "公文附件", "公文表文", "公文版记", "公文页码"):  # fmt: skip
        run = styles[name].find(qn("w:rPr"))
        assert run is not None
        fonts = run.find(qn("w:rFonts"))
        assert fonts is not None
        assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:eastAsia"))
        seen[name] = (fonts.get(qn("w:eastAsia")), int(run.find(qn("w:sz")).get(qn("w:val"))) / 2)

    assert seen == {
        "公文标志": ("方正小标宋简体", 42),
        "公文标题": ("方正小标宋简体", 22),
        "公文正文": ("仿宋_GB2312", 16),
        "公文一级标题": ("黑体", 16),
        "公文二级标题": ("楷体_GB2312", 16),
        "公文三级标题": ("仿宋_GB2312", 16),
        "公文四级标题": ("仿宋_GB2312", 16),
        "公文附件": ("黑体", 16),
        "公文表文": ("仿宋_GB2312", 14),
        "公文版记": ("仿宋_GB2312", 14),
        "公文页码": ("宋体", 14),
    }
    color = styles["公文标志"].find(f"{qn('w:rPr')}/{qn('w:color')}")
    assert color is not None
    assert color.get(qn("w:val")) == "FF0000"


def test_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = Document(io.BytesIO(render_circular(circular()))).sections[0]
    sizes = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)

    assert [round(size.mm) for size in sizes] == [210, 297]
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert section.different_first_page_header_footer is False


@pytest.mark.parametrize(("part", "side"), [("footer", "right"), ("even_page_footer", "left")])
def test_page_numbers_have_dashes_and_a_field_in_runs_of_its_own(part: str, side: str) -> None:
    document = Document(io.BytesIO(render_circular(circular())))
    paragraph: Element = getattr(document.sections[0], part).paragraphs[0]._p  # noqa: SLF001 - python-docx knows no fields

    runs = []
    for run in paragraph.iter(qn("w:r")):
        (content,) = run
        runs.append(content.get(qn("w:fldCharType")) or content.text)

    assert document.settings.odd_and_even_pages_header_footer
    assert runs == ["— ", "begin", " PAGE ", "separate", "1", "end", " —"]
    assert indent(paragraph, side) == 280  # one character of 14 pt
    assert paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side


def test_tables_repeat_their_header_and_split_no_row() -> None:
    table = rendered().find(qn("w:tbl"))
    assert table is not None
    rows = table.findall(qn("w:tr"))

    assert [text_of(cell) for cell in rows[0].iter(qn("w:tc"))] == ["名次", "单位", "得分"]
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [True] + [
        False
    ] * 30
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    widths = [int(column.get(qn("w:w")) or 0) for column in table.iter(qn("w:gridCol"))]
    assert widths == [1768, 4422, 2654]
    assert sum(widths) == 8844


@pytest.mark.parametrize(
    ("rows", "kept"),
    [(1, [0]), (3, [0, 1, 2]), (12, list(range(12))), (13, [0, 12]), (30, [0, 29])],
)
def test_short_table_stays_whole_and_a_long_one_leaves_no_row_alone(rows: int, kept: list[int]) -> None:
    table = Table(("名次", "单位"), tuple((str(n), f"{n}县") for n in range(rows)))
    made = rendered(body=(table, Paragraph("完。")), attachments=()).find(qn("w:tbl"))
    assert made is not None

    found = [
        n
        for n, row in enumerate(made.findall(qn("w:tr")))
        if all(has(p, "w:keepNext") for p in row.iter(qn("w:p")))
    ]

    # Row 0 is the header; each kept row goes with the one after it.
    assert found == kept


def test_columns_are_equal_where_no_width_is_named() -> None:
    body = rendered(body=(Table(("一", "二", "三"), (("1", "2", "3"),)),), attachments=())

    table = body.find(qn("w:tbl"))

    assert table is not None
    assert [column.get(qn("w:w")) for column in table.iter(qn("w:gridCol"))] == ["2948", "2948", "2948"]
    assert "得分排名" not in texts(body)


def test_end_of_the_text_and_signature_stay_on_one_page() -> None:
    body = rendered()
    paragraphs = top_paragraphs(body)
    start = next(n for n, p in enumerate(paragraphs) if text_of(p) == BODY[-1].text)
    end = paragraphs.index(found(body, "2026年11月24日"))

    assert all(has(paragraph, "w:keepNext") for paragraph in paragraphs[start : end + 1])
    assert not has(found(body, BODY[0].text), "w:keepNext")


def test_one_attachment_has_no_number_and_no_full_stop() -> None:
    body = rendered(attachments=(Attachment("观摩点得分表。", (Paragraph("见表。"),)),))

    said = texts(body)

    assert "附件：观摩点得分表" in said
    assert said[-6:-1] == ["附件", "", "观摩点得分表", "", "见表。"]
    assert has(found(body, "附件"), "w:pageBreakBefore")


def test_attachment_without_text_is_only_named() -> None:
    said = texts(rendered(attachments=(Attachment("观摩路线图"),)))

    assert "附件：观摩路线图" in said
    assert "附件" not in said


def test_names_of_attachments_stand_one_below_the_other() -> None:
    body = rendered()
    first, second = found(body, "附件：1.观摩点得分表"), found(body, "2.计分规则")

    assert indent(first, "left") == indent(second, "left")
    assert indent(first, "left") - indent(first, "hanging") == 4 * 157
    assert indent(second, "hanging") == 2 * 157


@pytest.mark.parametrize(("sealed", "blanks", "date_indent"), [(True, 2, 8), (False, 1, 10)])
def test_signature_leaves_room_for_the_seal(sealed: bool, blanks: int, date_indent: int) -> None:  # noqa: FBT001 - a case
    body = rendered(sealed=sealed, attachments=())
    paragraphs = top_paragraphs(body)
    at = paragraphs.index(found(body, "观澜市重点项目建设办公室"))

    assert [text_of(p) for p in paragraphs[at - blanks - 1 : at]] == [BODY[-1].text] + [""] * blanks
    assert indent(paragraphs[at + 1], "right") == date_indent * 157


@pytest.mark.parametrize(
    ("copies", "rows", "rules"),
    [
        (
            "市委办公室。",
            ["抄送：市委办公室。", "观澜市重点项目建设办公室2026年11月25日印发"],
            [("8", "6"), ("6", "8")],
        ),
        ("", ["观澜市重点项目建设办公室2026年11月25日印发"], [("8", "8")]),
    ],
)
def test_imprint_has_thick_rules_outside_and_a_thin_one_inside(
    copies: str, rows: list[str], rules: list[tuple[str, str]]
) -> None:
    table = rendered(copies_to=copies).findall(qn("w:tbl"))[-1]

    assert [text_of(row) for row in table.iter(qn("w:tr"))] == rows
    # Eighths of a point: 8 is 0.35 mm, 6 is 0.26 mm, Word's nearest to 0.25.
    borders = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}") for cell in table.iter(qn("w:tc"))]
    assert [
        tuple(line.get(qn("w:sz")) for line in border) for border in borders if border is not None
    ] == rules
    place = table.find(f"{qn('w:tblPr')}/{qn('w:tblpPr')}")
    assert place is not None
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")


def test_heading_numbers_begin_again_below_each_heading() -> None:
    levels = (1, 2, 3, 3, 2, 3, 1, 2, 3, 4, 4)

    said = texts(rendered(body=[Heading(level, "题") for level in levels], attachments=()))

    assert [text for text in said if text.endswith("题")] == [
        "一、题", "（一）题", "1.题", "2.题", "（二）题", "1.题", "二、题", "（一）题", "1.题", "（1）题", "（2）题",
    ]  # fmt: skip


def test_chinese_numbers() -> None:
    assert [chinese_number(n) for n in (1, 9, 10, 11, 20, 99)] == ["一", "九", "十", "十一", "二十", "九十九"]


def test_text_of_people_cannot_become_markup_or_code() -> None:
    said = texts(
        rendered(
            title="甲 & <乙> {{ 标题 }}\n丙\x08丁",
            recipients="各单位：",
            body=(Paragraph("1 < 2 & {% if x %}\n\ud800续"),),
            attachments=(),
        )
    )

    assert "甲 & <乙> {{ 标题 }}丙 丁" in said
    assert "各单位：" in said
    assert "1 < 2 & {% if x %} 续" in said


def test_clean_text_is_one_line_that_word_can_store() -> None:
    assert clean(" 甲\t\n乙\x00\ufffe ") == "甲 乙"


def test_same_circular_is_the_same_bytes() -> None:
    assert render_circular(circular()) == render_circular(circular())


def test_shipped_template_is_what_the_script_makes() -> None:
    made = runpy.run_path(str(SCRIPT))["build_template"]()

    assert made == default_template()
    assert TEMPLATE_FILE == "circular.docx"


def test_own_template_keeps_its_styles_and_gets_the_missing_ones() -> None:
    styles = parts_of(default_template())["word/styles.xml"].decode()
    own = styles.replace('w:styleId="CircularBody"', 'w:styleId="a7"').replace(
        '"公文版记"', '"公文版记（旧）"'
    )
    template = with_parts({"word/styles.xml": own.encode()})

    content = render_circular(circular(), template=template)

    made = styles_by_name(content)
    assert made["公文正文"].get(qn("w:styleId")) == "a7"
    assert "公文版记" in made
    body = Document(io.BytesIO(content)).element.body
    assert style_of(found(body, BODY[0].text)) == "a7"


def test_document_says_who_issued_it_and_when() -> None:
    properties = Document(io.BytesIO(render_circular(circular()))).core_properties

    assert properties.title == "关于2026年第四季度全市重点项目观摩评比情况的通报"
    assert properties.author == properties.last_modified_by == "观澜市重点项目建设办公室"
    assert properties.created.date() == properties.modified.date() == circular().issued_on
