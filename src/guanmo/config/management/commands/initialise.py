"""The city and its three administrators, in an empty installation."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from guanmo.accounts import services
from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Unit
from guanmo.accounts.roles import RoleName
from guanmo.foundation import clock

ADMINISTRATORS = (
    ("sysadmin", RoleName.SYSTEM_ADMIN),
    ("secadmin", RoleName.SECURITY_ADMIN),
    ("auditor", RoleName.AUDITOR),
)


class Command(BaseCommand):
    """Refuses where there is a unit already: whoever can run it could otherwise make a second set of administrators."""

    help = "建立本市和三名管理员（只能在空的安装里运行一次）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--city", required=True)

    @transaction.atomic
    def handle(self, *args: Any, city: str, **options: Any) -> None:  # Any: Django's own signature
        if Unit.objects.exists():
            raise CommandError("这里已经建立过单位，不能再次初始化。")
        at = clock.now()
        root = services.create_unit(
            name=city,
            short_name=city[:20],
            kind=UnitKind.CITY,
            parent=None,
            order=1,
            by=None,
            at=at,
            why="初始化",
        )
        for username, role in ADMINISTRATORS:
            password = secrets.token_urlsafe(12)
            person = services.create_person(
                username=username, name=role.label, unit=root, password=password, by=None, at=at, why="初始化"
            )
            services.grant_role(person=person, role=role, by=None, at=at, why="初始化")
            self.stdout.write(f"{role.label}　账号 {username}　初始密码 {password}")
        self.stdout.write("初始密码只显示这一次，请分别交给三名管理员，登录后立即修改。")
