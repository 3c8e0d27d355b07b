"""Real reports: scores against the annotations as floors, equal readings of derived scripts, no crash anywhere."""

import json
from pathlib import Path
from typing import Any

import pytest

from guanmo.engines.text import as_fields, read_text
from guanmo.engines.text.cleaning import clean
from tests.engines.text.marking import annotated, mark_all

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def news(shared_data: Path) -> Path:
    return shared_data / "news"


def test_scores_reach_their_goals(news: Path) -> None:
    marks = mark_all(news)

    assert marks.kinds["figures"].f1 >= 0.97
    assert marks.kinds["people"].f1 >= 0.97
    assert marks.kinds["projects"].f1 >= 0.90
    assert marks.kinds["tasks"].f1 >= 0.82
    assert (marks.dates, marks.rankings) == (marks.texts, marks.texts)


def test_texts_without_figures_give_none(news: Path) -> None:
    without = [text for text, wanted in annotated(news) if not wanted["figures"]]

    assert len(without) == 3
    assert [as_fields(read_text(text))["figures"] for text in without] == [[], [], []]


def plain(value: Any) -> Any:  # any JSON
    """A reading in one script, without spans, which differ where pinyin stands between."""
    if isinstance(value, str):
        return clean(value).text
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items() if key != "span"}
    return value


def test_other_scripts_read_the_same(news: Path) -> None:
    derived = sorted((news / "derived").glob("*.txt"))

    assert len(derived) == 8
    for path in derived:
        original = news / f"{path.name.split('.')[0]}.txt"
        readings = [as_fields(read_text(one.read_text(encoding="utf-8"))) for one in (path, original)]
        assert plain(readings[0]) == plain(readings[1])


def test_every_text_is_read_and_quoted_exactly(news: Path) -> None:
    paths = sorted(news.glob("n*.txt"))

    assert len(paths) == 122
    for path in paths:
        text = path.read_text(encoding="utf-8")
        reading = read_text(text)
        for one in (*reading.figures, *reading.projects, *reading.tasks, *reading.people, *reading.rankings):
            assert text[one.span.start : one.span.end] == one.quote
        json.dumps(as_fields(reading))
