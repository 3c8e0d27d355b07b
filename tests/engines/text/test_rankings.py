"""Orderings in prose, in lists, glued and named one by one."""

from decimal import Decimal

from guanmo.engines.text import read_text


def ranks(*lines: str) -> list[tuple[str, int, str]]:
    return [(one.unit, one.rank, one.scope) for one in read_text("\n".join(lines)).rankings]


def test_a_list_behind_a_colon() -> None:
    assert ranks("会议宣布各县区观摩情况综合排序结果：甲县、乙县、市产业集聚区。") == [
        ("甲县", 1, "各县区观摩情况综合排序"),
        ("乙县", 2, "各县区观摩情况综合排序"),
        ("市产业集聚区", 3, "各县区观摩情况综合排序"),
    ]


def test_a_list_in_words() -> None:
    assert ranks("全市考核排名依次为甲县、乙县、丙区。") == [
        ("甲县", 1, "全市考核排名"),
        ("乙县", 2, "全市考核排名"),
        ("丙区", 3, "全市考核排名"),
    ]


def test_rank_and_score_glued() -> None:
    found = read_text("一季度观摩得分情况：兖山区195.71、高新区291.64、嘉平县977.93、汶水县977.93。").rankings

    assert [(one.unit, one.rank, one.score, one.tied) for one in found] == [
        ("兖山区", 1, Decimal("95.71"), False),
        ("高新区", 2, Decimal("91.64"), False),
        ("嘉平县", 9, Decimal("77.93"), True),
        ("汶水县", 9, Decimal("77.93"), True),
    ]
    assert {one.scope for one in found} == {"一季度观摩得分"}


def test_glued_digits_without_order_are_no_ranking() -> None:
    assert ranks("甲县395.71、乙县191.64、丙县288.14。") == []
    assert ranks("甲县195.71、乙县291.64。") == []


def test_glued_list_without_any_announcement_has_no_scope() -> None:
    assert ranks("兖山区195.71、高新区291.64、嘉平县388.93。")[0] == ("兖山区", 1, "")


def test_named_places() -> None:
    found = read_text("在全市排名中，甲县获得第一名，乙县、丙县并列第二名，第十二名是丁县。").rankings

    assert [(one.unit, one.rank, one.tied) for one in found] == [
        ("甲县", 1, False),
        ("乙县", 2, True),
        ("丙县", 2, True),
        ("丁县", 12, False),
    ]


def test_places_of_other_things_are_no_ranking() -> None:
    assert ranks("在全球市场排名中，产品份额位居第一，销量位列第2名。") == []
    assert ranks("甲县获得第一名。") == []


def test_a_numbered_list() -> None:
    found = read_text(
        "现将全市重点项目全年观摩排名公布如下：\n1、甲县 95.5分\n2、乙县 93分\n2、丙区 93分\n第二十名、丁镇\n特此通报。"
    ).rankings

    assert [(one.unit, one.rank, one.score, one.tied) for one in found] == [
        ("甲县", 1, Decimal("95.5"), False),
        ("乙县", 2, Decimal(93), True),
        ("丙区", 2, Decimal(93), True),
        ("丁镇", 20, None, False),
    ]


def test_a_numbered_list_of_other_things_is_none() -> None:
    assert ranks("参加单位如下，请准时出席。", "1、甲县", "2、乙县", "3、丙县", "特此通知。") == []
    assert ranks("排名如下。", "1、甲县", "2、乙县", "特此通知。") == []


def test_groups_of_a_numbered_list() -> None:
    found = ranks(
        "现将全市重点项目观摩排名情况通报如下：",
        "一、县区组",
        "1.甲县 96.5分",
        "2.乙县 95分",
        "3.丙县 94分",
        "二、功能区组",
        "1.丁园 93分",
        "2.戊园 92分",
        "3.己园 91分",
        "特此通报，请认真对照。",
    )

    assert found == [
        ("甲县", 1, "全市重点项目观摩排名县区组"),
        ("乙县", 2, "全市重点项目观摩排名县区组"),
        ("丙县", 3, "全市重点项目观摩排名县区组"),
        ("丁园", 1, "全市重点项目观摩排名功能区组"),
        ("戊园", 2, "全市重点项目观摩排名功能区组"),
        ("己园", 3, "全市重点项目观摩排名功能区组"),
    ]


def test_groups_named_one_by_one() -> None:
    assert ranks("县市组排名：第一名甲县，第二名乙市。城区组排名：第一名丙区、第二名丁区。") == [
        ("甲县", 1, "县市组排名"),
        ("乙市", 2, "县市组排名"),
        ("丙区", 1, "城区组排名"),
        ("丁区", 2, "城区组排名"),
    ]


def test_the_first_few() -> None:
    assert ranks("全市观摩综合得分排在前三位的是甲县、乙县、丙县。") == [
        ("甲县", 1, "全市观摩综合得分"),
        ("乙县", 2, "全市观摩综合得分"),
        ("丙县", 3, "全市观摩综合得分"),
    ]


def test_numbers_within_a_sentence_count_up_or_are_no_ranking() -> None:
    assert ranks("项目建设排序：一、甲县；三、乙县；二、丙县。") == []
    assert ranks("项目建设排序：一、抓开工；二、抓投产；三、抓入库。") == []
