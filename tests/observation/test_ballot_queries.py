"""What a juror is asked, and how typed texts are read."""

import pytest
from pytest_django.fixtures import Settings

from guanmo.engines.seal import UnreadableEnvelope
from guanmo.observation.ballot_queries import Given, given_of, read_sheet, sheet_for, skipped_in, typed_from
from guanmo.observation.ballot_queries import opened as opened_body
from guanmo.observation.enums import LeftOut
from tests.cast import Cast
from tests.observation.tours import (
    filled,
    make_tour,
    opened,
    rank_rule,
    score_rule,
    seat,
    visit,
    visit_all,
    vote,
)

TWO_GROUPS = "[[ballots.unit_groups]]\nname='县'\n[[ballots.unit_groups]]\nname='区'\n[[ballots.unit_groups]]\nname='功能区'"


def test_a_score_sheet_has_a_block_a_stop_and_a_cell_a_criterion(cast: Cast) -> None:
    tour = make_tour(cast, "guanlan-tour")
    stop = visit(cast, tour)
    sheet = sheet_for(seat(cast, tour, "甲", "部门"))

    (block,) = sheet.blocks

    assert (block.title, block.stop, block.left_out) == ("滨海产业园", stop, None)
    assert [(c.key, c.label, c.weight) for c in block.cells] == [
        (f"s{stop.pk}-0", "项目进度", "30"),
        (f"s{stop.pk}-1", "投资规模", "25"),
        (f"s{stop.pk}-2", "产业带动", "25"),
        (f"s{stop.pk}-3", "现场形象", "20"),
    ]
    assert block.cells[0].full_label == "第1站“滨海产业园”的“项目进度”"
    assert (sheet.by_rank, sheet.may_skip_stops, sheet.hint) == (False, True, "0～100分，0.5分一档")


def test_a_rule_without_criteria_asks_one_score_a_stop(cast: Cast) -> None:
    tour = make_tour(cast, "mean")
    visit(cast, tour)

    sheet = sheet_for(seat(cast, tour, "甲"))

    assert [(c.label, c.full_label, c.weight) for _, c in sheet.asked()] == [
        ("得分", "第1站“滨海产业园”", "")
    ]
    assert sheet.hint == "0～100分"


def test_the_own_unit_is_not_asked_where_the_rule_leaves_it_out(cast: Cast) -> None:
    tour = make_tour(cast, "guanlan-tour")
    visit_all(cast, tour)
    juror = seat(cast, tour, "甲", "县区", unit=cast.city.county_bureau)

    sheet = sheet_for(juror)
    reading = read_sheet(sheet, filled(juror))

    assert [block.left_out for block in sheet.blocks] == [LeftOut.OWN, None, None, None]
    assert [given.stop for given in reading.given] == [stop.pk for stop in tour.stops.all()[1:]]
    assert [set(given.marks.values()) for given in reading.given] == [{"90"}] * 3


def test_a_rank_ballot_lists_the_units(cast: Cast) -> None:
    sheet = sheet_for(opened(cast, "rank-100-3").jurors.all()[0])

    assert [block.title for block in sheet.blocks] == [""]
    assert [cell.label for _, cell in sheet.asked()] == ["青屿县", "云溪县", "城北区", "高新功能区"]
    assert (sheet.by_rank, sheet.may_skip_stops, sheet.hint) == (True, False, "写名次，每个名次只用一次")


def test_a_rank_ballot_within_groups_has_a_list_a_group(cast: Cast) -> None:
    tour = make_tour(cast, rank_rule("within = 'group'", TWO_GROUPS))
    visit_all(cast, tour)
    juror = seat(cast, tour, "甲")

    sheet = sheet_for(juror)

    assert [(b.title, [c.label for c in b.cells]) for b in sheet.blocks] == [
        ("县", ["青屿县", "云溪县"]),
        ("区", ["城北区"]),
        ("功能区", ["高新功能区"]),
    ]
    (given,) = read_sheet(sheet, filled(juror)).given
    assert (given.stop, given.subject, list(given.marks.values())) == (None, 0, [1, 2, 1, 1])


def test_each_place_is_used_once(cast: Cast) -> None:
    juror = opened(cast, "rank-100-3").jurors.all()[0]
    sheet = sheet_for(juror)
    one, two, three, four = filled(juror)

    reading = read_sheet(sheet, {one: "1", two: "1", three: "5", four: "2.5"})

    assert reading.problems == {
        one: "第1名写给了青屿县、云溪县，每个名次只能用一次。",
        two: "第1名写给了青屿县、云溪县，每个名次只能用一次。",
        three: "名次应是1至4的整数。",
        four: "名次应是1至4的整数。",
    }
    assert reading.given == []


def test_an_empty_rank_ballot_names_every_unit(cast: Cast) -> None:
    sheet = sheet_for(opened(cast, "rank-100-3").jurors.all()[0])

    reading = read_sheet(sheet, {})

    assert reading.sentences == [
        f"{unit}：还没有填名次。" for unit in ("青屿县", "云溪县", "城北区", "高新功能区")
    ]


def test_figures_are_read_as_people_type_them(cast: Cast) -> None:
    juror = opened(cast).jurors.all()[0]
    keys = list(filled(juror))

    reading = read_sheet(sheet_for(juror), dict(zip(keys, ("９０．５", " 88 ", "07.50", "100"), strict=True)))

    assert [given.marks for given in reading.given] == [{"": "90.5"}, {"": "88"}, {"": "7.5"}, {"": "100"}]


def test_figures_that_are_no_numbers_are_refused(cast: Cast) -> None:
    juror = opened(cast).jurors.all()[0]
    keys = list(filled(juror))

    reading = read_sheet(sheet_for(juror), dict(zip(keys, ("1e2", "NaN", "1_0", "90分"), strict=True)))

    assert list(reading.problems.values()) == [
        f"“{text}”看不懂，分数应是数字。" for text in ("1e2", "NaN", "1_0", "90分")
    ]


def test_the_step_of_the_rule_is_kept(cast: Cast) -> None:
    tour = make_tour(cast, "guanlan-tour")
    visit(cast, tour)
    juror = seat(cast, tour, "甲", "部门")
    keys = list(filled(juror))

    reading = read_sheet(sheet_for(juror), filled(juror) | {keys[2]: "88.3"})

    assert reading.sentences == ["第1站“滨海产业园”的“产业带动”：分数88.3不合规定，应从0起以0.5分为一档。"]


def test_a_stop_not_visited_is_skipped_where_the_rule_allows(cast: Cast) -> None:
    tour = opened(cast)
    juror = tour.jurors.all()[0]
    first = tour.stops.all()[0]
    typed = filled(juror) | {f"s{first.pk}-0": ""}

    sheet = sheet_for(juror)
    reading = read_sheet(sheet, typed, {first.pk})

    assert [given.skipped for given in reading.given] == [True, False, False, False]
    assert reading.given[0] == Given(first.pk, {}, skipped=True)
    assert skipped_in({given.subject: given for given in reading.given}) == {first.pk}


def test_one_stop_is_read_by_itself(cast: Cast) -> None:
    tour = opened(cast)
    juror = tour.jurors.all()[0]
    second = tour.stops.all()[1]

    well = read_sheet(sheet_for(juror), {f"s{second.pk}-0": "88"}, only=second.pk)
    ill = read_sheet(sheet_for(juror), {f"s{second.pk}-0": "188"}, only=second.pk)

    assert well.given == [Given(second.pk, {"": "88"})]
    assert ill.sentences == ["第2站“云溪电站”：分数188超出范围，应在0至100之间。"]


def test_a_rule_that_wants_every_stop_takes_no_skipping(cast: Cast) -> None:
    tour = opened(cast, score_rule(tables="[ballots.missing]\nstop = 'refuse'\n"))
    juror = tour.jurors.all()[0]
    first = tour.stops.all()[0]

    reading = read_sheet(sheet_for(juror), filled(juror) | {f"s{first.pk}-0": ""}, {first.pk})

    assert reading.sentences == ["第1站“滨海产业园”：还没有填分数。"]


def test_a_ballot_that_skips_everything_is_no_ballot(cast: Cast) -> None:
    tour = opened(cast)

    reading = read_sheet(sheet_for(tour.jurors.all()[0]), {}, [stop.pk for stop in tour.stops.all()])

    assert (reading.given, reading.sentences) == ([], ["没有评任何一个点位，不能交票。"])


def test_a_stored_ballot_fills_the_form_again(cast: Cast) -> None:
    juror = opened(cast).jurors.get(name="孙评委")
    typed = filled(juror, "88.5")

    assert typed_from(sheet_for(juror), given_of(vote(cast, juror, typed=typed))) == typed
    assert typed_from(sheet_for(juror), {}) == {}


def test_a_stored_rank_ballot_fills_the_form_again(cast: Cast) -> None:
    juror = opened(cast, "rank-100-3").jurors.get(name="孙评委")

    assert typed_from(sheet_for(juror), given_of(vote(cast, juror))) == filled(juror)


def test_a_ballot_is_unreadable_without_the_key_and_out_of_its_row(cast: Cast, settings: Settings) -> None:
    ballot, other, *_ = vote(cast, opened(cast).jurors.get(name="孙评委"), "88.5")

    assert opened_body(ballot).marks == {"": "88.5"}
    assert b"88.5" not in bytes(ballot.body)
    ballot.body, other.body = other.body, ballot.body
    with pytest.raises(UnreadableEnvelope):
        opened_body(ballot)
    ballot.body = other.body
    settings.GUANMO_BALLOT_KEY = b"0" * 32
    with pytest.raises(UnreadableEnvelope):
        opened_body(ballot)
