"""The `guanmo` command."""

import sys
from collections.abc import Sequence

from guanmo.config.commands import doctor, ledger, rank, read, seal, setup, site, tour
from guanmo.config.parsing import ChineseParser

COMMANDS = (site, setup, doctor, ledger, rank, seal, tour, read)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; its exit code is the command's."""
    parser = ChineseParser(prog="guanmo", description="观摩：全市重点项目管理系统")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for command in COMMANDS:
        command.add_parser(commands)
    args = parser.parse_args(argv)
    exit_code: int = args.run(args)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
