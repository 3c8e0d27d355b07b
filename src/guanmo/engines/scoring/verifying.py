"""Says in Chinese whether a bundle holds: `guanmo seal verify`, and the single file `verify_seal.pyz`.

This module and all it imports need Python's own library alone; `verifier_file` puts exactly them into the single file.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guanmo.engines.scoring.bundles import (
    Content,
    Recompute,
    UnreadableBundle,
    check_bundle,
    hashes_in,
    plainly_recomputed,
    public_key_in,
    read_bundle,
)
from guanmo.engines.seal.fingerprints import key_fingerprint

HOLDS, BROKEN, UNREADABLE, IN_PART = 0, 1, 2, 3
CODES: Final = "全部一致返回 0，不一致返回 1，读不了返回 2，只核对了一部分返回 3。"
_VERDICTS: Final = {
    HOLDS: "结论：与封存时一致。",
    BROKEN: "结论：不一致，不能作为封存的结果使用。",
    IN_PART: "结论：核对过的都一致，还有一部分没有核对。",
}
_NO_KEY: Final = "没有核对是谁签的：请用 --key 写上通报或校验页公布的公钥指纹再运行一次。"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is printed, a line each, and the exit code."""

    lines: tuple[str, ...]
    code: int


def judge(data: bytes, *, key: str = "", recompute: Recompute = plainly_recomputed) -> Verdict:
    """Recompute a bundle and say what holds; the ranking follows where nothing differs. For `key` see `check_bundle`."""
    try:
        bundle = read_bundle(data)
    except UnreadableBundle as error:
        return Verdict((str(error),), UNREADABLE)
    checks = check_bundle(bundle, key=key, recompute=recompute)
    said = [f"{check.what}：{check.says}" for check in checks]
    if not all(check.ok for check in checks):
        return Verdict((*said, _VERDICTS[BROKEN]), BROKEN)
    code = HOLDS if all(check.whole for check in checks) else IN_PART
    unsigned = [] if key else [_NO_KEY]
    return Verdict((*said, *_ranking(bundle), _VERDICTS[code], *unsigned), code)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The bundle and the published key."""
    parser.add_argument("bundle", metavar="封存包.guanmo-seal", help="从观摩结果页下载的封存包")
    parser.add_argument(
        "--key", default="", metavar="指纹", help="公布的公钥指纹（可带空格，用引号括起），或公钥本身"
    )


def run(args: argparse.Namespace, *, recompute: Recompute = plainly_recomputed) -> int:
    """Print the verdict on a file; the exit code is what `CODES` says."""
    try:
        data = Path(args.bundle).read_bytes()
    except OSError:
        sys.stderr.write(f"打不开文件“{args.bundle}”，请检查路径和权限。\n")
        return UNREADABLE
    verdict = judge(data, key=args.key, recompute=recompute)
    if verdict.code == UNREADABLE:
        sys.stderr.write(f"“{args.bundle}”{verdict.lines[0]}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in verdict.lines)
    return verdict.code


def main(argv: Sequence[str] | None = None) -> int:
    """The single file's command."""
    parser = argparse.ArgumentParser(
        prog="verify_seal.pyz", description=f"由封存包里的选票和规则重算观摩结果，逐位比对。{CODES}"
    )
    add_arguments(parser)
    return run(parser.parse_args(argv))


def _ranking(bundle: Content) -> list[str]:
    """The ranking, to be compared with the printed one, and the hash and key it is known by."""
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
        f"公钥指纹 {key_fingerprint(public_key_in(bundle))}",
    ]
