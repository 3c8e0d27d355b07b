"""`guanmo seal`: recompute a sealed tour from its bundle, or write the single file that does; needs no database."""

import argparse
import sys
from pathlib import Path

from guanmo.engines.scoring import verifying
from guanmo.engines.scoring.bundling import recomputed
from guanmo.engines.scoring.verifier_file import verifier_file


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("seal", help="核对封存的观摩结果", description="核对封存的观摩结果。")
    actions = parser.add_subparsers(dest="action", required=True, metavar="操作")
    verify = actions.add_parser(
        "verify",
        help="由封存包里的选票和规则重算，与封存的结果逐位比对",
        description=f"由选票和规则重算，与封存的结果逐位比对。{verifying.CODES}",
    )
    verifying.add_arguments(verify)
    verify.set_defaults(run=run)
    verifier = actions.add_parser(
        "verifier",
        help="写出独立核验程序，一个文件，有Python就能运行",
        description="写出独立核验程序：一个文件，不用安装本软件，在任何装有Python 3.11以上的机器上核对封存包。",
    )
    verifier.add_argument("out", metavar="verify_seal.pyz", help="写到哪里")
    verifier.set_defaults(run=write_verifier)


def run(args: argparse.Namespace) -> int:
    """0 all recomputed alike, 1 something differs, 2 not readable."""
    return verifying.run(args, recompute=recomputed)


def write_verifier(args: argparse.Namespace) -> int:
    """0 written, 1 not."""
    try:
        Path(args.out).write_bytes(verifier_file())
    except OSError:
        sys.stderr.write(f"写不了“{args.out}”，请检查路径和权限。\n")
        return 1
    sys.stdout.write(f"已写出{args.out}，运行：python {args.out} 封存包.guanmo-seal\n")
    return 0
