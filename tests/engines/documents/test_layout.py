"""Where titles break, how wide things are, where the signature stands."""

import pytest

from guanmo.engines.documents.layout import (
    half_characters,
    mark_scale,
    signature_indents,
    title_lines,
)


def test_latin_signs_take_half_a_square() -> None:
    assert (half_characters("2026年"), half_characters("“观摩”"), half_characters("")) == (6, 8, 0)


@pytest.mark.parametrize(
    ("mark", "scale"),
    [
        ("观澜市文件", 100),
        ("观澜市重点项目建设办公室文件", 73),
        ("观澜市重点项目建设工作领导小组办公室文件", 51),
    ],
)
def test_long_mark_is_pressed_into_one_line(mark: str, scale: int) -> None:
    assert mark_scale(mark) == scale
    assert half_characters(mark) * 21 * scale / 100 <= 442.2


@pytest.mark.parametrize(
    ("signer", "day", "sealed", "indents"),
    [
        # With a seal the date stands four characters in, the name centred over it.
        ("观澜市重点项目建设办公室", "2026年11月24日", True, (3, 8)),
        ("市委", "2026年11月24日", True, (13, 8)),
        ("观澜市重点项目建设工作领导小组办公室（代章）", "2026年1月2日", True, (0, 8)),
        # Without one the name stands two characters in, the date begins two characters further right.
        ("观澜市重点项目建设办公室", "2026年11月24日", False, (4, 10)),
        ("市委", "2026年11月24日", False, (18, 4)),
    ],
)
def test_signature_stands_as_the_standard_draws_it(
    signer: str,
    day: str,
    sealed: bool,  # noqa: FBT001 - a case
    indents: tuple[int, int],
) -> None:
    assert signature_indents(signer, day, sealed=sealed) == indents


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于重点项目观摩情况的通报", ["关于重点项目观摩情况的通报"]),
        (
            "关于2026年第四季度全市重点项目观摩评比情况的通报",
            ["关于2026年第四季度", "全市重点项目观摩评比情况的通报"],
        ),
        (
            "观澜市重点项目建设办公室关于2026年第四季度全市重点项目观摩评比情况的通报",
            ["观澜市重点项目建设办公室", "关于2026年第四季度全市重点项目", "观摩评比情况的通报"],
        ),
        ("第一行\n 第二行 \n\n", ["第一行", "第二行"]),
        # Nothing to break at: set as it is, Word breaks it.
        ("A" * 50, ["A" * 50]),
    ],
)
def test_titles_break_where_the_sense_allows(title: str, lines: list[str]) -> None:
    assert list(title_lines(title)) == lines


@pytest.mark.parametrize(
    "title",
    [
        "关于表扬2026年第四季度全市重点项目观摩评比（三个一批）先进单位并对后进单位进行提醒的通报",
        "关于印发《观澜市重点项目观摩评比暂行办法》等三项制度和做好2026年第四季度有关工作的通知",
    ],
)
def test_titles_tear_nothing_and_are_no_hourglass(title: str) -> None:
    lines = title_lines(title)
    widths = [half_characters(line) for line in lines]

    assert "".join(lines) == title
    assert max(widths) <= 40
    assert not any(line[0] in "、，）》”年月日" or line[-1] in "（《“第" for line in lines)
    assert all(
        line.count("《") == line.count("》") and line.count("（") == line.count("）") for line in lines
    )
    assert all(line.count("2026") == 1 or "2" not in line for line in lines)
    assert not any(
        middle < min(left, right) for left, middle, right in zip(widths, widths[1:], widths[2:], strict=False)
    )
