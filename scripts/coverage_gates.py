"""Fail when branch coverage is below 100 % for engines, rules, services and queries, or 95 % overall."""

import json
import sys
from pathlib import Path

WHOLE = ("engines/",)
WHOLE_KINDS = ("rules.py", "services.py", "queries.py")
OVERALL = 95.0


def must_be_whole(path: str) -> bool:
    """Whether every branch of this file must be tested."""
    return any(f"guanmo/{part}" in path for part in WHOLE) or path.endswith(WHOLE_KINDS)


def main(report: str) -> int:
    """Print each shortfall; 1 if there is any."""
    coverage = json.loads(Path(report).read_text(encoding="utf-8"))
    short = []
    for path, file in sorted(coverage["files"].items()):
        if must_be_whole(path) and file["summary"]["percent_covered"] < 100:
            missing = [*map(str, file["missing_lines"]), *(f"{a}→{b}" for a, b in file["missing_branches"])]
            short.append(f"{path}: {file['summary']['percent_covered']:.1f} %, missing {', '.join(missing)}")
    overall = coverage["totals"]["percent_covered"]
    if overall < OVERALL:
        short.append(f"overall {overall:.2f} %, at least {OVERALL} % wanted")
    print(
        "\n".join(short)
        or f"branch coverage: engines, rules, services, queries 100 %; overall {overall:.2f} %"
    )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
