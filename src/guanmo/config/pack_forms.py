"""The text of a rule pack, and why it is saved."""

from django import forms

from guanmo.projects.pack_models import PackVersion

LONGEST = 20_000


class PackForm(forms.Form):
    """What was written; `opened_on` is the version it was opened on, 0 for a copy that is not saved yet.

    `seen` is the hash of the text whose effect was shown.
    """

    text = forms.CharField(
        label="规则正文",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
    )
    why = forms.CharField(
        label="依据或原因",
        required=False,
        max_length=PackVersion._meta.get_field("why").max_length,
        help_text="保存时必填，例如文件名称和文号；列在版本里。",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    opened_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_text(self) -> str:
        """Lines end as in the shipped packs, whatever the browser sends."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")
