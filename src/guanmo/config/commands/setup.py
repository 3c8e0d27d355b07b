"""`guanmo init`: the city and the three administrators of a real installation; `guanmo manage`: Django's own commands."""

import argparse
import os

import django
from django.core.management import call_command, execute_from_command_line

from guanmo.config.commands.site import EMBEDDED


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `init` and `manage`."""
    init = commands.add_parser("init", help="正式使用的第一步：建立本市和三名管理员")
    init.add_argument("--city", metavar="城市", required=True, help="城市名称，如：某某市")
    init.set_defaults(run=run_init)
    manage = commands.add_parser("manage", help="运行 Django 的管理命令，如 manage migrate")
    manage.add_argument("arguments", metavar="管理命令", nargs=argparse.REMAINDER)
    manage.set_defaults(run=run_manage)


def run_init(args: argparse.Namespace) -> int:
    """Create the tables, the city and the administrators; prints their first passwords once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", EMBEDDED)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("initialise", city=args.city)
    return 0


def run_manage(args: argparse.Namespace) -> int:
    """Hand the arguments to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", EMBEDDED)
    execute_from_command_line(["guanmo manage", *args.arguments])
    return 0
