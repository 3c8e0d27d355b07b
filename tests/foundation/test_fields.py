"""Money in 万元, kept as whole 元."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Sum

from guanmo.foundation.fields import AmountField, WanField
from guanmo.projects.enums import Category
from guanmo.projects.models import Project
from guanmo.projects.services import set_plan
from tests.cast import NOON, Cast, make_project

FIELD = WanField("总投资（万元）")


@pytest.mark.parametrize(
    ("wan", "yuan"),
    [
        ("1", 10_000),
        ("0.0001", 1),
        ("0.00005", 1),
        ("0.00004", 0),
        ("12345.6789", 123_456_789),
        ("-0.00005", -1),
        ("99999999999", 999_999_999_990_000),
    ],
)
def test_prep_value_is_whole_yuan_rounded_half_up(wan: str, yuan: int) -> None:
    assert FIELD.get_prep_value(Decimal(wan)) == yuan


def test_prep_value_of_nothing_is_nothing() -> None:
    assert FIELD.get_prep_value(None) is None


def test_prep_value_leaves_expressions_to_the_database() -> None:
    expression = F("amount")

    assert FIELD.get_prep_value(expression) is expression


@pytest.mark.parametrize(
    ("yuan", "wan"), [(None, None), (0, "0"), (1, "0.0001"), (123_456_789, "12345.6789")]
)
def test_from_db_value_is_exact_wan(yuan: int | None, wan: str | None) -> None:
    assert FIELD.from_db_value(yuan, None, None) == (None if wan is None else Decimal(wan))


@pytest.mark.parametrize(("typed", "value"), [(None, None), ("", None), ("1.5", "1.5000"), (2, "2.0000")])
def test_to_python_gives_four_digits_or_nothing(typed: object, value: str | None) -> None:
    assert FIELD.to_python(typed) == (None if value is None else Decimal(value))


def test_form_field_takes_four_digits_behind_the_point() -> None:
    form_field = FIELD.formfield()

    assert form_field is not None
    assert form_field.clean("12.3456") == Decimal("12.3456")
    with pytest.raises(ValidationError):
        form_field.clean("12.34567")


def test_money_beyond_all_reason_is_refused_in_words() -> None:
    with pytest.raises(ValidationError) as refused:
        FIELD.run_validators(Decimal("100000000000"))

    assert refused.value.messages == ["金额超过一千万亿元，请核对单位。"]


def test_money_is_stored_as_an_integer_and_read_as_it_was_written(cast: Cast) -> None:
    project = make_project(cast, plan="0.3")

    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM projects_yearplan WHERE project_id = %s", [project.pk])
        stored = cursor.fetchone()

    assert stored == (3000,)
    assert project.plans.get().amount == Decimal("0.3")


def test_sums_are_exact_and_in_wan(cast: Cast) -> None:
    for number, plan in enumerate(("0.1", "0.2", "99999999.9999")):
        project = make_project(cast, name=f"项目{number}", plan=None)
        set_plan(
            project=project,
            year=2026,
            category=Category.NEW,
            amount=Decimal(plan),
            sure=True,
            by=cast.office,
            at=NOON,
        )

    total = Project.objects.aggregate(total=Sum("plans__amount"))["total"]

    assert total == Decimal("100000000.2999")


def test_comparisons_read_wan(cast: Cast) -> None:
    make_project(cast, name="小", plan="9.9999")
    large = make_project(cast, name="大", plan="10")

    assert list(Project.objects.filter(plans__amount__gte=Decimal(10))) == [large]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１，２３４．５", "1234.5"),
        ("12,000", "12000"),
        (" 1 200 ", "1200"),
        ("", None),
        (Decimal("1.5"), "1.5"),
    ],
)
def test_typed_amount_may_be_wide_or_separated(typed: object, value: str | None) -> None:
    field = AmountField(required=False)

    assert field.clean(typed) == (None if value is None else Decimal(value))


def test_typed_amount_in_words_is_refused() -> None:
    with pytest.raises(ValidationError):
        AmountField().clean("约三千")
