"""Names as texts write them, and the records they may mean."""

import pytest

from guanmo.engines.text.nearness import name_key, nearest, nearness

LIBRARY = [(1, "云岫储能电池产业园项目"), (2, "松溪湖灌区改造工程"), (3, "云岫储能电站"), (4, "滨海码头")]


def test_the_same_name_in_another_script_is_the_same() -> None:
    first, *_ = nearest("雲岫儲能電池產業園", LIBRARY)

    assert (first.key, first.nearness) == (1, 1.0)


def test_several_readings_are_offered_nearest_first() -> None:
    assert [near.key for near in nearest("云岫储能", LIBRARY)] == [3, 1]


def test_a_name_like_nothing_finds_nothing() -> None:
    assert nearest("人民医院", LIBRARY) == []


def test_no_more_are_offered_than_asked() -> None:
    assert [near.key for near in nearest("云岫储能", LIBRARY, most=1)] == [3]


def test_a_record_counts_by_its_nearest_name() -> None:
    named = [(7, "市发展和改革委员会"), (7, "市发改委"), (7, "发展改革")]

    assert [(near.key, near.name, near.nearness) for near in nearest("市发改委", named)] == [
        (7, "市发改委", 1.0)
    ]


@pytest.mark.parametrize(("name", "key"), [("项目", "项目"), ("“甲河” 大桥建设工程", "甲河大桥"), ("", "")])
def test_keys_keep_something(name: str, key: str) -> None:
    assert name_key(name) == key


def test_single_characters_share_no_pairs() -> None:
    assert (nearness("甲", "乙"), nearness("甲", "甲")) == (0.0, 1.0)
