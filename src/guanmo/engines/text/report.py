"""A reading as the plain fields of its JSON."""

from decimal import Decimal

from guanmo.engines.text.model import Reading


def as_fields(reading: Reading) -> dict[str, object]:
    """The fields of a reading, in their fixed order; numbers are numbers, dates are ISO."""
    day = reading.day if reading.day is not None and reading.day.first is not None else None
    return {
        "title": reading.title,
        "date": day.first.isoformat() if day and day.first else None,
        "date_basis": day.basis.value if day else None,
        "city": reading.city.name if reading.city else None,
        "event_type": reading.event_type,
        "rankings": [[one.unit, one.rank, one.scope] for one in reading.rankings],
        "figures": [
            {
                "what": f"{one.what}({one.mark})" if one.mark else one.what,
                "value": _number(one.value),
                "unit": one.unit,
                "quote": one.quote,
                "span": list(one.span),
            }
            for one in reading.figures
        ],
        "tasks": [
            {"quote": one.quote, "deadline": one.deadline, "span": list(one.span)} for one in reading.tasks
        ],
        "projects": [
            {
                "name": one.name,
                "investment_yi": None if one.investment_yi is None else _number(one.investment_yi),
                "quote": one.quote,
                "span": list(one.span),
            }
            for one in reading.projects
        ],
        "people": [{"name": one.name, "post": one.post, "span": list(one.span)} for one in reading.people],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
