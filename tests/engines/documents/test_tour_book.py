"""The tour book as a parser sees it: what stands in it, in which order, and that it is always the same."""

import io
from datetime import date

import segno
from docx import Document
from docx.oxml.ns import qn

from guanmo.engines.documents.tour_book import BookDay, Card, TourBook, render_book
from guanmo.engines.documents.wordml import Element


def code(text: str) -> bytes:
    picture = io.BytesIO()
    segno.make(text).save(picture, kind="png")
    return picture.getvalue()


def card(number: int) -> Card:
    return Card(
        title=f"{number}. 滨海产业园",
        note="青屿县，第1天8:11至8:44",
        pairs=(("亮灯", "滞后"), ("核实程度", "自报"), ("总投资", "5.00 亿元")),
        lines=(("责任人", "甲"), ("存在问题", "用地\n未批")),
        code=code(f"http://10.0.0.1/projects/{number}/"),
        code_says="打开“滨海产业园”的二维码",
    )


DAY = BookDay(
    "第1天", "8:00从宾馆出发，14:42回到宾馆。", [("1", "滨海产业园", "青屿县", "11", "8:11", "8:44", "182")]
)


def rendered(*, days: tuple[BookDay, ...] = (DAY,), cards: int = 2) -> bytes:
    return render_book(
        TourBook(
            title="2026年第四季度观摩手册",
            notes=["2026年11月24日，2个观摩点", "项目情况截至2026年10月"],
            author="市重点办",
            made_on=date(2026, 11, 24),
            days=days,
            cards=[card(number) for number in range(1, cards + 1)],
        )
    )


def body_of(content: bytes) -> Element:
    body: Element = Document(io.BytesIO(content)).element.body
    return body


def texts(parent: Element) -> list[str]:
    found = ("".join(piece.text or "" for piece in p.iter(qn("w:t"))) for p in parent.iter(qn("w:p")))
    return [text for text in found if text]


def test_itinerary_stands_before_the_cards() -> None:
    card_says = [
        "亮灯",
        "滞后",
        "核实程度",
        "自报",
        "总投资",
        "5.00 亿元",
        "责任人",
        "甲",
        "存在问题",
        "用地 未批",
    ]

    assert texts(body_of(rendered())) == [
        "2026年第四季度观摩手册", "2026年11月24日，2个观摩点", "项目情况截至2026年10月",
        "第1天", "8:00从宾馆出发，14:42回到宾馆。",
        "序号", "地点", "参评单位", "行车（分）", "到达", "离开", "最多可晚（分）",
        "1", "滨海产业园", "青屿县", "11", "8:11", "8:44", "182",
        "1. 滨海产业园", "青屿县，第1天8:11至8:44", *card_says,
        "2. 滨海产业园", "青屿县，第1天8:11至8:44", *card_says,
    ]  # fmt: skip


def test_each_card_has_its_code_with_words_for_readers() -> None:
    document = Document(io.BytesIO(rendered()))
    body: Element = document.element.body

    pictures = list(body.iter(qn("a:blip")))
    found = [document.part.related_parts[blip.get(qn("r:embed"))].blob for blip in pictures]

    assert found == [code("http://10.0.0.1/projects/1/"), code("http://10.0.0.1/projects/2/")]
    assert {one.get("descr") for one in body.iter(qn("wp:docPr"))} == {"打开“滨海产业园”的二维码"}


def test_card_stays_on_one_page_with_its_heading() -> None:
    table = list(body_of(rendered()).iter(qn("w:tbl")))[-1]
    rows = list(table.iter(qn("w:tr")))

    kept = [
        all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p")))
        for row in rows
    ]

    assert kept == [True, True, True, False]


def test_cards_begin_a_page_only_behind_an_itinerary() -> None:
    def breaks(content: bytes) -> int:
        return len(list(body_of(content).iter(qn("w:pageBreakBefore"))))

    assert breaks(rendered()) == 1
    assert breaks(rendered(days=())) == 0


def test_book_without_cards_is_an_itinerary() -> None:
    assert texts(body_of(rendered(cards=0)))[-1] == "182"


def test_same_book_is_the_same_bytes() -> None:
    assert rendered() == rendered()
