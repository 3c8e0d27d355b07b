"""What the planner is asked: places, days, lunch, each stop's stay and weight, the rules; as a tour file."""

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from guanmo.engines.coordinates import coordinate_problem
from guanmo.foundation.fields import AmountField
from guanmo.observation.models import Stop
from guanmo.observation.plan_queries import site_of

PLACES, DAYS = 5, 4
MUST, NEVER = "must", "never"
WISHES = (("", "可去"), (MUST, "必去"), (NEVER, "不去"))
SECONDS = (("1", "1秒"), ("3", "3秒"), ("10", "10秒"))
USUAL: Mapping[str, object] = {
    "lunch_from": time(11, 30),
    "lunch_until": time(12, 30),
    "lunch_minutes": 60,
    "unit_min": 1,
    "boarding": 3,
    "buffer": 10,
    "seconds": "3",
    "day-1-depart": time(8, 0),
    "day-1-back": time(18, 0),
}
USUAL_STAY = 30
STOP_PARTS = ("stay", "prize", "open", "until", "same", "wish")
ANY_TIME = 1440
Json = dict[str, Any]  # Any: a tour file


def _number(label: str, most: int, *, required: bool = True, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required)


class ClockField(forms.TimeField):
    """A time of day as people type it: 8:30, 08:30, with a full-width colon too."""

    def to_python(self, value: Any) -> time | None:  # Any: Django's own signature
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


def _time(label: str) -> ClockField:
    # A text: what a time input shows depends on the language of the system, not of the page.
    return ClockField(label=label, required=False, widget=forms.TimeInput(format="%H:%M"))


class PlanForm(forms.Form):
    """The conditions of one run; `tour_file` is what the planner reads."""

    lunch_from = _time("午餐最早开始")
    lunch_until = _time("午餐最晚开始")
    lunch_minutes = _number("午餐时长", 240)
    unit_min = _number("每个单位至少", 99)
    unit_max = _number("每个单位至多", 99, required=False, least=1)
    day_max = _number("每天至多", 99, required=False, least=1)
    boarding = _number("每点上下车", 60)
    buffer = _number("行车缓冲", 100)
    unit_order = forms.CharField(
        label="单位先后",
        required=False,
        max_length=200,
        help_text="用顿号隔开，例如“青屿县、云溪县”：前一个单位的点全部看完，才看后一个的；没写的单位不限。",
    )
    one_go = forms.BooleanField(label="一个单位的点位一次看完", required=False)
    seconds = forms.ChoiceField(label="计算时间", choices=SECONDS)

    def __init__(
        self, data: QueryDict | None, *, stops: Sequence[Stop], last: Mapping[str, Any] | None
    ) -> None:  # Any: a tour file
        super().__init__(data, initial=_typed(last) if last else dict(USUAL))
        self.stops = stops
        for n in range(1, PLACES + 1):
            self.fields[f"place-{n}-name"] = forms.CharField(
                label=f"第{n}个地点", required=False, max_length=40
            )
            for axis, word in (("longitude", "经度"), ("latitude", "纬度")):
                self.fields[f"place-{n}-{axis}"] = AmountField(
                    label=f"第{n}个地点的{word}", required=False, max_digits=9, decimal_places=6
                )
            lunch = forms.BooleanField(label=f"第{n}个地点可用餐", required=False)
            # It stands in a cell under a head, without a label of its own.
            lunch.widget.attrs["aria-label"] = lunch.label
            self.fields[f"place-{n}-lunch"] = lunch
        for n in range(1, DAYS + 1):
            self.fields[f"day-{n}-depart"] = _time(f"第{n}天出发")
            self.fields[f"day-{n}-back"] = _time(f"第{n}天返回")
            for end, word in (("start", "出发地点"), ("end", "返回地点")):
                self.fields[f"day-{n}-{end}"] = forms.CharField(
                    label=f"第{n}天{word}", required=False, max_length=40
                )
        for stop in stops:
            self._add_stop(stop)

    def _add_stop(self, stop: Stop) -> None:
        key, name = f"stop-{stop.pk}", stop.project.name
        stay, prize = _number(f"“{name}”的停留", 600), _number(f"“{name}”的权重", 1000)
        stay.initial, prize.initial = USUAL_STAY, stop.prize
        self.fields |= {
            f"{key}-stay": stay,
            f"{key}-prize": prize,
            f"{key}-open": _time(f"“{name}”最早几点开始"),
            f"{key}-until": _time(f"“{name}”最晚几点开始"),
            f"{key}-same": forms.CharField(label=f"“{name}”的同天组", required=False, max_length=8),
            f"{key}-wish": forms.ChoiceField(label=f"“{name}”的要求", required=False, choices=WISHES),
        }

    @property
    def place_rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each place: name, longitude, latitude, lunch."""
        return self._rows("place", PLACES, ("name", "longitude", "latitude", "lunch"))

    @property
    def day_rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each day: depart, back, start, end."""
        return self._rows("day", DAYS, ("depart", "back", "start", "end"))

    @property
    def stop_rows(self) -> list[tuple[Stop, list[forms.BoundField]]]:
        """Each stop with its fields in the order of STOP_PARTS."""
        return [(stop, [self[f"stop-{stop.pk}-{part}"] for part in STOP_PARTS]) for stop in self.stops]

    def clean(self) -> Json:
        data: Json = super().clean() or {}
        places = self._clean_places(data)
        self._clean_days(data, places)
        self._clean_lunch(data)
        self._clean_order(data)
        for stop in self.stops:
            self._clean_hours(data, stop)
            if stop.project.longitude is None and data.get(f"stop-{stop.pk}-wish") != NEVER:
                told = f"“{stop.project}”没有经纬度，请先在项目里填写，或在这里选“不去”。"
                self.add_error(f"stop-{stop.pk}-wish", told)
        return data

    def tour_file(self, name: str) -> Json:
        """The valid form as a tour file; stops without a point that nobody visits stand in `without_place`."""
        data = self.cleaned_data
        named = [n for n in range(1, PLACES + 1) if data[f"place-{n}-name"]]
        ids = {data[f"place-{n}-name"]: f"H{n}" for n in named}
        days = [n for n in range(1, DAYS + 1) if data[f"day-{n}-depart"]]
        has_lunch = any(data[f"place-{n}-lunch"] for n in named)
        return {
            "name": name,
            "sites": [self._site(stop) for stop in self.stops if stop.project.longitude is not None],
            "without_place": [str(stop.pk) for stop in self.stops if stop.project.longitude is None],
            "lunch_places": [self._place(n, f"L{n}") for n in named if data[f"place-{n}-lunch"]],
            "hotels": [self._place(n, f"H{n}") for n in named],
            "days": [self._day(number, n, ids) for number, n in enumerate(days, 1)],
            "lunch": self._lunch() if has_lunch else None,
            "rules": self._rules(),
        }

    def _rows(self, what: str, count: int, parts: Sequence[str]) -> Iterator[list[forms.BoundField]]:
        return ([self[f"{what}-{n}-{part}"] for part in parts] for n in range(1, count + 1))

    def _clean_places(self, data: Json) -> list[str]:
        names: list[str] = []
        for n in range(1, PLACES + 1):
            name, (east, north) = data.get(f"place-{n}-name", ""), self._point(data, n)
            problem = coordinate_problem(east, north)
            if not problem and name and east is None and not self._wrong_point(n):
                problem = f"请填写“{name}”的经纬度。"
            if problem:
                self.add_error(f"place-{n}-longitude", problem)
            if not name and (east or north or data.get(f"place-{n}-lunch")):
                self.add_error(f"place-{n}-name", "请写地点名称。")
            if name in names:
                self.add_error(f"place-{n}-name", f"“{name}”写了两次，请换一个名称。")
            names += [name] if name else []
        if not names:
            self.add_error("place-1-name", "请至少填一个地点，作为出发和返回的地方。")
        return names

    def _point(self, data: Json, n: int) -> tuple[Decimal | None, Decimal | None]:
        return data.get(f"place-{n}-longitude"), data.get(f"place-{n}-latitude")

    def _wrong_point(self, n: int) -> bool:
        return f"place-{n}-longitude" in self.errors or f"place-{n}-latitude" in self.errors

    def _clean_days(self, data: Json, places: Sequence[str]) -> None:
        for n in range(1, DAYS + 1):
            depart, back = data.get(f"day-{n}-depart"), data.get(f"day-{n}-back")
            if (depart is None) != (back is None):
                missing = "back" if depart else "depart"
                self.add_error(f"day-{n}-{missing}", f"请填写第{n}天的出发和返回时间，不用的一天两个都留空。")
            for end in ("start", "end"):
                typed = data.get(f"day-{n}-{end}", "")
                if typed and typed not in places:
                    self.add_error(f"day-{n}-{end}", f"“{typed}”不在地点表里，请照地点表写名称。")
        if not any(data.get(f"day-{n}-depart") for n in range(1, DAYS + 1)):
            self.add_error("day-1-depart", "请至少填一天的出发和返回时间。")

    def _clean_lunch(self, data: Json) -> None:
        wanted = any(data.get(f"place-{n}-lunch") for n in range(1, PLACES + 1))
        for name in ("lunch_from", "lunch_until"):
            if wanted and data.get(name) is None and name not in self.errors:
                self.add_error(name, "有用餐地点，请填写午餐时段。")

    def _clean_order(self, data: Json) -> None:
        """Units by name or short name, each once."""
        names = {
            name: stop.unit.name for stop in self.stops for name in (stop.unit.name, stop.unit.short_name)
        }
        typed = [word for word in re.split(r"[、，,；;\s]+", data.get("unit_order", "")) if word]
        unknown = [word for word in typed if word not in names]
        data["unit_order"] = [names[word] for word in typed if word in names]
        if unknown:
            told = f"“{unknown[0]}”没有观摩点，请照“参评单位”一栏的名称写，用顿号隔开。"
            self.add_error("unit_order", told)
        elif len(set(data["unit_order"])) < len(typed):
            self.add_error("unit_order", "有单位写了两次，请删去一个。")

    def _clean_hours(self, data: Json, stop: Stop) -> None:
        opens, until = data.get(f"stop-{stop.pk}-open"), data.get(f"stop-{stop.pk}-until")
        if opens and until and until < opens:
            self.add_error(f"stop-{stop.pk}-until", f"“{stop.project}”最晚几点开始不能早于最早几点开始。")

    def _site(self, stop: Stop) -> Json:
        data, wish = self.cleaned_data, self.cleaned_data[f"stop-{stop.pk}-wish"]
        opens, until = data[f"stop-{stop.pk}-open"], data[f"stop-{stop.pk}-until"]
        return {
            **site_of(stop),
            "visit_min": data[f"stop-{stop.pk}-stay"],
            "prize": data[f"stop-{stop.pk}-prize"],
            "must": wish == MUST,
            "never": wish == NEVER,
            "open": _minutes(opens) if opens else 0,
            "latest_start": _minutes(until) if until else ANY_TIME,
        }

    def _place(self, n: int, key: str) -> Json:
        data = self.cleaned_data
        east, north = float(data[f"place-{n}-longitude"]), float(data[f"place-{n}-latitude"])
        return {"id": key, "name": data[f"place-{n}-name"], "lon": east, "lat": north}

    def _day(self, number: int, n: int, ids: Mapping[str, str]) -> Json:
        data = self.cleaned_data
        start = data[f"day-{n}-start"] or next(iter(ids))
        end = data[f"day-{n}-end"] or start
        depart, back = _minutes(data[f"day-{n}-depart"]), _minutes(data[f"day-{n}-back"])
        return {"day": number, "start": ids[start], "end": ids[end], "depart": depart, "back_by": back}

    def _lunch(self) -> Json:
        data = self.cleaned_data
        return {
            "minutes": data["lunch_minutes"],
            "earliest_start": _minutes(data["lunch_from"]),
            "latest_start": _minutes(data["lunch_until"]),
        }

    def _rules(self) -> Json:
        data = self.cleaned_data
        rules = {
            "county_min": data["unit_min"],
            "boarding_min": data["boarding"],
            "buffer": data["buffer"] / 100,
            "county_in_one_go": data["one_go"],
            "county_order": [data["unit_order"]] if data["unit_order"] else [],
            "same_day": self._same_days(),
        }
        rules |= {"county_max": data["unit_max"]} if data["unit_max"] else {}
        return rules | ({"max_stops_a_day": data["day_max"]} if data["day_max"] else {})

    def _same_days(self) -> list[list[str]]:
        """The keys of the stops that share a group, group by group; a group of one asks nothing."""
        groups: dict[str, list[str]] = defaultdict(list)
        for stop in self.stops:
            word = self.cleaned_data[f"stop-{stop.pk}-same"]
            if word and stop.project.longitude is not None:
                groups[word].append(str(stop.pk))
        return [group for group in groups.values() if len(group) > 1]


class MoveForm(forms.Form):
    """Where one stop of an itinerary is to go."""

    stop = forms.CharField(max_length=20)
    # Day and position, both from 0: one button says both.
    to = forms.RegexField(r"^[0-9]{1,3}-[0-9]{1,3}$")

    @property
    def place(self) -> dict[str, int]:
        """Day and position of the valid form."""
        day, position = map(int, self.cleaned_data["to"].split("-"))
        return {"day": day, "position": position}


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _moment(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def _typed(file: Mapping[str, Any]) -> Json:  # Any: a tour file
    """A tour file as the form was typed, so that the next run starts from it."""
    rules, lunch = file["rules"], file["lunch"]
    typed: Json = {
        **USUAL,
        "unit_min": rules["county_min"],
        "unit_max": rules.get("county_max"),
        "day_max": rules.get("max_stops_a_day"),
        "boarding": rules["boarding_min"],
        "buffer": round(rules["buffer"] * 100),
        "one_go": rules["county_in_one_go"],
        # Itineraries of earlier versions of the product say nothing of it.
        "unit_order": "、".join(itertools.chain.from_iterable(rules.get("county_order", ()))),
    }
    if lunch:
        typed |= {
            "lunch_minutes": lunch["minutes"],
            "lunch_from": _moment(lunch["earliest_start"]),
            "lunch_until": _moment(lunch["latest_start"]),
        }
    names = {place["id"]: place["name"] for place in file["hotels"]}
    lunches = {place["name"] for place in file["lunch_places"]}
    for n, place in enumerate(file["hotels"], 1):
        typed |= {
            f"place-{n}-name": place["name"],
            f"place-{n}-longitude": place["lon"],
            f"place-{n}-latitude": place["lat"],
            f"place-{n}-lunch": place["name"] in lunches,
        }
    for n, day in enumerate(file["days"], 1):
        typed |= {f"day-{n}-depart": _moment(day["depart"]), f"day-{n}-back": _moment(day["back_by"])}
        typed |= {f"day-{n}-start": names[day["start"]], f"day-{n}-end": names[day["end"]]}
    for site in file["sites"]:
        key, wish = f"stop-{site['id']}", MUST if site["must"] else NEVER if site["never"] else ""
        typed |= {
            f"{key}-stay": site["visit_min"],
            f"{key}-prize": site["prize"],
            f"{key}-wish": wish,
            f"{key}-open": _moment(site["open"]) if site["open"] else None,
            f"{key}-until": _moment(site["latest_start"]) if site["latest_start"] < ANY_TIME else None,
        }
    for number, group in enumerate(rules.get("same_day", ()), 1):
        typed |= {f"stop-{key}-same": str(number) for key in group}
    return typed | {f"stop-{key}-wish": NEVER for key in file["without_place"]}
