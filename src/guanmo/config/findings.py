"""What `guanmo doctor` found, and how it says so; knows neither settings nor database."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not well."""

    what: str
    well: bool
    mend: str = ""


def print_findings(findings: Sequence[Finding]) -> int:
    """Print each finding and the sum of them; 1 if anything is wrong."""
    for finding in findings:
        print(f"{'正常' if finding.well else '有误'}　{finding.what}")  # noqa: T201 - a command's output
        if not finding.well:
            print(f"　　　怎么办：{finding.mend}")  # noqa: T201 - a command's output
    wrong = sum(not finding.well for finding in findings)
    said = f"{wrong} 项有误，请按上面的办法处理。" if wrong else "全部正常。"
    print(f"共 {len(findings)} 项，{said}")  # noqa: T201 - a command's output
    return 1 if wrong else 0
