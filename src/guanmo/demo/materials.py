"""A report the office of the demonstration city has read and half decided; written for it, nobody said any of this."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from guanmo.accounts.models import Person
from guanmo.demo.city import City
from guanmo.engines.text.answering import answer, request_for
from guanmo.foundation.clock import day_of
from guanmo.intake.enums import FindingKind, FindingState
from guanmo.intake.fact_services import write_facts
from guanmo.intake.models import Finding, Material
from guanmo.intake.record_services import link_unit
from guanmo.intake.services import Origin, accept_finding, keep_material, material_of, reject_finding
from guanmo.projects.models import Project

ACCEPTED_OF_EACH_KIND = 2


def make_materials(city: City, projects: Sequence[Project], at: datetime) -> None:
    """One report of a meeting: the first findings of each kind accepted, one left out, the rest waiting."""
    office, published = city.people["zhongdian"], day_of(at) - timedelta(days=4)
    text = _report(city, projects[0], published)
    read = material_of(json.loads(answer(request_for(text.encode(), published=published))))
    origin = Origin(source="观澜日报（演示）", published_on=published)
    material = keep_material(read=read, origin=origin, by=office, at=at - timedelta(hours=20)).material
    for kind in FindingKind:
        found = Finding.objects.filter(material=material, kind=kind).order_by("start")
        for finding in found[:ACCEPTED_OF_EACH_KIND]:
            accept_finding(finding=finding, by=office, at=at - timedelta(hours=19))
    _remember(city, office, at - timedelta(hours=19))
    _write(material, projects[0], office, at - timedelta(hours=19))
    last = Finding.objects.filter(material=material, kind=FindingKind.FIGURE).order_by("-start")[0]
    reject_finding(finding=last, by=office, at=at - timedelta(hours=19))


def _remember(city: City, office: Person, at: datetime) -> None:
    """市发改委 is how everybody writes it; the office has said once which unit that is."""
    unit = next(unit for unit in city.departments if unit.name == "市发展和改革委员会")
    for finding in Finding.objects.filter(kind=FindingKind.TASK, values__units="市发改委"):
        link_unit(finding=finding, unit=unit, remember=True, by=office, at=at)


def _write(material: Material, known: Project, office: Person, at: datetime) -> None:
    """The report says where the project of the library lies; the office has written that into its record."""
    finding = Finding.objects.get(material=material, kind=FindingKind.PROJECT, project=known)
    if finding.state == FindingState.WAITING:
        finding = accept_finding(finding=finding, by=office, at=at)
    known.refresh_from_db()
    write_facts(finding=finding, fields=["place"], by=office, at=at, expected_revision=known.revision)


def _report(city: City, known: Project, day: date) -> str:
    first, second, third = (county.name for county in city.counties[:3])
    # More than the library says: the page offers the difference, and nobody has decided yet.
    yi = (known.total_investment or Decimal(10_000)) / 10_000 + Decimal("0.6")
    return f"""观澜市召开重点项目建设推进会
{day.year}年{day.month}月{day.day}日　来源：观澜日报
{day.month}月{day.day}日，观澜市召开全市重点项目建设推进会。市长齐远帆，副市长骆清川出席会议，{first}、{second}、{third}作了发言。
会议通报，今年以来全市已新开工重点项目86个，总投资412.5亿元，已完成投资238.6亿元，同比增长11.3%。其中，总投资32亿元的云岫储能电池产业园项目开工建设，总投资6.8亿元的松溪湖灌区改造工程完成主体施工，总投资{yi:.1f}亿元的{known.name}位于{known.unit.name}产业集聚区东片，加快建设。
会议宣布三季度项目进度排序结果：{first}、{second}、{third}。
齐远帆强调，要倒排工期，市发改委要在12月10日前完成明年项目清单编制，市自然资源局要在12月底前完成26个项目的用地审批。各县区要每月报送一次进展，年底前新增纳入统计项目40个。要增强责任意识，形成工作合力。
骆清川要求，市财政局要在11月底前拨付专项债券资金9.2亿元，确保不出现资金沉淀。
"""
