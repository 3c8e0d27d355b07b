"""Opinions of departments: who asks and answers, what a veto does, how it is set aside."""

from datetime import date, timedelta

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import shipped_pack
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import opinion_asking_queries, opinion_queries
from guanmo.observation.enums import Stance
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.observation.opinion_services import (
    NothingToAsk,
    NotStanding,
    ReasonNeeded,
    WrongDue,
    answer_opinion,
    ask_opinions,
    overrule_veto,
    recall_opinion,
)
from guanmo.observation.proposal_queries import proposal_for
from guanmo.observation.queries import obstacles
from guanmo.observation.services import NotPreparing, Vetoed, add_stop
from tests.cast import NOON, Cast, make_person, make_project
from tests.observation.nominations import AHEAD, called, coming, nominated
from tests.observation.opinions import (
    ANSWER_BY,
    ILLEGAL,
    MENDED,
    adviser,
    answered,
    asked,
    bureau,
    overruled,
)

VETO = f"市生态环境局否决：{ILLEGAL}。"


def test_each_department_is_asked_once_about_each_project(cast: Cast) -> None:
    first = asked(cast)
    tour, other = first.tour, make_project(cast, name="东湖车间")
    both = [bureau(cast), bureau(cast, "市应急管理局", 41)]

    made = ask_opinions(
        tour=tour,
        projects=[first.project, other],
        departments=both,
        due_on=ANSWER_BY,
        by=cast.office,
        at=NOON,
    )

    assert [(one.project, one.department) for one in made] == [
        (first.project, both[1]),
        (other, both[0]),
        (other, both[1]),
    ]
    assert (str(first), first.state) == ("市生态环境局对滨海产业园的预审意见", "待答复")
    with pytest.raises(NothingToAsk):
        ask_opinions(tour=tour, projects=[other], departments=both, due_on=ANSWER_BY, by=cast.office, at=NOON)


@pytest.mark.parametrize("due_on", [date(2026, 11, 23), AHEAD])
def test_answers_are_due_between_today_and_the_tour(cast: Cast, due_on: date) -> None:
    tour, project = coming(cast), make_project(cast)

    with pytest.raises(WrongDue, match="观摩日期2026-12-14以前"):
        ask_opinions(
            tour=tour, projects=[project], departments=[bureau(cast)], due_on=due_on, by=cast.office, at=NOON
        )


def test_own_people_alone_answer_for_a_department(cast: Cast) -> None:
    opinion = asked(cast)

    for person in (cast.office, cast.clerk, cast.leader, make_person("b", "闲人", bureau(cast), "")):
        with pytest.raises(NotAllowed):
            answer_opinion(opinion=opinion, stance=Stance.AGREE, by=person, at=NOON)
    answer_opinion(opinion=opinion, stance=Stance.AGREE, by=adviser(cast), at=NOON)

    assert (opinion.state, opinion.answered_by, opinion.is_veto) == ("同意", adviser(cast), False)


@pytest.mark.parametrize(
    ("stance", "told"), [(Stance.VETO, "否决要写明理由。"), (Stance.CONDITION, "写明条件。")]
)
def test_veto_and_condition_need_a_reason(cast: Cast, stance: Stance, told: str) -> None:
    with pytest.raises(ReasonNeeded, match=told):
        answered(cast, stance=stance, reason=" ")


def test_answer_is_never_written_over_a_colleagues(cast: Cast) -> None:
    opinion = answered(cast)

    with pytest.raises(EditConflict):
        answer_opinion(opinion=opinion, stance=Stance.AGREE, by=adviser(cast), at=NOON, expected_revision=1)


def test_vetoed_project_is_left_out_with_the_reason_and_cannot_be_added_by_hand(cast: Cast) -> None:
    project = make_project(cast, done="40000")
    veto = answered(cast, asked(cast, project))
    answered(
        cast, asked(cast, make_project(cast, name="东湖车间", done="40000"), veto.tour), Stance.AGREE, ""
    )

    found = proposal_for(cast.office, veto.tour, shipped_pack("gansu-2015"))

    assert [one.reasons for one in found.refused] == [(VETO,)]
    assert [row.project.name for row in found.picks] == ["东湖车间"]
    with pytest.raises(Vetoed, match=VETO):
        add_stop(tour=veto.tour, project=project, by=cast.office, at=NOON)


def test_veto_of_a_stop_keeps_the_scoring_from_beginning(cast: Cast) -> None:
    opinion = asked(cast)
    add_stop(tour=opinion.tour, project=opinion.project, by=cast.office, at=NOON)
    before = obstacles(opinion.tour)
    answered(cast, opinion)

    assert [one for one in obstacles(opinion.tour) if one not in before] == [
        "观摩点“滨海产业园”被市生态环境局否决，请移出，或在“预审”里写明不采纳的理由。"
    ]


def test_veto_is_set_aside_only_with_a_reason_kept_in_the_history(cast: Cast) -> None:
    veto = answered(cast)

    with pytest.raises(NotAllowed):
        overrule_veto(opinion=veto, reason=MENDED, by=cast.clerk, at=NOON)
    with pytest.raises(ReasonNeeded, match="部门看得到"):
        overrule_veto(opinion=veto, reason=" ", by=cast.office, at=NOON)
    now = overruled(cast, veto)

    assert (now.is_veto, now.state, now.stance) == (False, "否决，未采纳", "veto")
    assert HistoryEntry.objects.get(action="opinion.overruled").why == MENDED
    assert add_stop(tour=veto.tour, project=veto.project, by=cast.office, at=NOON).order == 1
    with pytest.raises(NotStanding):
        overruled(cast, veto)


def test_new_answer_of_the_department_counts_again(cast: Cast) -> None:
    opinion = overruled(cast)

    again = answered(cast, opinion)

    assert (again.is_veto, again.overrule_reason) == (True, "")


def test_request_is_recalled_until_it_is_answered(cast: Cast) -> None:
    opinion = asked(cast)
    other = answered(cast, asked(cast, make_project(cast, name="东湖车间"), opinion.tour))

    recall_opinion(opinion=opinion, by=cast.office, at=NOON)

    assert list(Opinion.objects.all()) == [other]
    with pytest.raises(NotStanding):
        recall_opinion(opinion=other, by=cast.office, at=NOON)
    with pytest.raises(NotAllowed):
        recall_opinion(opinion=other, by=adviser(cast), at=NOON)


def test_nothing_changes_once_scoring_began(cast: Cast) -> None:
    opinion = asked(cast)
    Tour.unguarded().update(state="open")

    with pytest.raises(NotPreparing):
        answered(cast, opinion)
    with pytest.raises(NotPreparing):
        recall_opinion(opinion=opinion, by=cast.office, at=NOON)
    assert list(opinion_queries.owed(adviser(cast))) == []


def test_county_sees_opinions_on_what_it_nominated_and_the_department_its_own(cast: Cast) -> None:
    call = called(cast)
    nomination = nominated(cast, call)
    theirs = asked(cast, nomination.project, call.tour)
    chosen = asked(cast, make_project(cast, name="没有提名的"), call.tour)

    def seen(person: object) -> list[Opinion]:
        return list(Opinion.objects.visible_to(person).order_by("pk"))  # type: ignore[arg-type] # a Person

    assert seen(cast.office) == seen(adviser(cast)) == [theirs, chosen]
    assert (seen(cast.clerk), seen(cast.stranger), seen(cast.leader)) == ([theirs], [], [])


def test_overdue_is_counted_from_the_day_after(cast: Cast) -> None:
    opinion = asked(cast)
    answered(cast, asked(cast, make_project(cast, name="东湖车间"), opinion.tour))
    late = ANSWER_BY + timedelta(days=1)

    assert list(opinion_queries.overdue(cast.office, ANSWER_BY)) == []
    assert list(opinion_queries.overdue(cast.office, late)) == [opinion]
    assert list(opinion_queries.owed(adviser(cast))) == [opinion]
    assert list(opinion_queries.owed(cast.leader)) == []
    assert (opinion_queries.advises(adviser(cast)), opinion_queries.advises(cast.clerk)) == (True, False)
    table = opinion_queries.table(cast.office, opinion.tour, late)
    assert (len(table.rows), table.waiting, table.overdue, table.vetoed) == (2, 1, 1, 1)


def test_two_vetoes_are_both_named(cast: Cast) -> None:
    opinion = answered(cast)
    other = bureau(cast, "市应急管理局", 41)
    (second,) = ask_opinions(
        tour=opinion.tour,
        projects=[opinion.project],
        departments=[other],
        due_on=ANSWER_BY,
        by=cast.office,
        at=NOON,
    )
    fire = make_person("fire", "安应急", other, "approver")
    answer_opinion(opinion=second, stance=Stance.VETO, reason="隐患未销号。", by=fire, at=NOON)

    assert opinion_queries.vetoed(opinion.tour) == {
        opinion.project_id: f"{VETO}市应急管理局否决：隐患未销号。"
    }


def test_projects_to_ask_about_stand_under_their_first_reason(cast: Cast) -> None:
    call = called(cast, pack="gansu-2015")
    both = nominated(cast, call, make_project(cast, name="提名又选上", done="40000")).project
    nominated(cast, call, make_project(cast, name="只提名", done="100"))
    for project in (both, make_project(cast, name="选上的", done="100")):
        add_stop(tour=call.tour, project=project, by=cast.office, at=NOON)
    make_project(cast, name="推荐的", done="40000")
    opinion = asked(cast, both, call.tour)

    pack = opinion_asking_queries.tour_pack(call.tour)
    groups = opinion_asking_queries.ask_groups(cast.office, call.tour, pack)

    assert [(group.label, [project.name for project in group.projects]) for group in groups] == [
        ("单位提名", ["提名又选上", "只提名"]),
        ("已选为观摩点", ["选上的"]),
        ("按规则推荐", ["推荐的"]),
    ]
    offered = [project for group in groups for project in group.projects]
    assert both.pk not in opinion_queries.without_opinion(call.tour, offered)
    assert len(opinion_queries.without_opinion(call.tour, offered)) == 3
    assert opinion_queries.asked_last() == [opinion.department_id]
    assert opinion_asking_queries.tour_pack(coming(cast, "没有征集的")).id == "guanlan-stops"
    assert (
        opinion_asking_queries.ask_groups(cast.office, coming(cast, "空的"), shipped_pack("jiaozuo-2020q2"))
        == []
    )
