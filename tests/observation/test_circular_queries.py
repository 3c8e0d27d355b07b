"""What a circular says, and that each number of it is the sealed one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guanmo.engines.documents.circular import Attachment, Heading, InvalidCircular, Paragraph, Table
from guanmo.engines.packs import Pack, load_pack
from guanmo.observation.ballot_queries import sheet_for
from guanmo.observation.circular_queries import (
    Wording,
    circulars_of,
    compose,
    first_wording,
    praised,
    questioned,
)
from guanmo.observation.models import Tour
from guanmo.observation.result_queries import GroupRanking, Place, ranking
from guanmo.observation.seal_queries import signing_fingerprint
from tests.cast import Cast
from tests.observation.circulars import issued, wording
from tests.observation.tours import (
    HELD_ON,
    make_tour,
    opened,
    rank_rule,
    score_rule,
    seal,
    sealed_tour,
    sealed_with,
    vote,
)

DOCS = Path(__file__).resolve().parents[2] / "docs/algorithms"
GROUPS = "".join(f"[[ballots.unit_groups]]\nname = '{name}'\n" for name in ("县", "区", "功能区"))


def scored(cast: Cast, pack: Pack, *scores: str) -> Tour:
    """A sealed tour on which 青屿县, 云溪县, 城北区 and 高新功能区 got these scores."""
    tour = opened(cast, pack, jurors=1)
    (juror,) = tour.jurors.all()
    keys = [cell.key for block in sheet_for(juror).blocks for cell in block.cells]
    vote(cast, juror, typed=dict(zip(keys, scores, strict=True)))
    return seal(cast, tour)


def body_of(tour: Tour, filled: Wording) -> list[str]:
    """Headings and paragraphs; tables as their rows."""
    said = []
    for block in compose(tour, filled).body:
        if isinstance(block, Table):
            said += [" ".join(row) for row in block.rows]
        else:
            said.append(block.text)
    return said


def group(*ranks: int) -> GroupRanking:
    return GroupRanking("", [Place(f"{n}县", n, "", rank, "90.00", 1, ()) for n, rank in enumerate(ranks, 1)])


def test_circular_of_one_list_says_places_ties_and_proof(cast: Cast) -> None:
    tour = scored(cast, score_rule(), "92.5", "90", "90", "88")

    said = body_of(tour, wording(cast, tour, question=1, demands="第一条。\n\n 第二条。"))

    assert said == [
        "根据全市重点项目建设工作安排，2026年11月20日，观澜市重点办组织1名评委，对4个单位的4个重点项目进行了现场观摩和评分。现将结果通报如下。",
        "评比结果",
        "共4个单位参评。青屿县92.50分，列第1位。云溪县、城北区同为90.00分，并列第2位。",
        "1 青屿县 1 92.50",
        "2 云溪县 1 90.00",
        "2 城北区 1 90.00",
        "4 高新功能区 1 88.00",
        "表扬和提醒",
        "对第1位的青屿县，予以通报表扬，希望珍惜荣誉、再接再厉。",
        "末位的高新功能区，要认真查找差距、制定整改措施，整改情况及时报市重点项目建设办公室。",
        "有关要求",
        "第一条。",
        "第二条。",
        "计分依据和结果核验",
        f"本次评比按《试行办法》计分，结果于2026年11月24日封存，封存编号{tour.seal_hash[:16]}，规则校验值{tour.rule_hash[:16]}。本通报的分数和名次均取自封存结果，可据此核对。",
    ]


def test_groups_are_ranked_and_praised_apart(cast: Cast) -> None:
    tour = scored(cast, score_rule(tables=GROUPS), "90", "90", "85", "88")

    draft = compose(tour, wording(cast, tour, demands="", praise=1))
    said = body_of(tour, wording(cast, tour, demands="", praise=1))

    assert said[1:-2] == [
        "评比结果",
        "县组", "共2个单位参评。青屿县、云溪县同为90.00分，并列第1位。", "1 青屿县 1 90.00", "1 云溪县 1 90.00",
        "区组", "共1个单位参评。城北区85.00分，列第1位。", "1 城北区 1 85.00",
        "功能区组", "共1个单位参评。高新功能区88.00分，列第1位。", "1 高新功能区 1 88.00",
        "表扬先进",
        "对县组第1位（含并列）的青屿县、云溪县，区组第1位的城北区，功能区组第1位的高新功能区，予以通报表扬，希望珍惜荣誉、再接再厉。",
    ]  # fmt: skip
    tables = [block for block in draft.body if isinstance(block, Table)]
    assert [table.caption for table in tables] == ["县组得分和名次", "区组得分和名次", "功能区组得分和名次"]
    assert tables[0].header == ("名次", "单位", "观摩点（个）", "得分")


def test_each_number_of_the_tables_is_the_sealed_one(cast: Cast) -> None:
    tour = scored(cast, score_rule(), "92.5", "90.25", "90", "88")

    draft = compose(tour, wording(cast, tour))

    (table,) = (block for block in draft.body if isinstance(block, Table))
    sealed = [(str(p.rank), p.unit, str(p.stops), p.score) for g in ranking(tour) for p in g.places]
    assert list(table.rows) == sealed
    assert sealed[1] == ("2", "云溪县", "1", "90.25")


def test_equal_published_scores_with_different_places_are_explained(cast: Cast) -> None:
    rounded = score_rule("compare = 'exact'").text.replace("result = 2", "result = 0")
    tour = scored(cast, load_pack(rounded), "90.4", "90", "85", "80")

    (_, _, places, *_) = body_of(tour, wording(cast, tour))

    assert places.endswith("青屿县90分，列第1位。表中得分相同而名次不同的，取舍前的得分不同。")


@pytest.mark.parametrize(
    ("praise", "question", "title"),
    [(0, 0, None), (2, 0, "表扬先进"), (0, 2, "提醒后进"), (1, 2, "表扬和提醒")],
)
def test_office_chooses_whom_it_praises_and_questions(
    cast: Cast, praise: int, question: int, title: str | None
) -> None:
    tour = scored(cast, score_rule(), "92", "91", "90", "88")

    said = body_of(tour, wording(cast, tour, praise=praise, question=question, demands=""))

    assert [text for text in said if text in ("表扬先进", "提醒后进", "表扬和提醒")] == (
        [title] if title else []
    )
    assert any(text.startswith("对前2位的青屿县、云溪县，予以") for text in said) == (praise == 2)
    assert any(text.startswith("后2位的城北区、高新功能区，要认真") for text in said) == (question == 2)


def test_nobody_is_praised_and_questioned_at_once(cast: Cast) -> None:
    tour = scored(cast, score_rule(tables=GROUPS), "90", "89", "85", "88")

    with pytest.raises(InvalidCircular) as refused:
        compose(tour, wording(cast, tour, praise=1, question=1))

    assert str(refused.value) == "区组参评单位少，城北区既在表扬又在提醒之列，请减少表扬或提醒的名次。"


def test_overlap_in_a_list_without_groups_names_no_group(cast: Cast) -> None:
    tour = scored(cast, score_rule(), "90", "90", "90", "90")

    with pytest.raises(InvalidCircular, match=r"^参评单位少，云溪县、城北区、青屿县、高新功能区既在"):
        compose(tour, wording(cast, tour, praise=1, question=1))


def worked_table() -> list[list[list[int]]]:
    """The rows of docs/algorithms/circular.md: the places, and those of the first 1, first 2, last 1, last 2."""
    page = (DOCS / "circular.md").read_text(encoding="utf-8")
    rows = page.split("| places | first 1 |")[1].split("\n\n")[0].splitlines()[2:]
    return [[[int(n) for n in cell.split()] for cell in row.strip("|").split("|")] for row in rows]


def test_places_are_counted_by_units_as_the_page_shows() -> None:
    rows = worked_table()

    assert len(rows) == 4
    for places, *expected in rows:
        units = group(*places)
        found = [praised(units, 1), praised(units, 2), questioned(units, 1), questioned(units, 2)]
        assert [[place.rank for place in one] for one in found] == expected


def test_no_place_is_nobody() -> None:
    assert praised(group(1, 2), 0) == questioned(group(1, 2), 0) == []


@pytest.mark.parametrize(
    ("opening", "begins"),
    [
        ("", "2026年11月20日，"),
        ("按照市委要求", "按照市委要求，2026年11月20日，"),
        ("观摩已经结束。", "观摩已经结束。2026年11月20日，"),
    ],
)
def test_opening_is_joined_to_the_facts(cast: Cast, opening: str, begins: str) -> None:
    tour = sealed_tour(cast)

    said = body_of(tour, wording(cast, tour, opening=opening))

    assert said[0].startswith(begins)


def test_attachments_are_stop_scores_rule_and_named_papers(cast: Cast) -> None:
    tour = scored(cast, score_rule(), "92.5", "90", "90", "88")

    scores, rule, photos = compose(tour, wording(cast, tour, more_attachments="观摩照片\n \n")).attachments

    (table,) = scores.body
    assert isinstance(table, Table)
    assert (scores.name, table.header) == (
        "观摩点得分表",
        ("序号", "观摩点", "单位", "打分数", "得分"),
    )
    assert table.rows[0] == ("1", "滨海产业园", "青屿县", "1", "92.50")
    assert rule.name == "计分规则和核验信息"
    assert rule.body[0] == Heading(1, "计分规则")
    assert isinstance(rule.body[1], Paragraph)
    proof = rule.body[-1]
    assert isinstance(proof, Table)
    assert dict(proof.rows) == {
        "规则": "《试行办法》",
        "规则校验值": " ".join(tour.rule_hash[n : n + 8] for n in range(0, 64, 8)),
        "封存编号": " ".join(tour.seal_hash[n : n + 8] for n in range(0, 64, 8)),
        "封存人": "周统筹",
        "公钥指纹": signing_fingerprint(),
        "计入的选票": "1名评委的4张",
    }
    assert photos == Attachment("观摩照片")


def test_attachments_may_be_left_out(cast: Cast) -> None:
    tour = sealed_tour(cast)

    assert compose(tour, wording(cast, tour, stop_scores=False, rule=False)).attachments == []


def test_rank_ballots_have_no_scores_of_stops(cast: Cast) -> None:
    tour = sealed_tour(cast, rank_rule())

    assert [one.name for one in compose(tour, wording(cast, tour)).attachments] == ["计分规则和核验信息"]


def test_first_wording_proposes_the_usual(cast: Cast) -> None:
    tour = sealed_tour(cast)

    proposed = first_wording(tour, cast.office, date(2026, 11, 24))

    assert (proposed.issuer_mark, proposed.signer, proposed.printed_by) == (
        "观澜市重点办文件",
        "观澜市重点办",
        "观澜市重点办",
    )
    assert (proposed.agency, proposed.year, proposed.serial) == ("观重办", 2026, 1)
    assert proposed.title == "关于2026年第四季度全市重点项目观摩评比情况的通报"
    assert (proposed.issued_on, proposed.printed_on) == (date(2026, 11, 24), date(2026, 11, 24))
    assert first_wording(tour, cast.clerk, date(2026, 11, 24)).signer == "青屿县"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2026年观摩", "关于2026年全市重点项目观摩评比情况的通报"),
        ("2026年项目观摩评比", "关于2026年项目观摩评比情况的通报"),
        ("三季度看项目", "关于三季度看项目观摩评比情况的通报"),
    ],
)
def test_title_is_made_of_the_tours_name(cast: Cast, name: str, title: str) -> None:
    assert first_wording(make_tour(cast, name=name), cast.office, HELD_ON).title == title


def test_next_circular_begins_as_the_last_one_did(cast: Cast) -> None:
    tour = sealed_tour(cast)
    issued(
        cast,
        tour,
        serial=7,
        agency="观观办",
        recipients="各县",
        copies_to="市委",
        title="旧题",
        approver="郑市长",
    )

    proposed = first_wording(tour, cast.office, date(2026, 12, 1))

    assert (proposed.agency, proposed.serial) == ("观观办", 8)
    assert (proposed.recipients, proposed.copies_to, proposed.approver) == ("各县", "市委", "郑市长")
    assert (proposed.title, proposed.issued_on) == (
        "关于2026年第四季度全市重点项目观摩评比情况的通报",
        date(2026, 12, 1),
    )
    assert first_wording(tour, cast.office, date(2027, 1, 4)).serial == 1


def test_remembered_places_that_no_longer_fit_are_not_proposed(cast: Cast) -> None:
    small = scored(cast, score_rule(tables=GROUPS), "90", "89", "85", "88")
    made = issued(cast, small)
    unfitting = {**made.wording, "praise": 2, "question": 2}
    type(made).unguarded().filter(pk=made.pk).update(wording=unfitting)

    proposed = first_wording(small, cast.office, HELD_ON)

    assert (proposed.praise, proposed.question) == (1, 0)


def test_circular_of_an_earlier_version_is_remembered_as_far_as_it_goes(cast: Cast) -> None:
    tour = sealed_tour(cast)
    made = issued(cast, tour, recipients="各县", note="旧附注")
    older = {name: value for name, value in made.wording.items() if name != "note"}
    type(made).unguarded().filter(pk=made.pk).update(wording={**older, "gone": 1})

    proposed = first_wording(tour, cast.office, HELD_ON)

    assert (proposed.recipients, proposed.note) == ("各县", "")


def test_wording_is_kept_as_json(cast: Cast) -> None:
    filled = wording(cast, sealed_tour(cast))

    kept = filled.as_json()

    assert kept["issued_on"] == "2026-11-20"
    assert replace(filled, **{n: v for n, v in kept.items() if not n.endswith("_on")}) == filled


def test_circulars_are_listed_for_the_office_only(cast: Cast) -> None:
    tour = sealed_tour(cast)
    first, second = issued(cast, tour), issued(cast, tour)

    assert [one.pk for one in circulars_of(cast.office, tour)] == [second.pk, first.pk]
    assert list(circulars_of(cast.leader, tour)) == []


def test_a_fair_rule_puts_ranges_and_bands_beside_the_places(cast: Cast) -> None:
    tour = sealed_with(
        cast,
        score_rule(
            tables="[ballots.missing]\nstop = 'skip'\n[ballots.fair]\nmethod = 'adjusted'\ndraws = 1000\n"
        ),
        {
            "孙评委": ["90", "88", "80", "70"],
            "甲": ["80", "", "71", "60"],
            "乙": ["91", "87", "81", "72"],
            "丙": ["89", "88", "80", "71"],
        },
    )

    body = compose(tour, wording(cast, tour)).body

    (table,) = [block for block in body if isinstance(block, Table)]
    assert table.header == ("名次", "单位", "观摩点（个）", "得分", "名次范围", "方阵")
    assert [(row[0], row[1], *row[4:]) for row in table.rows] == [
        (str(p.rank), p.unit, p.range, p.band) for group in ranking(tour) for p in group.places
    ]
    assert [row[4:] for row in table.rows][:2] == [("第1名", "第一方阵"), ("第2名", "第二方阵")]
    explained = body[body.index(table) + 1]
    assert isinstance(explained, Paragraph)
    assert explained.text.startswith("名次范围是在评分误差范围内")
