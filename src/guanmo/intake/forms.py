"""Forms of the reading pages: a text or file to read, a finding to mend."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from guanmo.engines.text.refusals import LARGEST_BYTES
from guanmo.foundation.conflicts import RevisionForm
from guanmo.intake.enums import FIELDS, NUMBERS
from guanmo.intake.models import Finding, Material
from guanmo.intake.reading_imports import read_bytes
from guanmo.intake.services import LONGEST, Origin, Unreadable
from guanmo.projects.enums import Evidence

WIDE = ("demand", "name", "what")


class MaterialForm(forms.Form):
    """A pasted text or a file, and where it comes from; valid only if it can be read."""

    pasted = forms.CharField(
        label="粘贴文字",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"报道、通知、纪要都可以，最多{LONGEST // 10_000}万字。",
    )
    file = forms.FileField(
        label="或选一个文件",
        required=False,
        help_text="可以拖到这里。文本、网页、Word（.docx）和有文字的PDF，最大20MB。",
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,.docx,.pdf"}),
        error_messages={"empty": "文件是空的，请检查是否选对了文件。"},
    )
    source = forms.CharField(
        label="来源", required=False, max_length=200, help_text="单位、媒体或网址，采纳的内容都带着它。"
    )
    published_on = forms.DateField(
        label="页面日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="正文没写年份时用它推定。",
    )
    evidence = forms.ChoiceField(
        label="核实程度", choices=Evidence.choices, help_text="报道里的说法没有核对过的，选“自报”。"
    )

    def clean_file(self) -> "UploadedFile[Any] | None":  # Any: a file of bytes or text
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError("文件超过20MB，请只保留正文再上传。")
        return file

    def clean(self) -> dict[str, Any]:  # Any: cleaned data
        """Read it once, so that what cannot be read is told at once, with what was typed kept."""
        data = self.cleaned_data
        file, pasted = data.get("file"), data.get("pasted", "")
        if bool(file) == bool(pasted) and "file" in data:
            self.add_error("pasted", "文字和文件请只留一样。" if file else "请粘贴文字，或者选一个文件。")
        if not self.errors:
            self._read(file, pasted.replace("\r\n", "\n"))
        return data

    def _read(self, file: "UploadedFile[Any] | None", pasted: str) -> None:  # Any: a file of bytes or text
        content, name = (file.read(), file.name or "") if file else (pasted.encode(), "")
        try:
            self.read = read_bytes(content, published=self.cleaned_data["published_on"], name=name)
        except Unreadable as refusal:
            self.add_error("file" if file else "pasted", str(refusal))

    def origin(self, earlier: Material | None) -> Origin:
        """Where the text comes from, as the person said."""
        data = self.cleaned_data
        return Origin(
            source=data["source"],
            file_name=data["file"].name if data["file"] else "",
            published_on=data["published_on"],
            evidence=data["evidence"],
            earlier=earlier,
        )


class FindingForm(RevisionForm):
    """What a finding says, to be put right before it counts."""

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.initial = {**finding.values, "revision": finding.revision}
        for place, (name, label) in enumerate(FIELDS[finding.kind].items()):
            long = name == "demand"
            self.fields[name] = forms.CharField(
                label=label,
                required=place == 0,
                max_length=2000 if long else 200,
                widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput,
            )

    @property
    def shown(self) -> list[tuple[forms.BoundField, str]]:
        """The visible fields, each with its class."""
        return [(bound, "wide" if bound.name in WIDE else "") for bound in self.visible_fields()]

    def clean(self) -> dict[str, Any]:  # Any: cleaned data
        for name in NUMBERS:
            typed = self.cleaned_data.get(name, "")
            if typed and not _is_number(typed):
                self.add_error(name, f"“{typed}”不是数，请只写数字，例如12或3.5。")
        return self.cleaned_data

    def values(self) -> dict[str, str]:
        """The words as they shall count."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class DecisionForm(forms.Form):
    """One press of a button on a finding."""

    VERDICTS = ("accept", "reject", "reopen")
    verdict = forms.ChoiceField(choices=[(verdict, verdict) for verdict in VERDICTS])
    revision = forms.IntegerField(min_value=0)


def _is_number(typed: str) -> bool:
    try:
        return Decimal(typed).is_finite()
    except InvalidOperation:
        return False
