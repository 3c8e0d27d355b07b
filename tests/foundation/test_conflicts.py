"""Two people save one record: the page lays both side by side, keeps what was typed, proposes what is plain."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.conflicts import (
    FieldDiff,
    RevisionForm,
    conflict_between,
    conflict_page,
    opened_on,
    settled,
)
from guanmo.foundation.history import Change, EditConflict
from guanmo.foundation.models import HistoryEntry
from tests.cast import NOON, Cast


class SeatForm(RevisionForm):
    """A form over a person, with one field that is no column."""

    name = forms.CharField(label="姓名")
    title = forms.CharField(label="职务", required=False)
    phone = forms.CharField(label="电话", required=False)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位")
    is_active = forms.BooleanField(label="启用", required=False)
    why = forms.CharField(label="原因", required=False)


FIELDS = ("name", "title", "phone", "unit", "is_active")


def form_with(person: Person, **typed: object) -> SeatForm:
    """The form as it was opened on `person`, with some fields typed over, valid."""
    data = QueryDict(mutable=True)
    for name, value in {**opened_on(person, FIELDS), **typed}.items():
        if value is not False:
            data[name] = str("on" if value is True else value)
    form = SeatForm(data)
    assert form.is_valid(), form.errors
    return form


def saved_meanwhile(person: Person, by: Person, **values: object) -> Person:
    row = Person.objects.get(pk=person.pk)
    for name, value in values.items():
        setattr(row, name, value)
    Change("person.updated", by=by, at=NOON).save(row, values.keys())
    return row


def test_opened_on_gives_keys_and_the_revision(cast: Cast) -> None:
    assert opened_on(cast.clerk, ["name", "unit"]) == {
        "name": "陈填报", "unit": cast.city.county.pk, "revision": 2,
    }  # fmt: skip


def test_what_only_i_changed_is_proposed_as_mine(cast: Cast) -> None:
    form = form_with(cast.clerk, phone="111")
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")

    conflict = conflict_between(form, current)

    assert conflict.fields == [
        FieldDiff("title", "职务", opened="", yours="", saved="主任", choice="saved"),
        FieldDiff("phone", "电话", opened="", yours="111", saved="", choice="mine"),
    ]


def test_what_both_changed_is_left_to_the_person(cast: Cast) -> None:
    form = form_with(cast.clerk, title="科长", unit=cast.city.zone.pk, is_active=False)
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任", unit=cast.city.district)

    conflict = conflict_between(form, current)

    assert conflict.fields == [
        FieldDiff("title", "职务", opened="", yours="科长", saved="主任", choice=""),
        FieldDiff("unit", "单位", opened="青屿县", yours="高新功能区", saved="城北区", choice=""),
        FieldDiff("is_active", "启用", opened="是", yours="否", saved="是", choice="mine"),
    ]


def test_what_both_changed_alike_is_no_difference(cast: Cast) -> None:
    form = form_with(cast.clerk, title="科长")
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="科长")

    assert conflict_between(form, current).fields == []


def test_two_saves_meanwhile_still_know_how_it_was_opened(cast: Cast) -> None:
    cast.clerk.title = "科员"
    Change("person.updated", by=None, at=NOON).save(cast.clerk, ["title"])
    form = form_with(cast.clerk)
    saved_meanwhile(cast.clerk, cast.system_admin, title="主任")
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="局长")

    assert conflict_between(form, current).fields == [
        FieldDiff("title", "职务", opened="科员", yours="科员", saved="局长", choice="saved")
    ]


def test_conflict_names_who_saved_when_and_the_revision_to_save_on(cast: Cast) -> None:
    form = form_with(cast.clerk)
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")

    conflict = conflict_between(form, current)

    assert (conflict.saved_by, conflict.saved_at, conflict.revision) == ("冯系统", NOON, current.revision)


def test_conflict_without_history_still_shows_both_sides(cast: Cast) -> None:
    form = form_with(cast.clerk, title="科长")
    HistoryEntry.unguarded().all().delete()

    conflict = conflict_between(form, Person.objects.get(pk=cast.clerk.pk))

    assert (conflict.saved_by, conflict.saved_at) == ("", None)
    assert [diff.name for diff in conflict.fields] == ["title"]


def test_form_without_a_revision_is_compared_with_the_record_as_it_is(cast: Cast) -> None:
    class Titled(forms.Form):
        title = forms.CharField(label="职务")

    form = Titled({"title": "科长"})
    assert form.is_valid()
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")

    assert conflict_between(form, current).fields == [
        FieldDiff("title", "职务", opened="主任", yours="科长", saved="主任", choice="mine")
    ]


def test_prefixed_form_names_its_fields_with_the_prefix(cast: Cast) -> None:
    form = SeatForm(
        {f"p-{name}": value for name, value in opened_on(cast.clerk, FIELDS).items()} | {"p-title": "科长"},
        prefix="p",
    )
    assert form.is_valid()

    assert [diff.name for diff in conflict_between(form, cast.clerk).fields] == ["p-title"]


def page(cast: Cast, form: SeatForm, current: Person) -> Any:
    request = RequestFactory().post("/somewhere/", form.data)
    request.user = cast.system_admin  # type: ignore[attr-defined]
    return conflict_page(request, form, EditConflict(current), back="/back/")


def test_page_carries_everything_typed_and_the_new_revision(cast: Cast) -> None:
    form = form_with(cast.clerk, title="科长", phone="111", why="换岗")
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")

    response = page(cast, form, current)

    html = response.content.decode()
    assert response.status_code == 409
    for name, value in (("title", "科长"), ("phone", "111"), ("why", "换岗"), ("revision", current.revision)):
        assert html.count(f'<input type="hidden" name="{name}" value="{value}">') == 1
    assert "没有保存：冯系统先改了“陈填报”" in html
    assert '<a class="btn" href="/back/">放弃我的修改，看现在的内容</a>' in html
    assert html.count('name="keep-title"') == html.count('name="keep-phone"') == 2


def test_page_asked_again_drops_the_choices_of_the_first_time(cast: Cast) -> None:
    form = form_with(cast.clerk, title="科长", **{"keep-title": "mine", "csrfmiddlewaretoken": "x"})
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")

    html = page(cast, form, current).content.decode()

    assert html.count('type="hidden" name="keep-title"') == 0
    assert html.count('name="csrfmiddlewaretoken" value="x"') == 0


def test_page_says_when_nothing_is_left_to_save(cast: Cast) -> None:
    form = form_with(cast.clerk, title="主任")
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")

    html = page(cast, form, current).content.decode()

    assert "您填的与现在的内容相同，不必再保存" in html
    assert "按选定的内容保存" not in html


@pytest.mark.parametrize(("choice", "title"), [("mine", "科长"), ("saved", "主任")])
def test_settled_takes_the_side_that_was_chosen(cast: Cast, choice: str, title: str) -> None:
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")
    form = form_with(current, title="科长", phone="111", **{"keep-title": choice})

    values = settled(form, current)

    assert values == {
        "name": "陈填报", "title": title, "phone": "111", "unit": cast.city.county, "is_active": True, "why": "",
    }  # fmt: skip


def test_settled_reads_the_record_not_the_row_a_form_has_typed_into(cast: Cast) -> None:
    current = saved_meanwhile(cast.clerk, cast.system_admin, title="主任")
    form = form_with(current, title="科长", **{"keep-title": "saved"})
    current.title = "科长"

    assert settled(form, current)["title"] == "主任"
