"""On which line of a pack's text a problem sits."""

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w\"'-]+)\s*=")
_PATH = re.compile(r"^([\w.\[\]-]+)：")
_SYNTAX = re.compile(r"第(\d+)行第\d+列")


def line_of(text: str, problem: str) -> int | None:
    """The line (from 1) a problem of `InvalidPack` speaks of; that of its table where the key is missing, None for neither.

    >>> line_of("id = 'a'\\n[[ballots.criteria]]\\nname = '进度'\\nweight = -1\\n", "ballots.criteria[1].weight：应大于 0。")
    4
    """
    syntax = _SYNTAX.search(problem)
    if syntax is not None:
        return int(syntax[1])
    path = _PATH.match(problem)
    return _line_of_key(text, path[1]) if path else None


def _line_of_key(text: str, path: str) -> int | None:
    """The line of the longest beginning of the path that the text has."""
    lines = _lines(text)
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        wanted = ".".join(parts[:end])
        # A key that should be a list of tables names the first of them.
        for spelling in (wanted, f"{wanted}[1]"):
            if spelling in lines:
                return lines[spelling]
    return None


def _lines(text: str) -> dict[str, int]:
    """Where each key and each table begins, by its path; the n-th `[[table]]` is `table[n]`."""
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header is not None:
            table = _resolved(header[2], counted)
            if header[1] == "[[":
                counted[table] = counted.get(table, 0) + 1
                table = f"{table}[{counted[table]}]"
            found.setdefault(table, number)
        elif key is not None:
            name = key[1].strip("\"'")
            found.setdefault(f"{table}.{name}" if table else name, number)
    return found


def _resolved(name: str, counted: dict[str, int]) -> str:
    """The header's path with the number of the list entry it stands in: parts.bands inside the second parts is parts[2].bands."""
    *above, last = name.split(".")
    path = ""
    for part in above:
        path = f"{path}.{part}" if path else part
        if path in counted:
            path = f"{path}[{counted[path]}]"
    return f"{path}.{last}" if path else last
