"""`guanmo doctor`: what is wrong with this installation, in Chinese, and how to mend it."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from guanmo.foundation.history import first_broken_link

ENOUGH_SPACE_MB = 500


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not well."""

    what: str
    well: bool
    mend: str = ""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer `doctor`."""
    parser = commands.add_parser("doctor", help="检查安装是否正常，并告诉您怎样修复")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every finding; 0 if all is well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanmo.config.settings.embedded")
    findings = list(examine())
    for finding in findings:
        print(f"{'正常' if finding.well else '有误'}　{finding.what}")
        if not finding.well:
            print(f"　　　怎么办：{finding.mend}")
    wrong = sum(not finding.well for finding in findings)
    print(f"共 {len(findings)} 项，{f'{wrong} 项有误，请按上面的办法处理。' if wrong else '全部正常。'}")
    return 1 if wrong else 0


def front_end_is_built() -> bool:
    """Whether the style sheet and script the pages need are in the package."""
    web = resources.files("guanmo") / "static" / "web"
    return all((web / name).is_file() for name in ("app.css", "app.js"))


def examine() -> Iterator[Finding]:
    """Look at everything that does not need the database first, then at the database."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", sys.version_info >= (3, 11), "请安装 Python 3.11 或更高版本。")
    yield Finding("前端文件", front_end_is_built(), "请运行 make demo，或安装打包好的 wheel。")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        yield Finding(
            f"配置（{error}）", False, "请按 docs/manual/install.md 设置环境变量，至少要有 GUANMO_HOSTS。"
        )
        return
    yield from _examine_home(settings.HOME)
    yield from _examine_database()


def _examine_home(home: Path) -> Iterator[Finding]:
    home_well = home.is_dir() and os.access(home, os.W_OK)
    yield Finding(f"数据文件夹 {home}", home_well, "请建立这个文件夹并让运行观摩的用户可以写入。")
    if home_well:
        free = shutil.disk_usage(home).free // 1_000_000
        yield Finding(f"剩余空间 {free} MB", free >= ENOUGH_SPACE_MB, "空间不足 500 MB，请清理磁盘。")
        key = home / "secret-key"
        private = not key.exists() or key.stat().st_mode & 0o077 == 0
        yield Finding("密钥文件只有本用户可读", private, f"请运行：chmod 600 {key}")
    yield Finding(
        "允许访问的主机名",
        settings.ALLOWED_HOSTS != ["*"] or settings.SETTINGS_MODULE.endswith("embedded"),
        "请把 GUANMO_HOSTS 设为网站的域名或地址。",
    )


def _examine_database() -> Iterator[Finding]:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        yield Finding(
            f"数据库 {name}（{error}）",
            False,
            "请检查 GUANMO_DATABASE_URL，并确认数据库已启动、账号可以登录。",
        )
        return
    yield Finding(f"数据库 {name} 可以连接", True)
    yield Finding(
        f"数据表（还差 {behind} 步）" if behind else "数据表",
        behind == 0,
        "请运行：guanmo serve，启动时会自动更新。",
    )
    if behind == 0:
        broken = first_broken_link()
        where = f"，第 {broken} 条对不上" if broken else "完整"
        yield Finding(
            f"操作日志{where}",
            broken is None,
            "日志在系统之外被改动过。请保留现场，通知审计员，并用备份比对这一条。",
        )
