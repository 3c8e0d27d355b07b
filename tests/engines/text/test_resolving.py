"""Known names in a text."""

from guanmo.engines.text import Known, mentions_in

NEAR = Known("unit", "7", "高新区")
FAR = Known("unit", "9", "高新区", distance=1)
PROJECT = Known("project", "3", "高新区电池产业园")


def test_nearest_reading_comes_first() -> None:
    (mention,) = mentions_in("要求高新區(qū)负责。", [FAR, NEAR])

    assert (mention.quote, mention.readings, mention.doubts) == (
        "高新區(qū)",
        (NEAR, FAR),
        ("有多个同名的，请选择",),
    )


def test_the_longest_name_wins() -> None:
    (mention,) = mentions_in("高新区电池产业园开工。", [NEAR, PROJECT])

    assert (mention.readings, mention.doubts) == ((PROJECT,), ())


def test_an_empty_dictionary_finds_nothing() -> None:
    assert mentions_in("高新区", [Known("unit", "1", "区")]) == ()
