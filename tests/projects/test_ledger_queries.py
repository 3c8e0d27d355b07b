"""What is known of uploads, layouts, units and the library a ledger is compared with."""

from guanmo.accounts.models import Unit
from guanmo.projects.ledger_imports import read_ledger
from guanmo.projects.ledger_queries import (
    MatchedColumn,
    Matching,
    Written,
    ledgers_for,
    library_for,
    same_file,
    unit_index,
    units_to_import,
    written_by,
)
from tests.cast import Cast, make_project
from tests.projects.ledgers import applied, taken_in, workbook

CONTENT = workbook((1, "滨海产业园", 50000, "新建", 12000, 9000))


def test_a_matching_keeps_the_order_of_fields() -> None:
    matching = Matching(
        (MatchedColumn("额", "amount", "亿元"), MatchedColumn("注"), MatchedColumn("名", "name"))
    )

    assert Matching.from_json(matching.as_json()) == matching
    assert list(matching.title_of.items()) == [("name", "名"), ("amount", "额")]


def test_people_see_the_uploads_of_their_units(cast: Cast) -> None:
    mine, foreign = taken_in(CONTENT, by=cast.clerk), taken_in(CONTENT, by=cast.stranger)

    assert list(ledgers_for(cast.office)) == [foreign, mine]
    assert list(ledgers_for(cast.colleague)) == [mine]
    assert list(ledgers_for(cast.approver)) == []


def test_people_import_for_their_units(cast: Cast) -> None:
    city = cast.city

    assert list(units_to_import(cast.clerk)) == [city.county, city.county_bureau]
    assert list(units_to_import(cast.office)) == list(Unit.objects.order_by("path"))


def test_the_same_file_counts_while_its_import_is_in_force(cast: Cast) -> None:
    first = taken_in(CONTENT, by=cast.clerk)
    assert same_file(first) is None

    applied(first, cast.clerk)
    second = taken_in(CONTENT, by=cast.clerk)

    assert (same_file(second), same_file(taken_in(CONTENT, by=cast.stranger))) == (first, None)


def test_what_was_written_comes_back_as_it_was_kept(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)
    record = Written(3, "plan", 7, 5, "滨海产业园", 2, {"amount": "12000"}, "导入之后又有人修改过")
    ledger.written = [record.as_json()]

    assert written_by(ledger) == [record]


def test_units_are_found_by_any_of_their_names(cast: Cast) -> None:
    index = unit_index(Unit.objects.all())

    found = [index.find(text) for text in ("青屿县", "青 屿县人民政府", "高新功能", "青屿县发", "某某县")]

    assert found == [cast.city.county, cast.city.county, cast.city.zone, cast.city.county_bureau, None]


def test_a_short_name_of_two_units_names_neither() -> None:
    units = [Unit(name="甲县发改局", short_name="发改局"), Unit(name="乙县发改局", short_name="发改局")]

    index = unit_index(units)

    assert (index.find("发改局"), index.find("乙县发改局")) == (None, units[1])


def test_the_library_holds_only_what_the_ledger_may_speak_of(cast: Cast) -> None:
    mine = make_project(cast, done="9000")
    make_project(cast, unit=cast.city.other_county, done=None)
    ledger = taken_in(CONTENT, by=cast.clerk)

    library = library_for(ledger, read_ledger(ledger).rows, cast.clerk)

    assert (list(library.by_code), list(library.plans)) == ([mine.code], [mine.pk])
    report = library.report(mine, 10)
    assert (report and report.done, library.report(mine, 9)) == (9000, None)
