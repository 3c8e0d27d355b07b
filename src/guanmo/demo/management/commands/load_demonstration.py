"""Load the demonstration city into an empty database and say who may log in."""

from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guanmo.accounts.models import Unit
from guanmo.demo.aftermath import freeze_three_quarters, object_to_result
from guanmo.demo.city import DEMO_PASSWORD, LOGINS, MORE_LOGINS, make_city
from guanmo.demo.library import make_library
from guanmo.demo.materials import make_materials
from guanmo.demo.next_tour import prepare_next_tour
from guanmo.demo.photos import make_photos
from guanmo.demo.promises import make_promises
from guanmo.demo.reserve import make_reserve
from guanmo.demo.tours import make_tours
from guanmo.foundation import clock
from guanmo.projects.queries import reporting_month

SEED = 20261124


class Command(BaseCommand):
    """Does nothing to a database that holds the city already; refuses one that holds another."""

    help = "载入演示城市“观澜市”"

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        root = Unit.objects.filter(parent=None).first()
        if root is None:
            self.stdout.write("正在载入演示城市，约需半分钟……")
            self._load()
        elif root.name != "观澜市":
            raise CommandError(f"这里是“{root.name}”的正式数据，演示城市不会载入。")
        self.stdout.write(f"演示账号（密码均为 {DEMO_PASSWORD}）：")
        for username, label, *_ in (*LOGINS, *MORE_LOGINS):
            self.stdout.write(f"  {username:<12}{label}")

    @transaction.atomic
    def _load(self) -> None:
        random, at = Random(SEED), clock.now()  # noqa: S311 - invented data, not secrets
        city = make_city(random, at)
        projects = make_library(city, reporting_month(clock.today()), random, at)
        make_tours(city, projects, random, at)
        freeze_three_quarters(city)
        prepare_next_tour(city, at)
        make_materials(city, projects, at)
        make_promises(city, at)
        object_to_result(city)
        make_reserve(city, at)
        make_photos(city, reporting_month(clock.today()), at)
