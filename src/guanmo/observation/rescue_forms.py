"""The rescue file of a juror's phone, read strictly."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms

from guanmo.observation.models import Juror, Tour

LARGEST_FILE = 4 * 1024 * 1024
NOT_OURS = "这不是手机评分页导出的选票备份文件，请重新选择。"


@dataclass(frozen=True)
class Rescued:
    """Whose ballots a file holds, byte for byte as the phone wrote them."""

    juror: Juror
    bodies: tuple[bytes, ...]


class RescueForm(forms.Form):
    """A rescue file of this tour; cleaned, it is a `Rescued`."""

    file = forms.FileField(
        label="选票备份文件",
        allow_empty_file=True,
        help_text="评委在手机评分页点“导出备份文件”得到的文件，名称以“选票备份”开头。",
        widget=forms.FileInput(attrs={"accept": ".json"}),
        error_messages={"required": "请选择选票备份文件。"},
    )

    def __init__(self, *args: Any, tour: Tour, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.tour = tour

    def clean_file(self) -> Rescued:
        """Read the file; it has to be of this tour and of one of its jurors."""
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_FILE:
            raise forms.ValidationError(NOT_OURS)
        tour, juror, bodies = _read(upload.read())
        if tour != self.tour.pk:
            raise forms.ValidationError("这是另一次观摩的选票，请到那次观摩里导入。")
        found = Juror.objects.filter(tour=self.tour, pk=juror).first()
        if found is None:
            raise forms.ValidationError("文件里的评委不在这次观摩的名单里，请核对。")
        return Rescued(found, bodies)


def _read(data: bytes) -> tuple[int, int, tuple[bytes, ...]]:
    """Tour, juror and bodies."""
    try:
        said = json.loads(data)
        tour, juror, bodies = said["tour"], said["juror"], said["bodies"]
        known = (said["guanmo"], said["v"]) == ("rescue", 1) and type(tour) is type(juror) is int
        if known and isinstance(bodies, list) and all(isinstance(body, str) for body in bodies):
            return tour, juror, tuple(body.encode() for body in bodies)
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise forms.ValidationError(NOT_OURS)
