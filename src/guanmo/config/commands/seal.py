"""`guanmo seal verify`: recompute a sealed tour from its bundle; needs no database."""

import argparse
import sys
from pathlib import Path

from guanmo.engines.scoring.bundles import (
    Content,
    UnreadableBundle,
    check_bundle,
    hashes_in,
    read_bundle,
)

HOLDS, BROKEN, UNREADABLE = 0, 1, 2


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("seal", help="核对封存的观摩结果", description="核对封存的观摩结果。")
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    verify = actions.add_parser(
        "verify",
        help="由封存包里的选票和规则重算，与封存的结果逐位比对",
        description="由选票和规则重算，与封存的结果逐位比对。一致返回 0，不一致返回 1，读不了返回 2。",
    )
    verify.add_argument("bundle", metavar="封存包.guanmo-seal", help="从观摩结果页下载的封存包")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 all recomputed alike, 1 something differs, 2 not readable."""
    try:
        bundle = read_bundle(Path(args.bundle).read_bytes())
    except UnreadableBundle as error:
        sys.stderr.write(f"“{args.bundle}”{error}\n")
        return UNREADABLE
    except OSError:
        sys.stderr.write(f"打不开文件“{args.bundle}”，请检查路径和权限。\n")
        return UNREADABLE
    checks = check_bundle(bundle)
    sys.stdout.writelines(f"{check.what}：{check.says}\n" for check in checks)
    whole = all(check.ok for check in checks)
    if whole:
        sys.stdout.writelines(f"{line}\n" for line in _ranking(bundle))
    return HOLDS if whole else BROKEN


def _ranking(bundle: Content) -> list[str]:
    """The ranking, to be compared with the printed one, and the hash it is known by."""
    sealed = bundle["sealed"]
    places = [
        f"{entry['group']}第{entry['rank']}名　{entry['unit']}　{entry['score']}"
        for entry in sealed["result"]["workings"]["units"]
    ]
    return [
        f"{sealed['tour']['name']}，{len(hashes_in(sealed))}张票",
        *places,
        f"封存哈希 {bundle['seal_hash']}",
        f"签名公钥 {bundle['checkpoint']['public_key']}",
    ]
