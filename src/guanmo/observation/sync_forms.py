"""What a phone posts, read strictly."""

import json
from typing import Any

from django import forms

from guanmo.observation.sync_services import MOST_BODIES

LARGEST_BATCH = MOST_BODIES * 8 * 1024


class BadBatch(ValueError):
    """The request is no batch of ballots."""

    def __init__(self) -> None:
        super().__init__("请求格式不对，请重新打开评分页。")


def read_batch(data: bytes) -> list[bytes]:
    """The bodies of a batch, byte for byte as they were written."""
    try:
        said = json.loads(data)
        bodies = said["ballots"]
        if isinstance(bodies, list) and all(isinstance(body, str) for body in bodies):
            return [body.encode() for body in bodies]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadBatch from error
    raise BadBatch


class CheckForm(forms.Form):
    """A device's self-test."""

    browser = forms.CharField(max_length=300, required=False)
    storage = forms.BooleanField(required=False)
    persisted = forms.BooleanField(required=False)
    service_worker = forms.BooleanField(required=False)
    offline = forms.BooleanField(required=False)
    offset_ms = forms.IntegerField(min_value=-(10**12), max_value=10**12)
    round_trip_ms = forms.IntegerField(min_value=0, max_value=10**9)


def read_check(data: bytes) -> CheckForm:
    """The self-test of a request; unreadable JSON makes a form that is not valid."""
    try:
        said: Any = json.loads(data)  # Any: whatever was sent
    except (ValueError, RecursionError):
        said = {}
    return CheckForm(said if isinstance(said, dict) else {})
