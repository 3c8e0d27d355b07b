"""Model fields with a unit in their type."""

import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import validators
from django.db import models

YUAN_PER_WAN = 10_000
STEP = Decimal("0.0001")
LARGEST = Decimal("99999999999")


# For types it is a decimal, null or not as the column says; in truth it shares nothing with Django's.
if TYPE_CHECKING:

    class _Field(models.DecimalField[Any, Any]):  # Any: Decimal, or None where the column allows it
        pass

else:
    _Field = models.Field


class TooLong(validators.MaxLengthValidator):
    """Says how long a text may be and how long it is, the way a clerk would say it."""

    message = "最多%(limit_value)d个字，现在有%(show_value)d个字，请缩短。"


def tell_lengths(fields: Mapping[str, forms.Field]) -> None:
    """Let the fields of a form speak of texts too long in our words instead of the framework's."""
    for field in fields.values():
        field.validators = [
            TooLong(one.limit_value) if isinstance(one, validators.MaxLengthValidator) else one
            for one in field.validators
        ]


class AmountField(forms.DecimalField):
    """A number as people type it: full-width digits and separators are no mistake, with or without the page's script."""

    def to_python(self, value: Any) -> Any:  # Any: Django's own signature
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).replace(",", "").split())
        return super().to_python(value)


class WanField(_Field):
    """Money as an exact Decimal in 万元, stored in whole 元.

    Whole numbers make sums exact on every database; SQLite keeps its decimals as floats.
    Values finer than one 元 are rounded half up. `Sum` gives 万元 again.
    """

    description = "金额（万元）"

    default_validators = [validators.MaxValueValidator(LARGEST, "金额超过一千万亿元，请核对单位。")]

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: int | None, *_: object) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / YUAN_PER_WAN

    def to_python(self, value: Any) -> Any:  # Any: Django's own signature
        return None if value in (None, "") else Decimal(str(value)).quantize(STEP, ROUND_HALF_UP)

    def get_prep_value(self, value: Any) -> Any:  # Any: Django's own signature
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return int((Decimal(str(value)) * YUAN_PER_WAN).quantize(Decimal(1), ROUND_HALF_UP))

    def formfield(self, **kwargs: Any) -> forms.Field | None:  # Any: Django's own signature
        return super().formfield(
            **{"form_class": AmountField, "max_digits": 16, "decimal_places": 4, **kwargs}
        )
