"""The checklist of GB/T 9704-2012, measured on printed pages (docs/algorithms/circular.md names each line)."""

from datetime import date
from pathlib import Path

import pytest

from guanmo.engines.documents.circular import Attachment, Heading, Paragraph, Table
from guanmo.engines.documents.rendering import render_circular
from tests.engines.documents.circulars import RANKING, SENTENCE, circular
from tests.engines.documents.pages import Page, dark, printed, red, require_office

pytestmark = pytest.mark.office

LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262  # of 版心, in mm
CHARACTER, LINE = 156 / 28, 225 / 22
WITHIN = 1
"""mm; the standard allows 版心 as much."""
FULL_PAGES = "国" * (28 * 60)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    """Full pages of text, then a ranking longer than a page, then 落款; two attachments."""
    require_office()
    body = (
        Paragraph(SENTENCE * 2),
        Heading(1, "评比结果"),
        Heading(2, "县组"),
        Paragraph(FULL_PAGES),
        RANKING,
        Heading(1, "有关要求"),
        Paragraph(SENTENCE),
    )
    attachments = (
        Attachment("观摩点得分表", (RANKING,)),
        Attachment("计分规则", (Paragraph(SENTENCE),)),
    )
    content = render_circular(circular(body=body, attachments=attachments, note="此件公开发布"))
    return printed(content, tmp_path_factory.mktemp("office"))


def full_pages(pages: list[Page]) -> list[Page]:
    return [page for page in pages if [line.text for line in page.lines].count("国" * 28) > 20]


def page_with(pages: list[Page], text: str) -> Page:
    return next(page for page in pages if text in (line.text for line in page.lines))


def test_paper_is_a4(pages: list[Page]) -> None:
    assert {tuple(map(round, page.size)) for page in pages} == {(210, 297)}


def test_full_page_has_22_lines_of_28_characters(pages: list[Page]) -> None:
    full = full_pages(pages)

    assert full
    for page in full:
        *text, number = [line.text for line in page.lines]
        assert text == ["国" * 28] * 22
        assert number.startswith("—")


def test_text_stands_inside_the_margins(pages: list[Page]) -> None:
    for page in full_pages(pages):
        *text, _ = page.bands(dark)
        first, last = text[0], text[-1]
        assert abs(first.left - LEFT) < WITHIN
        assert abs(first.right - RIGHT) < WITHIN
        # The first character stands in the lower part of a line that begins at the margin.
        assert TOP < first.top < TOP + LINE - CHARACTER + WITHIN
        assert BOTTOM - LINE + CHARACTER - WITHIN < last.bottom < BOTTOM + WITHIN


def test_paragraphs_begin_two_characters_in(pages: list[Page]) -> None:
    begun = next(line for page in pages for line in page.lines if line.text == "国" * 26)

    assert begun.left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.3)


def test_mark_is_red_and_35_mm_below_the_upper_edge(pages: list[Page]) -> None:
    mark, rule = pages[0].bands(red)

    assert mark.top == pytest.approx(TOP + 35, abs=WITHIN)
    assert (mark.left + mark.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=WITHIN)
    assert mark.left > LEFT
    assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.3)
    assert not any(page.bands(red) for page in pages[1:])


def test_number_stands_two_lines_below_the_mark_and_4_mm_above_the_rule(pages: list[Page]) -> None:
    mark, rule = pages[0].bands(red)
    number = pages[0].bands(dark)[0]

    assert 2 * LINE < number.top - mark.bottom < 3 * LINE
    assert rule.top - number.bottom == pytest.approx(4, abs=0.5)
    assert (number.left + number.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=WITHIN)


def test_title_stands_two_lines_below_the_rule_and_one_above_the_recipients(pages: list[Page]) -> None:
    rule = pages[0].bands(red)[1]
    _, first, second, recipients, *_ = pages[0].bands(dark)

    assert first.top - rule.bottom == pytest.approx(2 * LINE + 1.7, abs=WITHIN)
    assert LINE < recipients.top - second.bottom < 2 * LINE
    for line in (first, second):
        assert (line.left + line.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=WITHIN)
    assert recipients.left == pytest.approx(LEFT, abs=WITHIN)


def test_first_page_shows_text_of_the_body(pages: list[Page]) -> None:
    texts = [line.text for line in pages[0].lines]

    assert "各县（区）人民政府，市直有关部门：" in texts
    assert any(text.startswith("各县区要认真学习先进经验") for text in texts)


def test_page_numbers_are_outside_and_7_mm_below(pages: list[Page]) -> None:
    for number, page in enumerate(pages, 1):
        line, ink = page.lines[-1], page.bands(dark)[-1]
        assert line.text == f"—{number}—"
        assert (ink.top + ink.bottom) / 2 == pytest.approx(BOTTOM + 7, abs=WITHIN)
        # One character of 14 pt in from the outer edge.
        if number % 2:
            assert ink.right == pytest.approx(RIGHT - 4.94, abs=WITHIN)
        else:
            assert ink.left == pytest.approx(LEFT + 4.94, abs=WITHIN)


def test_table_goes_on_with_its_header_and_whole_rows(pages: list[Page]) -> None:
    titled = [page for page in pages if "名次单位得分" in page.text]
    listed = [
        line.text for page in pages for line in page.lines if "县" in line.text and line.text.endswith(".00")
    ]

    assert len(titled) >= 4
    assert listed == [f"{n}第{n}县{95 - n}.00" for n in range(1, 31)] * 2
    inside = [page for page in pages if page.lines[0].text == "名次单位得分"]
    assert inside
    for page in inside:
        table = page.bands(dark)[0]
        assert (table.left, table.right) == pytest.approx((LEFT, RIGHT), abs=0.5)
        assert table.top == pytest.approx(TOP, abs=WITHIN)


def test_signature_leaves_two_lines_and_stands_four_characters_in(pages: list[Page]) -> None:
    page = page_with(pages, "2026年11月24日")
    texts = [line.text for line in page.lines]
    at = texts.index("2026年11月24日")
    name, day, note = page.lines[at - 1 : at + 2]

    assert name.text == "观澜市重点项目建设办公室"
    assert texts[at - 3 : at - 1] == ["附件：1.观摩点得分表", "2.计分规则"]
    assert name.top - page.lines[at - 2].top == pytest.approx(3 * LINE, abs=WITHIN)
    assert day.right == pytest.approx(RIGHT - 4 * CHARACTER, abs=WITHIN)
    # Centred over the date's seven characters; the date itself LibreOffice spaces out between figures and characters.
    assert (name.left + name.right) / 2 == pytest.approx(RIGHT - (4 + 3.5) * CHARACTER, abs=WITHIN)
    assert note.text == "（此件公开发布）"
    assert note.left == pytest.approx(LEFT + 2 * CHARACTER, abs=WITHIN)


def test_attachments_begin_on_new_pages_with_their_title_on_the_third_line(pages: list[Page]) -> None:
    for number, name in ((1, "观摩点得分表"), (2, "计分规则")):
        page = page_with(pages, name)
        mark, title = page.lines[:2]
        assert (mark.text, title.text) == (f"附件{number}", name)
        assert mark.left == pytest.approx(LEFT, abs=WITHIN)
        # Two lines further down, less what the larger type stands higher in its line.
        assert title.top - mark.top == pytest.approx(2 * LINE - 2.8, abs=WITHIN)
        assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=WITHIN)


def test_imprint_ends_on_the_lower_edge_of_the_last_page(pages: list[Page]) -> None:
    first, middle, last = pages[-1].rules()

    assert (last.top + last.bottom) / 2 == pytest.approx(BOTTOM, abs=WITHIN)
    for rule in (first, middle, last):
        assert (rule.left, rule.right) == pytest.approx((LEFT, RIGHT), abs=0.5)
    copies, printed_by = (line for line in pages[-1].lines if line.top > first.top and line.top < last.top)
    assert copies.text == "抄送：市委办公室，市政府办公室。"
    assert printed_by.text == "观澜市重点项目建设办公室2026年11月25日印发"
    assert copies.left == pytest.approx(LEFT + 4.94, abs=WITHIN)
    assert (printed_by.left, printed_by.right) == pytest.approx((LEFT + 4.94, RIGHT - 4.94), abs=WITHIN)
    assert not any(page.rules() and "抄送" in page.text for page in pages[:-1])


def test_imprint_never_covers_the_signature(tmp_path: Path) -> None:
    require_office()
    # The text and 落款 fill the page down to its last line.
    body = (Paragraph("国" * (28 * 22 + 26)),)
    short = circular(body=body, attachments=(), issued_on=date(2026, 11, 24))

    found = printed(render_circular(short), tmp_path)

    last = found[-1]
    assert last.rules()[-1].bottom == pytest.approx(BOTTOM, abs=WITHIN)
    texts = [line.text for line in last.lines]
    assert "2026年11月24日" in texts
    top_of_imprint = last.rules()[0].top
    day = next(line for line in last.lines if line.text == "2026年11月24日")
    assert day.top + CHARACTER < top_of_imprint


def test_wide_table_stays_inside_the_margins(tmp_path: Path) -> None:
    require_office()
    name = "观澜市青屿县滨海新区高端装备制造产业园基础设施及配套工程建设项目（二期）"
    table = Table(("序号", "项目", "单位", "得分"), (("1", name * 2, "青屿县", "92.35"),), (1, 5, 2, 2))

    found = printed(render_circular(circular(body=(table, Paragraph(SENTENCE)), attachments=())), tmp_path)

    assert all(box.right < RIGHT + WITHIN for page in found for box in page.bands(dark) if box.top > TOP)
