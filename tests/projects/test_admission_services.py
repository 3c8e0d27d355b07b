"""Entry to the reserve library: applying, opinions, silence, verdicts, relaxations, removal, the target."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.admission import SIZE, Outcome, Relaxation
from guanmo.engines.packs import load_pack, shipped_pack
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.projects import admission_queries, admission_services
from guanmo.projects.admission_models import ReserveTarget, StageMove
from guanmo.projects.admission_services import CannotAdmit, CannotApply, CannotRemove, NotOpen, WordsMissing
from guanmo.projects.enums import AdmissionState, Stage, Stance
from guanmo.projects.services import update_project
from tests.cast import NOON, Cast, make_project
from tests.projects.admissions import PACK, admitted, all_agreed, answered, applied, of_unit, planned

TODAY = date(2026, 11, 24)
LATER = NOON + timedelta(days=8)


def test_an_application_keeps_rule_and_facts_and_asks_all_departments_at_once(cast: Cast) -> None:
    project = planned(cast)
    admission = applied(cast, project)
    update_project(project=project, values={"total_investment": Decimal(1)}, by=cast.office, at=NOON)

    admission.refresh_from_db()

    assert (admission.text, admission.pack_hash, admission.total) == (PACK.text, PACK.hash, 50000)
    assert (admission.due_on, admission.state) == (date(2026, 12, 1), AdmissionState.OPEN)
    opinions = admission.opinions.all()
    assert [o.unit.name for o in opinions] == ["青屿县", "青屿县发改局", "云溪县"]
    assert admission_queries.review_of(admission, TODAY).unasked == ["市应急管理局"]


def test_only_a_planned_or_left_project_applies_and_only_once_at_a_time(cast: Cast) -> None:
    building = make_project(cast)
    project = planned(cast)
    applied(cast, project)

    with pytest.raises(CannotApply, match="已在库里（在建）"):
        applied(cast, building)
    with pytest.raises(CannotApply, match="上一份申请还在审查"):
        applied(cast, project)
    with pytest.raises(NotAllowed):
        admission_services.apply_for_admission(
            project=project, pack=PACK, values={}, by=cast.stranger, at=NOON
        )


def test_all_agreed_and_fit_is_admitted_and_moves_to_reserve(cast: Cast) -> None:
    admission = admitted(cast)

    project = admission.project
    project.refresh_from_db()
    move = StageMove.objects.get()
    assert (admission.state, project.stage) == (AdmissionState.ADMITTED, Stage.RESERVE)
    assert (move.before, move.after, move.moved_on) == (Stage.PLANNED, Stage.RESERVE, TODAY)
    with pytest.raises(NotOpen, match="同意入库"):
        answered(admission, cast.city.county, cast.approver)


def test_a_department_that_may_still_answer_is_waited_for(cast: Cast) -> None:
    admission = applied(cast)
    answered(admission, cast.city.county_bureau, cast.clerk)
    answered(admission, cast.city.county, cast.approver)

    with pytest.raises(CannotAdmit, match="还不能同意入库：评分不低于70分"):
        admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=NOON)


def test_silence_past_the_deadline_is_consent_where_the_rule_says_so(cast: Cast) -> None:
    project = planned(cast)
    text = PACK.text.replace("pass_mark = 70", "pass_mark = 50")
    lenient = load_pack(text)
    strict = load_pack(text.replace("silent_consent = true", "silent_consent = false"))
    for pack, word in ((lenient, "到期未反馈，视为同意"), (strict, "到期未反馈")):
        admission = admission_services.apply_for_admission(
            project=project,
            pack=pack,
            values={"land": 100, "tax": 1500, "floor_ratio": 2, "statement": "补链"},
            by=cast.clerk,
            at=NOON,
        )
        answered(admission, cast.city.county_bureau, cast.clerk)
        answered(admission, cast.city.county, cast.approver)
        with pytest.raises(CannotAdmit, match="云溪县还没有反馈，反馈期限到2026-12-01"):
            admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=NOON)
        rows = admission_queries.review_of(admission, TODAY + timedelta(days=8)).rows
        assert [row.word for row in rows] == ["同意", "同意", word]
        if pack is lenient:
            admission_services.reject(admission=admission, reason="另行安排", by=cast.office, at=NOON)
    with pytest.raises(CannotAdmit, match="按规则不反馈不算同意，请催办"):
        admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=LATER)


def test_silent_consent_lets_the_project_in(cast: Cast) -> None:
    admission = applied(cast)
    answered(admission, cast.city.county_bureau, cast.clerk)
    answered(admission, cast.city.county, cast.approver, points=20)
    with pytest.raises(CannotAdmit, match="60分，还有2项没有打分"):
        admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=LATER)
    answered(admission, cast.city.other_county, cast.stranger, points=10)

    admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=LATER)

    assert admission.project.moves.count() == 1


def test_a_rule_that_asks_nobody_is_decided_at_once(cast: Cast) -> None:
    pack = shipped_pack("xinyang-2022")
    admission = admission_services.apply_for_admission(
        project=planned(cast), pack=pack, values={"statement": "补链"}, by=cast.clerk, at=NOON
    )

    assert (admission.due_on, admission.opinions.count()) == (None, 0)
    admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=NOON)


def test_an_objection_is_overruled_only_with_a_reason(cast: Cast) -> None:
    admission = all_agreed(cast, applied(cast))
    answered(admission, cast.city.county, cast.approver, stance=Stance.OBJECT, text="水源地旁")

    with pytest.raises(WordsMissing, match="青屿县不同意，仍要入库的须写明理由"):
        admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=NOON)
    decided = admission_services.admit(
        admission=admission, relaxed={}, reason="已改选址", by=cast.office, at=NOON
    )

    assert decided.reason == "已改选址"


def test_a_veto_stops_the_project_whatever_the_points(cast: Cast) -> None:
    admission = all_agreed(cast, applied(cast))
    veto = PACK.admission_rule.vetoes[1]
    answered(admission, cast.city.county, cast.approver, stance=Stance.OBJECT, text="红线", vetoes=[veto])

    with pytest.raises(CannotAdmit, match="一票否决：选址占用生态保护红线"):
        admission_services.admit(admission=admission, relaxed={}, reason="仍要", by=cast.office, at=NOON)


def test_size_is_relaxed_on_a_ground_of_the_rule_and_by_whom_is_kept(cast: Cast) -> None:
    project = planned(cast, total_investment=Decimal(9000), attributes="")
    admission = all_agreed(cast, applied(cast, project, land=Decimal(20)))
    wrong = {SIZE: Relaxation("人情", "某人", "")}
    right = {SIZE: Relaxation("科技含量高", "领导小组第3次会议", "首台套")}

    with pytest.raises(CannotAdmit, match="制造业总投资不低于3亿元：总投资9000万元"):
        admission_services.admit(admission=admission, relaxed=wrong, by=cast.office, at=NOON)
    decided = admission_services.admit(admission=admission, relaxed=right, by=cast.office, at=NOON)

    review = admission_queries.review_of(decided, TODAY)
    assert review.verdict.outcome is Outcome.FIT_RELAXED
    assert review.verdict.conditions[0].relaxation == right[SIZE]


def test_opinions_say_why_keep_to_the_points_and_come_from_their_own_people(cast: Cast) -> None:
    admission = applied(cast)
    bureau = cast.city.county_bureau

    with pytest.raises(WordsMissing, match="请写明理由和要求"):
        answered(admission, bureau, cast.clerk, stance=Stance.CONDITIONAL)
    with pytest.raises(admission_services.WrongMark, match="应在0至20分之间"):
        answered(admission, bureau, cast.clerk, points=21)
    with pytest.raises(NotAllowed):
        answered(admission, bureau, cast.stranger)
    with pytest.raises(NotAllowed):
        answered(admission, bureau, cast.office)


def test_marks_of_others_lines_and_missing_ones_are_not_kept(cast: Cast) -> None:
    admission = applied(cast)

    opinion = admission_services.give_opinion(
        opinion=of_unit(admission, cast.city.county_bureau),
        stance=Stance.AGREE,
        marks={"投资主体": Decimal(9), "环境影响": Decimal(20)},
        by=cast.clerk,
        at=NOON,
    )

    assert opinion.marks == {"投资主体": "9"}


def test_an_opinion_changed_meanwhile_is_a_conflict(cast: Cast) -> None:
    admission = applied(cast)
    opinion = of_unit(admission, cast.city.county_bureau)
    answered(admission, cast.city.county_bureau, cast.colleague)

    with pytest.raises(EditConflict):
        admission_services.give_opinion(
            opinion=opinion,
            stance=Stance.AGREE,
            marks={},
            by=cast.clerk,
            at=NOON,
            expected_revision=opinion.revision,
        )


def test_refusal_says_why_and_the_unit_applies_again(cast: Cast) -> None:
    project = planned(cast)
    admission = applied(cast, project)

    with pytest.raises(WordsMissing, match="不予入库须写明理由"):
        admission_services.reject(admission=admission, reason=" ", by=cast.office, at=NOON)
    with pytest.raises(NotAllowed):
        admission_services.reject(admission=admission, reason="不行", by=cast.clerk, at=NOON)
    admission_services.reject(admission=admission, reason="用地没有落实", by=cast.office, at=NOON)
    again = applied(cast, project)

    assert project.admissions.count() == 2
    assert HistoryEntry.objects.get(action="admission.rejected").why == "用地没有落实"
    assert admission_queries.admissions(cast.clerk, AdmissionState.OPEN).get() == again


def test_an_application_is_taken_back_by_its_unit_with_a_reason(cast: Cast) -> None:
    admission = applied(cast)

    with pytest.raises(WordsMissing):
        admission_services.withdraw_admission(admission=admission, why="", by=cast.clerk, at=NOON)
    taken = admission_services.withdraw_admission(admission=admission, why="选址未定", by=cast.clerk, at=NOON)

    assert taken.state == AdmissionState.WITHDRAWN
    with pytest.raises(NotOpen, match="已撤回"):
        admission_services.withdraw_admission(admission=admission, why="再撤", by=cast.clerk, at=NOON)


def test_a_project_leaves_the_library_with_day_reason_and_approval_and_may_come_back(cast: Cast) -> None:
    project = admitted(cast).project
    act = {"approved_by": "领导小组第4次会议", "by": cast.office, "at": NOON}

    for words in ({"reason": "", **act}, {"reason": "撤资", **act, "approved_by": " "}):
        with pytest.raises(WordsMissing):
            admission_services.remove_from_reserve(project=project, on=TODAY, **words)
    with pytest.raises(CannotRemove, match="不能晚于今天"):
        admission_services.remove_from_reserve(
            project=project, on=TODAY + timedelta(days=1), reason="撤资", **act
        )
    move = admission_services.remove_from_reserve(project=project, on=TODAY, reason="撤资", **act)

    project.refresh_from_db()
    assert (project.stage, move.before, move.reason) == (Stage.EXITED, Stage.RESERVE, "撤资")
    with pytest.raises(CannotRemove, match="是退出项目"):
        admission_services.remove_from_reserve(project=project, on=TODAY, reason="再", **act)
    applied(cast, project)


def test_a_project_under_review_does_not_leave(cast: Cast) -> None:
    project = planned(cast)
    applied(cast, project)

    with pytest.raises(CannotRemove, match="入库申请还在审查"):
        admission_services.remove_from_reserve(
            project=project, on=TODAY, reason="撤资", approved_by="会议", by=cast.office, at=NOON
        )


@pytest.mark.parametrize(
    ("years", "amount", "basis", "refusal"),
    [
        ((2026, 2026), 5, "纲要", admission_services.WrongTarget),
        ((2026, 2047), 5, "纲要", admission_services.WrongTarget),
        ((2026, 2030), 0, "纲要", admission_services.WrongTarget),
        ((2026, 2030), 5, " ", WordsMissing),
    ],
)
def test_a_target_has_years_an_amount_and_a_basis(
    cast: Cast, years: tuple[int, int], amount: int, basis: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        admission_services.set_reserve_target(
            first_year=years[0],
            last_year=years[1],
            amount=Decimal(amount),
            basis=basis,
            by=cast.office,
            at=NOON,
        )
    assert ReserveTarget.objects.count() == 0
