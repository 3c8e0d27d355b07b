"""Taking a ledger in: kept once, matched, remembered, doubtful rows settled."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.projects.enums import ImportState
from guanmo.projects.ledger_queries import MatchedColumn, Matching, remembered_matching
from guanmo.projects.ledger_services import (
    AlreadyApplied,
    choose_rows,
    discard_ledger,
    match_columns,
    upload_ledger,
)
from guanmo.projects.models import ColumnMapping, LedgerImport
from tests.cast import NOON, OCTOBER, Cast
from tests.projects.ledgers import applied, taken_in, workbook

CONTENT = workbook((1, "滨海产业园", 50000, "新建", 12000, 9000))
MATCHING = Matching((MatchedColumn("名", "name"), MatchedColumn("额", "amount", "亿元")), "headings")


def test_the_file_is_kept_as_it_came(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)

    stored = LedgerImport.objects.get()
    assert (stored, bytes(stored.content)) == (ledger, CONTENT)
    assert (stored.unit, stored.year, stored.month, stored.sheet) == (cast.city.county, 2026, 10, "进度表")
    assert len(stored.sha256) == 64


def test_the_same_file_waiting_already_is_not_kept_twice(cast: Cast) -> None:
    first = taken_in(CONTENT, by=cast.clerk)

    def again(month: Month) -> tuple[bool, bool]:
        upload = upload_ledger(
            unit=cast.city.county,
            month=month,
            file_name="b.xlsx",
            content=CONTENT,
            by=cast.colleague,
            at=NOON,
        )
        return upload.again, upload.ledger == first

    assert again(OCTOBER) == (True, True)
    assert again(Month(2026, 9)) == (False, False)
    assert LedgerImport.objects.count() == 2


@pytest.mark.parametrize("part", ["stranger", "approver", "leader", "nobody"])
def test_only_those_who_may_import_for_the_unit_upload(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        taken_in(CONTENT, by=cast.everybody()[part], unit=cast.city.county)

    assert LedgerImport.objects.count() == 0


def test_a_matching_is_kept_and_remembered_for_the_unit(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)

    match_columns(ledger=ledger, sheet="进度表", matching=MATCHING, layout="a" * 64, by=cast.clerk, at=NOON)

    ledger.refresh_from_db()
    assert Matching.from_json(ledger.columns) == MATCHING
    assert remembered_matching(cast.city.county, "a" * 64) == MATCHING
    assert remembered_matching(cast.city.other_county, "a" * 64) is None


def test_a_later_matching_replaces_the_remembered_one(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)
    later = Matching((MatchedColumn("名", "name"),))

    for matching in (MATCHING, later):
        match_columns(
            ledger=ledger, sheet="进度表", matching=matching, layout="a" * 64, by=cast.clerk, at=NOON
        )

    assert remembered_matching(cast.city.county, "a" * 64) == later
    assert ColumnMapping.objects.count() == 1


def test_choices_are_merged_and_taken_back(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)

    choose_rows(ledger=ledger, choices={"3": "new", "4": "skip"}, by=cast.clerk, at=NOON)
    choose_rows(ledger=ledger, choices={"3": "", "5": "7"}, by=cast.clerk, at=NOON)

    assert LedgerImport.objects.get().choices == {"4": "skip", "5": "7"}


def test_another_sheet_makes_choices_void(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)
    choose_rows(ledger=ledger, choices={"3": "new"}, by=cast.clerk, at=NOON)

    match_columns(ledger=ledger, sheet="进度表", matching=MATCHING, layout="a" * 64, by=cast.clerk, at=NOON)
    assert LedgerImport.objects.get().choices == {"3": "new"}

    match_columns(ledger=ledger, sheet="另一张", matching=MATCHING, layout="a" * 64, by=cast.clerk, at=NOON)
    assert LedgerImport.objects.get().choices == {}


def test_a_ledger_written_is_neither_matched_nor_settled_again(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)
    applied(ledger, cast.clerk)

    with pytest.raises(AlreadyApplied, match="要再导入一次，请重新上传文件"):
        choose_rows(ledger=ledger, choices={"3": "new"}, by=cast.clerk, at=NOON)
    with pytest.raises(AlreadyApplied):
        match_columns(ledger=ledger, sheet="", matching=MATCHING, layout="", by=cast.clerk, at=NOON)


def test_strangers_settle_nothing(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)

    with pytest.raises(NotAllowed):
        choose_rows(ledger=ledger, choices={"3": "new"}, by=cast.stranger, at=NOON)


def test_an_upload_given_up_waits_no_more_and_may_come_again(cast: Cast) -> None:
    ledger = taken_in(CONTENT, by=cast.clerk)

    given_up = discard_ledger(ledger=ledger, by=cast.colleague, at=NOON)

    assert (given_up.state, bytes(given_up.content)) == (ImportState.DISCARDED, CONTENT)
    with pytest.raises(AlreadyApplied, match="已放弃，没有重复写入"):
        applied(ledger, cast.clerk)
    assert taken_in(CONTENT, by=cast.clerk).pk != ledger.pk
