"""A ballot rule with the units of one tour written into its groups, so that it stands without a list of units."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guanmo.engines.packs.packs import Pack, load_pack


def with_unit_groups(pack: Pack, members: Mapping[str, Sequence[str]]) -> Pack:
    """The same rule; each group of units that names none now names its `members`.

    The result is a rule of its own with a hash of its own. A rule without groups comes back as it is.
    """
    if not pack.ballot_rule.unit_groups:
        return pack
    table = tomllib.loads(pack.text, parse_float=Decimal)
    for group in table["ballots"]["unit_groups"]:
        group["units"] = group.get("units") or list(members.get(group["name"], ()))
    return load_pack("\n".join(_lines(table, ())) + "\n")


def _lines(table: Mapping[str, object], path: tuple[str, ...]) -> Iterable[str]:
    """TOML wants the plain values of a table before its inner tables."""
    inner = {key: value for key, value in table.items() if _is_table(value)}
    for key, value in table.items():
        if key not in inner:
            yield f"{json.dumps(key, ensure_ascii=False)} = {_spelled(value)}"
    for key, value in inner.items():
        deeper = (*path, key)
        name = ".".join(json.dumps(part, ensure_ascii=False) for part in deeper)
        head = f"\n[[{name}]]" if isinstance(value, list) else f"\n[{name}]"
        tables: list[Any] = value if isinstance(value, list) else [value]  # Any: a table of TOML
        for one in tables:
            yield head
            yield from _lines(one, deeper)


def _is_table(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(entry, dict) for entry in value)
    return isinstance(value, dict)


def _spelled(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelled, value)) + "]"
    if isinstance(value, Decimal | date):
        return str(value) if isinstance(value, Decimal) else value.isoformat()
    # A JSON text, number or truth value is one in TOML too.
    return json.dumps(value, ensure_ascii=False)
