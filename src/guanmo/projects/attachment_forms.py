"""Forms of attachments: files to hand in, why two photos look alike, why one is withdrawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from guanmo.engines.periods import InvalidMonth, Month
from guanmo.engines.pictures import LARGEST_BYTES
from guanmo.foundation.conflicts import RevisionForm
from guanmo.foundation.fields import tell_lengths
from guanmo.projects.enums import AttachmentKind

MOST_FILES = 20
MONTHS_BACK = 13
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,image/jpeg,image/png,image/webp"


class SeveralFiles(forms.FileInput):
    """A file input that takes several at once; the page may hold a second one for the phone's camera."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # Any: Django's own signature
        return files.getlist(name) if files else []


class FilesField(forms.FileField):
    """Several uploaded files; what each of them is, is looked at later."""

    def clean(
        self, data: Sequence["UploadedFile[Any]"], initial: Any = None
    ) -> list["UploadedFile[Any]"]:  # Any: Django's own signature
        files = list(data)
        if not files:
            raise forms.ValidationError("还没有选文件：选一个或几个，也可以拖到框里。")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"一次最多{MOST_FILES}个文件，现在有{len(files)}个，请分几次传。")
        return files


class AttachmentForm(forms.Form):
    """Files and what is said of all of them."""

    # The phone's camera has an input of its own: the other may stay empty then.
    use_required_attribute = False

    uploads = FilesField(
        label="照片或文件",
        help_text=f"可以拖到这里，一次最多{MOST_FILES}个，每个最大{LARGEST_BYTES // 1_000_000}MB。照片、PDF、Word和Excel文件。",
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
    )
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "图片是现场照片，文件是凭证"), *AttachmentKind.choices]
    )
    month = forms.ChoiceField(label="哪个月的月报", required=False)
    note = forms.CharField(
        label="说明", required=False, max_length=200, help_text="拍的是什么，凭证是哪一份；几个文件同用一句。"
    )
    camera = forms.BooleanField(
        label="读取照片里的拍摄时间和地点，并保留原图",
        required=False,
        help_text="不勾选就不读，照片里的拍摄信息去掉以后再保存。",
    )

    def __init__(
        self, *args: Any, today: date, asked: Month | None, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        months = {Month.of(today).shifted(-n) for n in range(MONTHS_BACK)} | ({asked} if asked else set())
        month = self.fields["month"]
        assert isinstance(month, forms.ChoiceField)  # noqa: S101 - for the type checker
        listed = [(str(one), one.label) for one in sorted(months, reverse=True)]
        month.choices = [("", "不属于某个月"), *listed]
        month.initial = str(asked) if asked else ""
        tell_lengths(self.fields)

    def clean_kind(self) -> AttachmentKind | None:
        return AttachmentKind(self.cleaned_data["kind"]) if self.cleaned_data["kind"] else None

    def clean_month(self) -> Month | None:
        return Month.parse(self.cleaned_data["month"]) if self.cleaned_data["month"] else None


class LikenessForm(RevisionForm):
    """Why a photo looks like another."""

    explained = forms.CharField(label="为什么像", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        tell_lengths(self.fields)


class WithdrawForm(forms.Form):
    """Why a file is taken off the pages."""

    why = forms.CharField(label="撤下原因", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        tell_lengths(self.fields)


def asked_month(text: str) -> Month | None:
    """The month an address names; None for none or one nobody can read."""
    try:
        return Month.parse(text) if text else None
    except InvalidMonth:
        return None
