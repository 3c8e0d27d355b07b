"""Every sentence about a weak password is Chinese."""

import re

import pytest
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from guanmo.accounts.models import Person


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "newcomer-1"])
def test_refusals_are_chinese(weak: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(weak, Person(username="newcomer", name="沈新来"))

    assert [message for message in refused.value.messages if re.search("[A-Za-z]", message)] == []


def test_short_password_is_told_how_long() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("Zq7-p")

    assert refused.value.messages == ["密码太短，至少要10个字符。"]


def test_help_texts_are_chinese() -> None:
    texts = [str(text) for text in password_validators_help_texts()]

    assert "密码至少10个字符。" in texts
    assert [text for text in texts if re.search("[A-Za-z]", text)] == []
