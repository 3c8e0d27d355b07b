"""Forms of the ledger pages: the upload, which column is what, which row is whose, the last word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from guanmo.accounts.models import Unit
from guanmo.engines.periods import Month
from guanmo.engines.sheets import Sheet, UnreadableFile
from guanmo.engines.sheets.amounts import plain_number
from guanmo.engines.sheets.units import is_money
from guanmo.projects.enums import Category, LedgerField
from guanmo.projects.ledger_identity_services import AS_NEW, SKIP
from guanmo.projects.ledger_imports import main_sheet, open_ledger
from guanmo.projects.ledger_preview_services import RowResult
from guanmo.projects.ledger_queries import (
    BY_HEADINGS,
    MatchedColumn,
    Matching,
    remembered_matching,
)
from guanmo.projects.matching_imports import (
    MONEY,
    MONEY_UNITS,
    Proposal,
    columns_of,
    doubts,
    layout_key,
    propose,
    told_month,
)
from guanmo.projects.queries import reporting_month

LARGEST = 20 * 1024 * 1024
MONTHS_BACK = 13
SAMPLES = 3
_SHORT = 40


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """A unit, chosen from the tree in administrative order."""

    def label_from_instance(self, obj: Unit) -> str:
        return "　" * obj.depth + obj.name


def _chosen(label: str, choices: Sequence[tuple[str, str]], initial: str = "") -> forms.ChoiceField:
    """A choice inside a table, where its label is only read out."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices,
        initial=initial,
        widget=forms.Select(attrs={"aria-label": label}),
    )


def _offer_months(field: forms.Field, today: date) -> None:
    """The months a ledger may be of; the one being reported is chosen."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    this = Month.of(today)
    months = [this.shifted(-n) for n in range(MONTHS_BACK)]
    field.choices = [(str(month), month.label) for month in months]
    field.initial = str(reporting_month(today))


class UploadForm(forms.Form):
    """A ledger, whose it is and of which month; valid only if projects can be read from it."""

    file = forms.FileField(
        label="台账文件",
        help_text="Excel 或 WPS 表格（.xlsx、.xls）、逗号或制表符分隔的文本（.csv），最大20MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.et,.csv,.txt"}),
        error_messages={
            "empty": "文件是空的，请检查是否选对了文件。",
            "required": "请选择要导入的台账文件。",
        },
    )
    month = forms.ChoiceField(label="数据月份", help_text="表里“累计完成投资”截至的月份。")

    def __init__(
        self, *args: Any, units: QuerySet[Unit], today: date, **kwargs: Any
    ) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        _offer_months(self.fields["month"], today)
        self.fields["unit"] = UnitChoice(
            label="单位",
            empty_label="请选择",
            queryset=units,
            help_text="台账里只能有这个单位及其下属单位的项目。",
        )
        self.order_fields(["file", "unit", "month"])

    def clean_file(self) -> "UploadedFile[Any]":  # Any: a file of bytes or text
        """Read the file once, so that what is no ledger is told at once."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("文件超过20MB。请删去图片和用不着的工作表，或分成几个文件上传。")
        self.content = file.read()
        try:
            self.sheet = main_sheet(open_ledger(self.content, file.name or ""))
        except UnreadableFile as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean_month(self) -> Month:
        return Month.parse(self.cleaned_data["month"])

    def clean(self) -> dict[str, Any]:  # Any: cleaned data
        """A ledger headed 1-9月 is not October's."""
        data = self.cleaned_data
        if {"file", "unit", "month"} <= data.keys():
            known = remembered_matching(data["unit"], layout_key(self.sheet))
            self.proposal: Proposal = propose(self.sheet, year=data["month"].year, remembered=known)
            told = told_month(self.proposal.matching)
            if told not in (None, data["month"].month):
                self.add_error(
                    "month", f"表头写的是截至{told}月的累计数，选的是{data['month'].month}月，请核对。"
                )
        return data


class TemplateForm(forms.Form):
    """A ledger to fill in: whose, of which month, and whether what is known already stands in it."""

    month = forms.ChoiceField(label="数据月份")
    filled = forms.BooleanField(label="带上现有的项目", required=False, initial=True)

    def __init__(
        self, *args: Any, units: QuerySet[Unit], today: date, **kwargs: Any
    ) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        self.auto_id = "template_%s"  # the page has another form with these fields
        _offer_months(self.fields["month"], today)
        self.fields["unit"] = UnitChoice(label="单位", empty_label="请选择", queryset=units)
        self.order_fields(["unit", "month", "filled"])

    def clean_month(self) -> Month:
        return Month.parse(self.cleaned_data["month"])


@dataclass(frozen=True)
class ColumnLine:
    """One column in the matching step: its title, some of its values, its unit if named, and the controls."""

    letter: str
    title: str
    samples: Sequence[str]
    declared: str
    field: forms.BoundField
    unit: forms.BoundField | None


class MatchForm(forms.Form):
    """Which column holds which field, in which unit; what plans are listed as whose rows do not say."""

    category = forms.ChoiceField(
        label="没有写类别的行",
        required=False,
        choices=[
            ("", "不指定，逐行报错"),
            (BY_HEADINGS, "按所在小标题判断，如“一、续建项目”"),
            *((value, f"都算作{label}") for value, label in Category.choices),
        ],
        help_text="新填年度计划的项目要有类别。",
    )

    def __init__(
        self, *args: Any, sheet: Sheet, matching: Matching, **kwargs: Any
    ) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.columns = columns_of(sheet)
        self.fields["category"].initial = matching.category
        matched = {column.title: column for column in matching.columns}
        for n, column in enumerate(self.columns):
            given = matched.get(column.title, MatchedColumn(column.title))
            self.fields[f"column-{n}"] = _chosen(
                f"“{column.title}”对应", [("", "不导入"), *LedgerField.choices], given.field
            )
            if not is_money(sheet.money_unit(column)) and self._may_be_money(n, given):
                units = [("", "表里没有写"), *((unit, unit) for unit in MONEY_UNITS)]
                self.fields[f"unit-{n}"] = _chosen(f"“{column.title}”的金额单位", units, given.unit)

    def _may_be_money(self, n: int, given: MatchedColumn) -> bool:
        chosen = self.data.get(f"column-{n}", given.field) if self.is_bound else given.field
        return chosen in MONEY or any(plain_number(text) is not None for text in self._samples(n))

    def _samples(self, n: int) -> list[str]:
        title = self.columns[n].title
        texts = dict.fromkeys(text for record in self.sheet.records if (text := record.values.get(title)))
        return [text if len(text) <= _SHORT else f"{text[:_SHORT]}…" for text in list(texts)[:SAMPLES]]

    def lines(self) -> Iterator[ColumnLine]:
        """The columns in the sheet's order."""
        for n, column in enumerate(self.columns):
            is_money_field = self[f"column-{n}"].value() in MONEY
            declared = (self.sheet.money_unit(column) or "") if is_money_field else ""
            unit = self[f"unit-{n}"] if f"unit-{n}" in self.fields else None
            yield ColumnLine(
                column.letter, column.title, self._samples(n), declared, self[f"column-{n}"], unit
            )

    def clean(self) -> dict[str, Any]:  # Any: cleaned data
        """Refuse a matching that could not be used."""
        for said in doubts(self.sheet, self.matching()):
            self.add_error(None, said)
        return self.cleaned_data

    def matching(self) -> Matching:
        """What was chosen."""
        data = self.cleaned_data
        columns = tuple(
            MatchedColumn(column.title, data.get(f"column-{n}", ""), data.get(f"unit-{n}", ""))
            for n, column in enumerate(self.columns)
        )
        return Matching(columns, data.get("category", ""))


class RowsForm(forms.Form):
    """For each doubtful row, the project it means; a row left alone stays doubtful."""

    def __init__(self, *args: Any, asked: Sequence[RowResult], **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        for result in asked:
            projects = [(str(p.pk), f"{p.name}（{p.code}，{p.unit}）") for p in result.candidates]
            new = [(AS_NEW, "都不是，登记为新项目")] if result.may_be_new else []
            self.fields[f"row-{result.row.row}"] = _chosen(
                f"第{result.row.row}行指的是", [("", "请选择"), *projects, *new, (SKIP, "跳过这一行")]
            )

    def choices(self) -> dict[str, str]:
        """Row number → what was chosen; rows left alone are not in it."""
        return {name.removeprefix("row-"): value for name, value in self.cleaned_data.items() if value}


class ApplyForm(forms.Form):
    """The last word: what was seen, whether wrong rows may be left out, why plans change."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    only_right = forms.BooleanField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="调整年度计划的原因",
        required=False,
        max_length=200,
        help_text="写进计划调整记录，年初计划不变。",
    )
