"""Keys in addresses stay out of the log."""

import logging
import secrets
from logging.config import dictConfig

import pytest
from django.conf import settings
from django.http import HttpResponseServerError
from django.test import RequestFactory
from django.utils.log import log_response

from guanmo.foundation.log_lines import WithoutKeys


@pytest.mark.parametrize("end", ["", "/", "/ballots:batch", "/sheet/?again=1"])
def test_a_failing_address_is_logged_without_its_key(capfd: pytest.CaptureFixture[str], end: str) -> None:
    key = secrets.token_urlsafe(24)
    before = logging.getLogger().handlers[:]
    dictConfig(settings.LOGGING)
    request = RequestFactory().get(f"/ballot/{key}{end}")

    log_response("%s: %s", "Service Unavailable", request.get_full_path(), response=HttpResponseServerError())
    logging.getLogger().handlers[:] = before

    line = capfd.readouterr().err
    assert line.endswith(f"ERROR django.request Service Unavailable: /ballot/…{end}\n")


def test_other_lines_are_written_as_they_are() -> None:
    record = logging.LogRecord(
        "x", logging.WARNING, "", 0, "%s: /tours/%d/results/%s/", ("慢", 3, "云溪县"), None
    )

    assert WithoutKeys().filter(record)

    assert record.getMessage() == "慢: /tours/3/results/云溪县/"
