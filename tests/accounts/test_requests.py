"""Where a request came from."""

import pytest
from django.http import HttpRequest

from guanmo.accounts.requests import forwarded_address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the first is whatever the client wrote
        ("", "127.0.0.1"),
        (None, "127.0.0.1"),
    ],
)
def test_forwarded_address_is_the_one_the_proxy_saw(forwarded: str | None, address: str) -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1"}
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded

    assert forwarded_address(request) == address
