"""What the reading pages show: lists with their counts, the text in pieces, findings in a line."""

import pytest
from pytest_django import DjangoAssertNumQueries

from guanmo.intake import queries, services
from guanmo.intake.enums import FindingKind
from guanmo.intake.models import Finding
from tests.cast import NOON, Cast
from tests.intake.materials import LINES, TEXT, finding, keep, material

pytestmark = pytest.mark.django_db


def pieces_of(paragraph: queries.Paragraph) -> list[queries.Piece]:
    return [piece for cell in paragraph.cells for piece in cell]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_counts_decisions_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        kept = material(cast, f"{TEXT}第{n}份。\n")
    services.accept_finding(finding=finding(kept, FindingKind.TASK), by=cast.office, at=NOON)

    with django_assert_num_queries(1):
        listed = [
            (one.waiting, one.accepted, one.rejected, one.read_by.name)
            for one in queries.materials_for(cast.office)
        ]

    assert listed == [(7, 1, 0, "周统筹"), *[(8, 0, 0, "周统筹")] * (count - 1)]
    assert list(queries.materials_for(cast.leader)) == []


def test_a_replaced_draft_waits_no_more(cast: Cast) -> None:
    first = material(cast)
    second = keep(cast, f"{TEXT}新稿。\n", earlier=first).material

    waiting = queries.waiting_findings(cast.office)

    assert set(waiting.values_list("material", flat=True)) == {second.pk}


def test_findings_read_in_one_line_each(cast: Cast) -> None:
    kept = material(cast)

    items = [queries.item_of(one, kept.text) for one in Finding.objects.order_by("start", "-end")]

    assert [item.line for item in items] == LINES
    assert [item.said for item in items][1:4] == [
        [],
        [("投资（亿元）", "3.2"), ("进展", "开工")],
        [("责任单位", "市重点办"), ("期限", "6月底前")],
    ]
    assert (items[1].before, items[1].after, items[1].rule) == ("", "的云岫电池产业园项目开工建设。", "金额")


def test_the_page_holds_the_whole_text_and_every_finding(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kept = material(cast)

    with django_assert_num_queries(1):
        page = queries.material_page(kept)

    assert (
        "\n".join("".join(piece.text for piece in pieces_of(one)) for one in page.paragraphs) == TEXT.strip()
    )
    assert [(group.kind.label, len(group.items), group.waiting) for group in page.groups] == [
        ("任务", 1, 1),
        ("项目", 1, 1),
        ("排名", 3, 3),
        ("数字", 2, 2),
        ("人员", 1, 1),
    ]
    anchors = [pk for paragraph in page.paragraphs for piece in pieces_of(paragraph) for pk in piece.anchors]
    assert sorted(anchors) == sorted(Finding.objects.values_list("pk", flat=True))


def test_a_stretch_looks_like_the_shortest_finding_that_counts(cast: Cast) -> None:
    kept = material(cast)
    task, inner = finding(kept, FindingKind.TASK), finding(kept, FindingKind.FIGURE, 1)

    def shown() -> list[int | None]:
        pieces = [piece for one in queries.material_page(kept).paragraphs for piece in pieces_of(one)]
        return [piece.item.finding.pk for piece in pieces if piece.text == "26个项目" and piece.item]

    assert shown() == [inner.pk]
    services.reject_finding(finding=inner, by=cast.office, at=NOON)
    assert shown() == [task.pk]


def test_a_line_with_tabs_is_a_row_of_a_table(cast: Cast) -> None:
    kept = material(cast, f"{TEXT}项目\t投资\n云岫电池产业园\t总投资3.2亿元\n以上。\n")

    rows = [one for one in queries.material_page(kept).paragraphs if one.is_row]

    assert [["".join(piece.text for piece in cell) for cell in row.cells] for row in rows] == [
        ["项目", "投资"],
        ["云岫电池产业园", "总投资3.2亿元"],
    ]


def test_what_an_earlier_draft_decided_is_said(cast: Cast) -> None:
    first = material(cast)
    services.reject_finding(finding=finding(first, FindingKind.PERSON), by=cast.office, at=NOON)
    second = keep(cast, f"{TEXT}新稿。\n", earlier=first).material

    item = queries.item_of(finding(second, FindingKind.PERSON), second.text)

    assert (item.state, item.settled) == ("rejected", "前稿已排除")


def test_waiting_findings_of_one_material_are_counted(cast: Cast) -> None:
    assert queries.waiting_count(material(cast)) == len(LINES)
