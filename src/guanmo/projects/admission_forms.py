"""Forms of entry to the reserve library: applying, a department's opinion, the verdict, removal, the target."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import fields_for_model

from guanmo.engines.admission import SIZE, Condition, Relaxation, Standing
from guanmo.foundation.conflicts import RevisionForm
from guanmo.foundation.fields import AmountField, tell_lengths
from guanmo.projects import admission_queries
from guanmo.projects.admission_models import Admission, AdmissionOpinion, ReserveTarget
from guanmo.projects.admission_queries import Review
from guanmo.projects.admission_services import APPLIED
from guanmo.projects.enums import AdmissionState, Stance

ALL = ("", "全部")
MARK = "mark-"


class AdmissionFilterForm(forms.Form):
    """Which applications are listed."""

    state = forms.ChoiceField(label="审查状态", required=False, choices=[ALL, *AdmissionState.choices])


class ApplyForm(forms.Form):
    """What the rule needs to know beyond the project's own facts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(
            Admission, APPLIED, widgets={"statement": forms.Textarea(attrs={"rows": 3})}
        )
        for name, digits, places in (("land", 10, 2), ("floor_ratio", 6, 2), ("coverage", 5, 2)):
            self.fields[name] = AmountField(
                label=self.fields[name].label,
                required=False,
                max_digits=digits,
                decimal_places=places,
                min_value=Decimal("0.01"),
                error_messages={"min_value": "应大于0；不知道的请空着。"},
            )
        self.fields["statement"].help_text = "建设的必要性、产业关联、前期进展。"
        tell_lengths(self.fields)


class OpinionForm(RevisionForm):
    """What one department says, with points for its lines of the scorecard and the vetoes it finds."""

    stance = forms.ChoiceField(
        label="意见",
        choices=[choice for choice in Stance.choices if choice[0] != Stance.WAITING],
        widget=forms.RadioSelect,
    )
    vetoes = forms.MultipleChoiceField(
        label="认定存在的一票否决项", required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label="理由和要求", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, opinion: AdmissionOpinion, review: Review, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        vetoes = self.fields["vetoes"]
        assert isinstance(vetoes, forms.ChoiceField)  # noqa: S101 - for the type checker
        vetoes.choices = [(veto, veto) for veto in review.pack.admission_rule.vetoes]
        self.criteria = admission_queries.criteria_for(opinion)
        for number, line in enumerate(self.criteria):
            self.fields[f"{MARK}{number}"] = AmountField(
                label=f"{line.label}（满分{line.points}分）",
                max_digits=6,
                decimal_places=2,
                min_value=0,
                max_value=line.points,
                initial=opinion.marks.get(line.label),
                error_messages={
                    "min_value": "不能低于0分。",
                    "max_value": f"不能高于满分{line.points}分。",
                },
            )
        tell_lengths(self.fields)
        self.order_fields(["stance", *self.mark_names, "vetoes", "text"])

    @property
    def mark_names(self) -> list[str]:
        return [f"{MARK}{number}" for number in range(len(self.criteria))]

    @property
    def mark_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.mark_names]

    @property
    def marks(self) -> Mapping[str, Decimal]:
        """Points by criterion, of a valid form."""
        names = zip(self.criteria, self.mark_names, strict=True)
        return {line.label: self.cleaned_data[name] for line, name in names}


class VerdictForm(forms.Form):
    """Admit or refuse; a condition that fails and may be relaxed has its ground, approval and why."""

    verdict = forms.ChoiceField(
        label="结论", choices=[("admit", "同意入库"), ("reject", "不予入库")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不予入库的、有部门不同意仍要入库的必填，申请单位会看到。",
    )

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.relaxable = [
            one for one in review.verdict.conditions if one.may_be_relaxed and one.standing == Standing.UNMET
        ]
        rule = review.pack.admission_rule
        for condition in self.relaxable:
            key = condition.key
            if key == SIZE:
                grounds = [("", "不放宽"), *((ground, ground) for ground in rule.grounds)]
                self.fields[f"ground-{key}"] = forms.ChoiceField(
                    label="规模放宽的理由", required=False, choices=grounds
                )
            self.fields[f"by-{key}"] = forms.CharField(
                label=f"放宽“{condition.asked}”的批准",
                required=False,
                max_length=100,
                help_text=f"批准的会议或文号，例如“{rule.approver}第3次会议纪要”；不放宽的空着。",
            )
        tell_lengths(self.fields)

    def relaxations(self) -> dict[str, Relaxation]:
        """What is relaxed, of a valid form."""
        given = ((one.key, self.cleaned_data[f"by-{one.key}"].strip()) for one in self.relaxable)
        return {
            key: Relaxation(self.cleaned_data.get(f"ground-{key}", ""), by, self.cleaned_data["reason"])
            for key, by in given
            if by
        }

    def relaxed_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(("ground-", "by-"))]


class WithdrawForm(forms.Form):
    """Why an application is taken back."""

    why = forms.CharField(label="撤回原因", max_length=200)


class RemoveForm(forms.Form):
    """Taking a project out of the library."""

    on = forms.DateField(label="移出日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    approved_by = forms.CharField(label="批准", max_length=100, help_text="批准的会议或文号。")
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class TargetForm(forms.ModelForm):  # type: ignore[type-arg] # generic for types only, not at run time
    """What the library is to hold in some years."""

    class Meta:
        model = ReserveTarget
        fields = ("first_year", "last_year", "amount", "basis")
        help_texts = {"amount": "例如1万亿元是100000000万元。", "basis": "规划或会议的名称、文号。"}


def condition_rows(review: Review) -> list[tuple[Condition, str]]:
    """Each condition with the sign its standing is drawn with."""
    signs = {
        Standing.MET: "normal",
        Standing.RELAXED: "warning",
        Standing.UNKNOWN: "none",
        Standing.UNMET: "behind",
    }
    return [(condition, signs[condition.standing]) for condition in review.verdict.conditions]
