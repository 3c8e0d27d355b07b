"""The components of every page; a built-in library, so that templates load nothing.

Each one is shown in all its states on the page 组件 and described in docs/dev/components.md.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, NumberInput, Widget
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from guanmo.engines import money
from guanmo.engines.packs.light_rules import Light
from guanmo.engines.periods import Month
from guanmo.engines.progress import against_time_text, percent_text, points_text
from guanmo.foundation.components import Chip, Column, FieldChange, KeyFigure, Tab, TimelineEntry
from guanmo.foundation.icons import PATHS

register = template.Library()

Context = dict[str, Any]  # Any: whatever a template context holds

# One shape each, so that a grey print says as much as the screen.
LIGHT_SHAPES = {
    Light.BEHIND: mark_safe('<path d="M1 1h10v10H1z" fill="currentColor"/>'),
    Light.WARNING: mark_safe('<path d="M6 0l6 6-6 6-6-6z" fill="currentColor"/>'),
    Light.NORMAL: mark_safe('<circle cx="6" cy="6" r="5" fill="currentColor"/>'),
    Light.NONE: mark_safe(
        '<circle cx="6" cy="6" r="4.500" fill="none" stroke="currentColor" stroke-dasharray="2 1.500"/>'
    ),
}
GRADES = {"self_reported": 1, "on_paper": 2, "on_site": 3, "outside": 4}
SORT, PAGE, COLUMNS = "sort", "page", "cols"


# Numbers and dates


@register.filter
def wan(amount: Decimal | None, digits: int = 0) -> str:
    """An amount for a column headed 万元."""
    return money.wan_text(amount, digits)


@register.filter
def wan_exact(amount: Decimal | None) -> str:
    """An amount in 万元 to the last 元."""
    return money.exact_wan_text(amount)


@register.filter
def headline_money(amount: Decimal | None) -> str:
    """An amount on its own, with 亿元 or 万元 behind it."""
    return str(money.headline(amount))


@register.filter
def percent(share: Decimal | None, digits: int = 1) -> str:
    """A share of 1 as a percentage."""
    return percent_text(share, digits)


@register.filter
def points(value: Decimal | None, digits: int = 1) -> str:
    """Percentage points with their sign, for a column headed 百分点."""
    return points_text(value, digits)


@register.filter
def against_time(gap: Decimal | None) -> str:
    """A gap in a sentence: `落后序时8.4个百分点`."""
    return against_time_text(gap)


@register.filter
def month_label(month: Month | date | str | None) -> str:
    """`2026年3月`, from a Month, a day in it or `2026-03`."""
    if not month:
        return money.NO_VALUE
    if isinstance(month, str):
        return Month.parse(month).label
    return month.label if isinstance(month, Month) else Month.of(month).label


@register.filter
def day(value: date | None) -> str:
    """`2026-03-05`; of a moment, the day it is in the city."""
    if isinstance(value, datetime):
        value = localtime(value)
    return date_format(value, "Y-m-d") if value else money.NO_VALUE


@register.filter
def moment(value: datetime | None) -> str:
    """`2026-03-05 14:08`, in the city's time."""
    return date_format(localtime(value), "Y-m-d H:i") if value else money.NO_VALUE


@register.simple_tag
def amount(value: Decimal | None, digits: int = 0, missing: str = "未填") -> str:
    """An amount in 万元, or the word for its absence set apart from every number."""
    return (
        money.wan_text(value, digits)
        if value is not None
        else format_html('<span class="unfilled">{}</span>', missing)
    )


# Signs


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon; decoration beside a word, so hidden from readers."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', PATHS[name]
    )


@register.simple_tag
def light(code: str, word: str = "", since: str = "") -> SafeString:
    """A light as shape, colour and word; `since` adds how long, e.g. "96天"."""
    lamp = Light(code)
    return format_html(
        '<span class="light light-{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}{}</span>',
        lamp.value,
        LIGHT_SHAPES[lamp],
        word or lamp.label,
        format_html('<span class="light-since">{}</span>', since) if since else "",
    )


@register.simple_tag
def grade(code: str, word: str) -> SafeString:
    """How far a figure was checked: four steps and their word."""
    steps = format_html_join(
        "",
        '<rect class="{}" x="{}" y="0.500" width="3.500" height="9"/>',
        (("on" if step < GRADES[code] else "off", f"{step * 5 + 0.5}") for step in range(4)),
    )
    return format_html(
        '<span class="grade"><svg viewBox="0 0 20 10" aria-hidden="true">{}</svg>{}</span>', steps, word
    )


@register.simple_tag
def trend(value: Decimal | None, unit: str = "个百分点", digits: int = 1) -> str:
    """A change as arrow, sign and unit; nothing known is 「—」 and no change has no arrow."""
    text = points_text(value, digits)
    if value is None:
        return text
    arrows = {"+": "M4.500 1 9 8H0z", "-": "M4.500 8 0 1h9z"}
    drawn = (
        format_html('<svg viewBox="0 0 9 9" aria-hidden="true"><path d="{}"/></svg>', arrows[text[0]])
        if text[0] in arrows
        else ""
    )
    return format_html('<span class="trend">{}{}{}</span>', drawn, text, unit)


@register.simple_tag
def bar(share: Decimal | None, time: Decimal | None = None) -> str:
    """A share of 1 as a bar; `time` marks where the calendar stands. Always put the number beside it."""
    if share is None:
        return money.NO_VALUE
    width = f"{min(max(float(share), 0.0), 1.0) * 100:.2f}"
    mark = (
        format_html(
            '<line class="time" x1="{0}%" x2="{0}%" y1="0" y2="14"/>', f"{min(float(time), 1.0) * 100:.2f}"
        )
        if time is not None
        else ""
    )
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="track" y="4" width="100%" height="6"/>'
        '<rect class="done" y="4" width="{}%" height="6"/>{}</svg>',
        width,
        mark,
    )


@register.simple_tag
def spark(values: Sequence[Decimal | None], label: str = "") -> SafeString:
    """A line of up to some dozens of values, the last one marked; gaps are left out. `label` says it in words."""
    known = [(i, float(value)) for i, value in enumerate(values) if value is not None]
    if not known:
        return SafeString(money.NO_VALUE)
    low, high = min(v for _, v in known), max(v for _, v in known)
    across = 92 / max(len(values) - 1, 1)
    down = 20 / (high - low) if high > low else 0
    spots = [(f"{2 + i * across:.1f}", f"{22 - (v - low) * down:.1f}") for i, v in known]
    return format_html(
        '<svg class="spark" viewBox="0 0 96 24" role="img" aria-label="{}"><polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="2"/></svg>',
        label or f"{len(known)}个数，最近为{known[-1][1]:g}",
        " ".join(map(",".join, spots)),
        *spots[-1],
    )


# Lists


def _address(context: Context, **changes: str | None) -> str:
    """The page's address with some parameters replaced, or left out where None."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("ledger/sort_header.html", takes_context=True)
def sort_header(
    context: Context, key: str, label: str, unit: str = "", css: str = "", default: str = ""
) -> Context:
    """A column head that sorts: down at the first press, up at the second. `default` is the sort without a parameter."""
    current = context["request"].GET.get(SORT, default)
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    following = f"-{key}" if direction == "ascending" or (not direction and "num" in css) else key
    return {
        "label": label,
        "unit": unit,
        "css": css,
        "direction": direction,
        "icon": "down" if direction == "descending" else "up",
        "url": _address(context, **{SORT: following, PAGE: None}),
    }


@register.inclusion_tag("ledger/pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[Any]", noun: str = "项") -> Context:  # Any: rows of any kind
    """The count of what is shown, and the pages."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "page": page,
        "noun": noun,
        "links": [
            (n, _address(context, page=str(n)) if isinstance(n, int) else "", n == page.number)
            for n in numbers
        ],
        "previous": _address(context, page=str(page.number - 1)) if page.has_previous() else "",
        "next": _address(context, page=str(page.number + 1)) if page.has_next() else "",
    }


@register.inclusion_tag("ledger/column_menu.html", takes_context=True)
def column_menu(context: Context, columns: Iterable[Column]) -> Context:
    """Chooses the columns of a list; the choice stands in the address as repeated `cols`."""
    return {
        "columns": [c for c in columns if not c.fixed],
        "kept": _kept(context, COLUMNS),
        "reset": _address(context, cols=None),
    }


@register.inclusion_tag("ledger/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, search: str = "q") -> Context:
    """A list's filters as one line of fields, and those in force as chips that take themselves away."""
    query = context["request"].GET
    chips = [
        Chip(str(bound.label), value, _address(context, **{bound.name: None, PAGE: None}))
        for bound in form
        if (value := _shown_value(bound, query.getlist(bound.html_name)))
    ]
    return {
        "search": form[search] if search in form.fields else None,
        "fields": [bound for bound in form.visible_fields() if bound.name != search],
        "chips": chips,
        "kept": _kept(context, *(bound.html_name for bound in form)),
        "clear": _address(context, **{bound.name: None for bound in form}, page=None),
    }


def _kept(context: Context, *replaced: str) -> list[tuple[str, str]]:
    """The parameters a GET form must carry along: all but its own and the page number."""
    query: QueryDict = context["request"].GET
    return [
        (name, value) for name, values in query.lists() if name not in (*replaced, PAGE) for value in values
    ]


def _shown_value(bound: BoundField, given: list[str]) -> str:
    labels = {str(value): str(label) for value, label in getattr(bound.field, "choices", ())}
    return "、".join(labels.get(value, value).strip() for value in given if value.strip())


@register.inclusion_tag("ledger/key_figures.html")
def key_figures(figures: Sequence[KeyFigure]) -> Context:
    """The strip of numbers at the head of a page."""
    return {"figures": figures}


@register.inclusion_tag("ledger/tabs.html")
def tabs(entries: Sequence[Tab], label: str = "页内导航") -> Context:
    """Several views of the same thing."""
    return {"tabs": entries, "label": label}


@register.inclusion_tag("ledger/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> Context:
    """In place of a table without rows: why there are none, and the next step."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ledger/timeline.html")
def timeline(entries: Sequence[TimelineEntry]) -> Context:
    """What happened, newest first."""
    return {"entries": entries}


@register.inclusion_tag("ledger/diff.html")
def diff(changes: Sequence[FieldChange], old: str = "原来", new: str = "改为") -> Context:
    """Fields before and after, side by side."""
    return {"changes": changes, "old": old, "new": new}


@register.inclusion_tag("ledger/copy.html")
def copy(text: str, shown: str = "") -> Context:
    """A text with a button that copies it; without JavaScript only the text."""
    return {"text": text, "shown": shown or text}


# Forms

WIDGET_CLASSES = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}


@register.inclusion_tag("ledger/field.html")
def field(bound: BoundField, unit: str = "", css: str = "") -> Context:
    """A form field: label, control, unit, help, errors."""
    return {
        "bound": bound,
        "control": control(bound),
        "unit": unit,
        "css": css,
        "is_check": _input_type(bound.field.widget) == "checkbox"
        and not hasattr(bound.field.widget, "choices"),
        "optional": not bound.field.required,
    }


@register.simple_tag
def control(bound: BoundField, css: str = "") -> SafeString:
    """Only the control of a form field; `css="cell"` for one inside a table."""
    widget = bound.field.widget
    kind = _input_type(widget)
    attrs: dict[str, str | bool] = {"class": css or WIDGET_CLASSES.get(kind, "form-control")}
    if isinstance(widget, NumberInput):
        # A number input drops what it cannot read without a word; a text input lets us tidy 1，200 and tell.
        widget.input_type = "text"
        attrs |= {
            "class": f"{attrs['class']} num",
            "inputmode": "decimal",
            "data-number": "",
            "autocomplete": "off",
        }
    if css == "cell":
        attrs["aria-label"] = str(bound.label)
    return bound.as_widget(attrs=attrs)


@register.inclusion_tag("ledger/form_problems.html")
def form_problems(form: BaseForm) -> Context:
    """What is wrong with a form, at its head, each leading to its field."""
    return {"form": form, "count": sum(len(errors) for errors in form.errors.values())}


def _input_type(widget: Widget) -> str:
    return getattr(widget, "input_type", "") or ""
