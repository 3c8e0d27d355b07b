"""Objections: who may raise one and until when; an answer takes two; the sealed result stays as it is."""

from datetime import timedelta

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.models import Tour
from guanmo.observation.objection_models import Objection
from guanmo.observation.objection_queries import corrections, last_day, objections_of
from guanmo.observation.objection_services import (
    NotObjectable,
    NotWaiting,
    OwnAnswer,
    answer_objection,
    decide_objection,
    raise_objection,
)
from guanmo.observation.seal_queries import verify_seal
from tests.cast import Cast
from tests.observation.objections import RIGHT, WRONG, answered, corrected, raised
from tests.observation.tours import LATER, make_tour, sealed_tour, second_of


def test_a_correction_stands_beside_the_sealed_number(cast: Cast) -> None:
    tour = sealed_tour(cast)
    before = (tour.result, tour.seal_hash)

    objection = corrected(cast, tour)
    stop = corrected(cast, tour, at_stop=True).stop

    stored = Tour.objects.get(pk=tour.pk)
    assert ((stored.result, stored.seal_hash), verify_seal(stored).ok) == (before, True)
    assert objection.state == "已更正"
    assert stop is not None
    county = cast.city.county.pk
    assert corrections(tour) == {
        (county, 0): [f"2026-11-24更正：{RIGHT}"],
        (county, stop.pk): [f"2026-11-24更正：{RIGHT}"],
    }
    entries = HistoryEntry.objects.filter(object_type="observation.objection", object_pk=objection.pk)
    assert [(e.action, e.by_name) for e in entries.order_by("sequence")] == [
        ("objection.raised", "陈填报"),
        ("objection.answered", "何复核"),
        ("objection.decided", "周统筹"),
    ]


def test_what_is_not_upheld_corrects_nothing(cast: Cast) -> None:
    tour = sealed_tour(cast)
    objection = answered(cast, raised(cast, tour), upheld=False)
    waiting = (objection.state, corrections(tour))

    decided = decide_objection(objection=objection, agree=True, by=cast.office, at=LATER)

    assert waiting == ("待复核", {})
    assert (decided.state, decided.correction, corrections(tour)) == ("维持原结果", "", {})


def test_an_answer_sent_back_is_written_anew(cast: Cast) -> None:
    objection = answered(cast, raised(cast, sealed_tour(cast)))

    sent_back = decide_objection(objection=objection, agree=False, by=cast.office, at=LATER)

    assert (sent_back.state, sent_back.answer, sent_back.answered_by) == ("待答复", "", None)
    assert answered(cast, sent_back).state == "待复核"


def test_nobody_decides_on_the_own_answer(cast: Cast) -> None:
    objection = answered(cast, raised(cast, sealed_tour(cast)))

    with pytest.raises(OwnAnswer, match="须由另一位同事复核"):
        decide_objection(objection=objection, agree=True, by=second_of(cast), at=LATER)


def test_each_step_is_done_once(cast: Cast) -> None:
    objection = raised(cast, sealed_tour(cast))
    with pytest.raises(NotWaiting):
        decide_objection(objection=objection, agree=True, by=cast.office, at=LATER)
    answered(cast, objection)
    with pytest.raises(NotWaiting):
        answered(cast, objection)
    decide_objection(objection=objection, agree=True, by=cast.office, at=LATER)
    with pytest.raises(NotWaiting):
        decide_objection(objection=objection, agree=True, by=cast.office, at=LATER)


def test_units_have_until_the_last_day_and_the_office_longer(cast: Cast) -> None:
    tour, unit = sealed_tour(cast), cast.city.county
    last = LATER + timedelta(days=tour.objection_days)
    on_time = raise_objection(tour=tour, unit=unit, text=WRONG, by=cast.approver, at=last)

    with pytest.raises(NotObjectable, match="异议期到2026-11-29为止"):
        raise_objection(tour=tour, unit=unit, text=WRONG, by=cast.clerk, at=last + timedelta(days=1))
    by_office = raise_objection(
        tour=tour, unit=unit, text=WRONG, by=cast.office, at=last + timedelta(days=30)
    )

    assert last_day(tour).isoformat() == "2026-11-29"
    assert list(Objection.objects.all()) == [by_office, on_time]


def test_only_the_own_numbers_of_a_sealed_tour_are_objected_to(cast: Cast) -> None:
    tour, unit = sealed_tour(cast), cast.city.county
    foreign = tour.stops.get(unit=cast.city.district)
    bureau = cast.city.county_bureau

    with pytest.raises(NotObjectable, match="还没有封存"):
        raise_objection(tour=make_tour(cast, name="明年观摩"), unit=unit, text=WRONG, by=cast.clerk, at=LATER)
    with pytest.raises(NotObjectable, match="只能对本单位"):
        raise_objection(tour=tour, unit=unit, stop=foreign, text=WRONG, by=cast.clerk, at=LATER)
    with pytest.raises(NotObjectable, match="只能对本单位"):
        raise_objection(tour=tour, unit=bureau, text=WRONG, by=cast.office, at=LATER)


def test_strangers_and_readers_raise_and_decide_nothing(cast: Cast) -> None:
    tour = sealed_tour(cast)
    objection = raised(cast, tour)

    for by in (cast.stranger, cast.leader, cast.auditor, cast.juror):
        with pytest.raises(NotAllowed):
            raise_objection(tour=tour, unit=cast.city.county, text=WRONG, by=by, at=LATER)
    for by in (cast.clerk, cast.auditor):
        with pytest.raises(NotAllowed):
            answer_objection(objection=objection, upheld=False, answer="不", by=by, at=LATER)
        with pytest.raises(NotAllowed):
            decide_objection(objection=objection, agree=True, by=by, at=LATER)


def test_objections_are_seen_by_the_own_unit_and_the_city(cast: Cast) -> None:
    tour = sealed_tour(cast)
    objection = raised(cast, tour)

    seen = {part for part, person in cast.everybody().items() if objection in objections_of(person, tour)}

    assert seen >= {"office", "clerk", "colleague", "approver", "leader", "auditor"}
    assert not seen & {"stranger", "juror", "nobody", "system_admin", "security_admin"}
