"""The part of `guanmo doctor` that needs settings and the database."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from guanmo.config.findings import Finding, print_findings
from guanmo.config.settings.keys import KEY_FILES
from guanmo.foundation.history import first_broken_link

ENOUGH_SPACE_MB = 500


class Command(BaseCommand):
    """Prints what was found before it and what it finds; its answer is the exit code as text."""

    help = "检查数据文件夹、数据库和操作日志"
    requires_system_checks = ()
    stealth_options = ("before",)

    def handle(
        self, *args: Any, before: Sequence[Finding] = (), **options: Any
    ) -> str:  # Any: Django's own signature
        return str(print_findings([*before, *examine()]))

    def execute(self, *args: Any, **options: Any) -> str | None:  # Any: Django's own signature
        return self.handle(*args, **options)


def examine() -> Iterator[Finding]:
    """Look at the folder first, which needs no database, then at the database."""
    yield from _examine_home(settings.HOME)
    yield from _examine_database()


def _examine_home(home: Path) -> Iterator[Finding]:
    home_well = home.is_dir() and os.access(home, os.W_OK)
    yield Finding(f"数据文件夹 {home}", home_well, "请建立这个文件夹并让运行观摩的用户可以写入。")
    if home_well:
        free = shutil.disk_usage(home).free // 1_000_000
        yield Finding(f"剩余空间 {free} MB", free >= ENOUGH_SPACE_MB, "空间不足 500 MB，请清理磁盘。")
        open_to_others = [path for name in KEY_FILES if _is_open_to_others(path := home / name)]
        advice = f"请运行：chmod 600 {' '.join(map(str, open_to_others))}"
        yield Finding("密钥文件只有本用户可读", not open_to_others, advice)


def _is_open_to_others(key: Path) -> bool:
    return key.exists() and key.stat().st_mode & 0o077 != 0


def _examine_database() -> Iterator[Finding]:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        advice = "请检查 GUANMO_DATABASE_URL，并确认数据库已启动、账号可以登录。"
        yield Finding(f"数据库 {name}（{str(error).splitlines()[0]}）", False, advice)
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
        advice = "日志在系统之外被改动过。请保留现场，通知审计员，并用备份比对这一条。"
        yield Finding(f"操作日志{where}", broken is None, advice)
