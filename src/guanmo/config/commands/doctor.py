"""`guanmo doctor`: what is wrong with this installation, in Chinese, and how to mend it."""

import argparse
import os
import re
import sys
from importlib import resources
from pathlib import Path

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
    except (ImproperlyConfigured, OSError, ValueError) as error:
        return print_findings([*first, _what_stops_the_settings(error)])
    return int(call_command("examine", before=first) or 0)


def _what_stops_the_settings(error: Exception) -> Finding:
    """The settings make the data folder and its keys, so a folder or key that is not well shows here first."""
    if isinstance(error, ImproperlyConfigured):
        named = re.search(r"GUANMO_\w+", str(error))
        what = f"配置（缺少环境变量 {named[0]}）" if named else f"配置（{error}）"
        return Finding(what, False, "请按 docs/manual/install.md 设置环境变量，至少要有 GUANMO_HOSTS。")
    home = Path(os.environ.get("GUANMO_HOME", "var")).resolve()
    if isinstance(error, OSError):
        advice = "请建立这个文件夹并让运行观摩的用户可以写入，或用环境变量 GUANMO_HOME 另指一个。"
        return Finding(f"数据文件夹 {home}（{error.strerror}：{error.filename}）", False, advice)
    advice = f"请用备份恢复 {home} 里的密钥文件；没有备份时不要删除，封存前的选票只有原来的密钥能打开。"
    return Finding("密钥文件（内容不是密钥，或不完整）", False, advice)


def front_end_is_built() -> bool:
    """Whether the style sheet and script the pages need are in the package."""
    web = resources.files("guanmo") / "static" / "web"
    return all((web / name).is_file() for name in ("app.css", "app.js"))
