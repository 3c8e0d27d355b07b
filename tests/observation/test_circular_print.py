"""From the sealed ballots to the printed page: what was sealed is what stands on paper."""

from pathlib import Path

import pytest

from guanmo.observation.result_queries import ranking, stop_rows
from tests.cast import Cast
from tests.engines.documents.pages import printed, require_office
from tests.observation.circulars import issued
from tests.observation.tours import sealed_tour

pytestmark = pytest.mark.office


def test_sealed_numbers_stand_on_the_printed_pages(cast: Cast, tmp_path: Path) -> None:
    require_office()
    tour = sealed_tour(cast, "drop-1-1", jurors=5)

    pages = printed(bytes(issued(cast, tour).content), tmp_path)

    lines = [line.text for page in pages for line in page.lines]
    places = [f"{p.rank}{p.unit}{p.stops}{p.score}" for group in ranking(tour) for p in group.places]
    stops = [f"{row.order}{row.name}{row.unit}{row.n}{row.score}" for row in stop_rows(tour)]
    assert [line for line in lines if line in places] == places
    assert [line for line in lines if line in stops] == stops
    assert len(places) == len(stops) == 4
    said = "".join(lines)
    assert tour.seal_hash[:16] in said
    assert "关于2026年第四季度全市重点项目观摩评比情况的通报" in said
