"""`guanmo doctor`: what is wrong with this installation, in Chinese, and how to mend it."""

import argparse
import os
import sys
from importlib import resources

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from guanmo.config.findings import Finding, print_findings


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `doctor`."""
    parser = commands.add_parser("doctor", help="检查安装是否正常，并告诉您怎样修复")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look at what Django itself needs, then let Django look at the rest; 0 if all is well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanmo.config.settings.embedded")
    version = ".".join(map(str, sys.version_info[:3]))
    first = [
        Finding(f"Python {version}", sys.version_info >= (3, 11), "请安装 Python 3.11 或更高版本。"),
        Finding("前端文件", front_end_is_built(), "请运行 make demo，或安装打包好的 wheel。"),
    ]
    try:
        django.setup()
    except ImproperlyConfigured as error:
        advice = "请按 docs/manual/install.md 设置环境变量，至少要有 GUANMO_HOSTS。"
        return print_findings([*first, Finding(f"配置（{error}）", False, advice)])
    return int(call_command("examine", before=first) or 0)


def front_end_is_built() -> bool:
    """Whether the style sheet and script the pages need are in the package."""
    web = resources.files("guanmo") / "static" / "web"
    return all((web / name).is_file() for name in ("app.css", "app.js"))
