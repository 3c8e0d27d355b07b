"""The pages of objections: raised, answered, decided, and the correction beside the number."""

import io

import openpyxl
import pytest
from pytest_django.fixtures import Settings

from guanmo.observation.circular_queries import compose
from guanmo.observation.models import Tour
from guanmo.observation.objection_models import Objection
from tests.cast import Cast
from tests.observation.circulars import wording
from tests.observation.objections import RIGHT, WRONG, answered, corrected, raised
from tests.observation.test_result_views import ClientOf, heading, url_of
from tests.observation.tours import sealed_tour, second_of


def test_a_unit_objects_and_two_of_the_office_answer(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    url = url_of(tour, "objections/")
    clerk, first, second = client_of(cast.clerk), client_of(cast.office), client_of(second_of(cast))

    empty = clerk.get(url).content.decode()
    clerk.post(url, {"unit": cast.city.county.pk, "text": WRONG})
    one = f"{url}{Objection.objects.get().pk}/"
    said = {"outcome": "upheld", "answer": "录入有误。", "correction": RIGHT}
    told = first.post(one, said, follow=True).content.decode()
    own = first.post(one, {"step": "agree"})
    meanwhile = clerk.get(one).content.decode()
    agreed = second.post(one, {"step": "agree"}, follow=True).content.decode()

    assert heading(empty) == "没有异议"
    assert "到2026-11-29为止" in empty
    assert "答复已写好，等另一位同事复核。" in told
    assert (own.status_code, "须由另一位同事复核" in own.content.decode()) == (422, True)
    assert (heading(meanwhile)[-3:], RIGHT in meanwhile) == ("待复核", False)
    assert heading(agreed) == "青屿县对名次或得分的异议：已更正"
    assert heading(clerk.get(url).content.decode()) == "1条异议全部办结，更正1条"


def test_an_answer_sent_back_waits_again(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    objection = answered(cast, raised(cast, tour, at_stop=True))

    html = (
        client_of(cast.office)
        .post(url_of(tour, f"objections/{objection.pk}/"), {"step": "return"}, follow=True)
        .content.decode()
    )

    assert heading(html) == "青屿县对“滨海产业园”得分的异议：待答复"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"outcome": "upheld", "answer": "录入有误。"}, "请写明更正成什么"),
        ({"answer": "录入有误。"}, "录入有误。"),
    ],
)
def test_a_half_answer_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, said: dict[str, str], wanted: str
) -> None:
    tour = sealed_tour(cast)
    objection = raised(cast, tour)

    response = client_of(cast.office).post(url_of(tour, f"objections/{objection.pk}/"), said)

    assert (response.status_code, wanted in response.content.decode()) == (422, True)


def test_after_the_last_day_a_unit_is_told_so(cast: Cast, client_of: ClientOf, settings: Settings) -> None:
    tour = sealed_tour(cast)
    settings.GUANMO_TODAY = "2026-11-30"
    clerk, url = client_of(cast.clerk), url_of(tour, "objections/")

    page = clerk.get(url).content.decode()
    late = clerk.post(url, {"unit": cast.city.county.pk, "text": WRONG})

    assert ("已于2026-11-29结束" in page, "<textarea" in page) == (True, False)
    assert (late.status_code, "异议期到2026-11-29为止" in late.content.decode()) == (422, True)
    assert "<textarea" in client_of(cast.office).get(url).content.decode()


def test_a_correction_shows_on_page_export_and_circular(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    corrected(cast, tour)
    corrected(cast, tour, at_stop=True)

    client = client_of(cast.leader)
    html = client.get(url_of(tour)).content.decode()
    export = b"".join(client.get(url_of(tour, "export/")).streaming_content)  # type: ignore[attr-defined]
    draft = compose(Tour.objects.get(pk=tour.pk), wording(cast, tour))

    said = f"2026-11-24更正：{RIGHT}"
    rows = list(openpyxl.load_workbook(io.BytesIO(export)).worksheets[0].values)
    assert html.count(said) == 2
    assert [row[-1] for row in rows if row[2] == "青屿县"] == [said]
    assert f"Paragraph(text='青屿县：{said}。')" in repr(draft.body)
    assert f"滨海产业园：{said}。" in repr(draft.attachments[0])


def test_a_correction_shows_where_the_number_is_worked_out_and_in_the_hall(
    cast: Cast, client_of: ClientOf
) -> None:
    tour, said = sealed_tour(cast), f"2026-11-24更正：{RIGHT}"
    county, stop = cast.city.county.pk, tour.stops.get(unit=cast.city.county).pk
    client = client_of(cast.leader)
    workings = (f"{county}/", f"{county}/{stop}/", f"{cast.city.other_county.pk}/")
    pages = [*(url_of(tour, page) for page in workings), f"/tours/{tour.pk}/board/"]

    def counted() -> list[int]:
        return [client.get(page).content.decode().count(said) for page in pages]

    corrected(cast, tour)
    of_the_unit = counted()
    corrected(cast, tour, at_stop=True)

    assert of_the_unit == [1, 0, 0, 2]
    assert counted() == [2, 1, 0, 2]
