"""`make bench`: every measurement in a process of its own, one table, targets and ratios beside the figures."""

import os
import platform

from measured import Figure, run_apart


def row(figure: Figure) -> str:
    """One line: what, seconds, target, share of the target used, peak memory, note."""
    target = f"{figure.target:8.2f}" if figure.target else "       –"
    share = f"{figure.seconds / figure.target:6.2f}" if figure.target else "     –"
    return f"{figure.what:<46}{figure.seconds:9.3f}{target}{share}{figure.megabytes:9.0f}  {figure.note}"


def ratio(ours: Figure, peer: Figure) -> str:
    """How we compare with the peer that did the same work in the same run."""
    return (
        f"{ours.what} against {peer.what}: "
        f"{ours.seconds / peer.seconds:.2f} × the time, {ours.megabytes / peer.megabytes:.2f} × the memory"
    )


def main() -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'':<46}{'seconds':>9}{'target':>8}{'share':>6}{'peak MB':>9}")
    for script in ("ranking.py", "pages.py"):
        for figure in run_apart(script):
            print(row(figure), flush=True)
    figures = run_apart("our_ledger.py") + run_apart("peer_ledger.py")
    for figure in figures:
        print(row(figure))
    by_name = {figure.what: figure for figure in figures}
    print(ratio(by_name["ledger preview"], by_name["django-import-export dry run"]))
    print(ratio(by_name["ledger apply"], by_name["django-import-export import"]))


if __name__ == "__main__":
    main()
