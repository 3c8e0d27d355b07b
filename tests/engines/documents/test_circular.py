"""What a circular must have before it is set."""

from datetime import date
from typing import Any

import pytest

from guanmo.engines.documents.circular import (
    DocumentNumber,
    Heading,
    InvalidCircular,
    Table,
    chinese_date,
)
from tests.engines.documents.circulars import circular


def test_document_number_is_written_with_hexagonal_brackets_and_without_padding() -> None:
    assert str(DocumentNumber("观重办", 2026, 3)) == "观重办〔2026〕3号"


@pytest.mark.parametrize(
    ("agency", "year", "serial"), [(" ", 2026, 3), ("观重办", 26, 3), ("观重办", 2026, 0)]
)
def test_incomplete_document_number_is_refused(agency: str, year: int, serial: int) -> None:
    with pytest.raises(InvalidCircular, match=r"^发文字号要有机关代字、四位年份和从 1 起的序号"):
        DocumentNumber(agency, year, serial)


@pytest.mark.parametrize("level", [0, 5])
def test_headings_have_four_levels(level: int) -> None:
    with pytest.raises(InvalidCircular, match=r"^标题只有一至四级。$"):
        Heading(level, "评比结果")


@pytest.mark.parametrize(("header", "rows"), [((), ()), (("名次", "单位"), (("1",),))])
def test_rows_are_as_long_as_the_header(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(InvalidCircular, match=r"^表格每一行的列数要与表头相同。$"):
        Table(header, rows)


@pytest.mark.parametrize("widths", [(1,), (1, 0)])
def test_widths_fit_the_columns(widths: tuple[int, ...]) -> None:
    with pytest.raises(InvalidCircular, match=r"^表格列宽的个数要与表头相同，且都是正数。$"):
        Table(("名次", "单位"), (("1", "青屿县"),), widths)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": " ", "signer": ""}, "请填写标题、署名。"),
        ({"issuer_mark": "", "recipients": "", "printed_by": ""}, "请填写发文机关标志、主送机关、印发机关。"),
        ({"body": ()}, "正文是空的，请写上正文。"),
        ({"printed_on": date(2026, 11, 23)}, "印发日期不能早于成文日期，请更正。"),
    ],
)
def test_incomplete_circular_says_what_is_missing(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidCircular) as refused:
        circular(**changes)

    assert str(refused.value) == says


def test_dates_have_no_padding_zeros() -> None:
    assert chinese_date(date(2026, 3, 5)) == "2026年3月5日"
