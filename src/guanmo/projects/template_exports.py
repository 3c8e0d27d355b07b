"""The ledger to be filled in: the same columns as an export, with drop-downs, checks and words beside the cells."""

from dataclasses import replace

from django.db.models import QuerySet

from guanmo.accounts.models import Unit
from guanmo.engines.periods import Month
from guanmo.engines.sheets import ColumnSpec, write_table
from guanmo.projects.enums import Category, Stage
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.exports import COLUMNS, ledger_rows
from guanmo.projects.models import Project
from guanmo.projects.sector_queries import sector_rule

SPARE_ROWS = 200
_NOTE = (
    "一行一个项目，填好后在“资料”页上传。有箭头的格从下拉框里选；空着的格不改动原来的内容，"
    "要清空的写“无”，0就是0。已有的项目不要改记录ID。"
)
_HINTS = {
    F.CODE: "新项目空着，登记后由系统编号；已有的项目不要改。",
    F.NATIONAL_CODE: "24位，有赋码的填写。",
    F.NAME: "必填。写批复文件上的全称。",
    F.UNIT: "从下拉框里选；空着就算上传时所选的单位。",
    F.INDUSTRY: "国民经济行业分类代码，如C36、C3610。",
    F.SECTOR: "从下拉框里选；空着就按行业代码归类。",
    F.ATTRIBUTES: "可写几个，用顿号隔开：招商、民生、高新、战新、外资、央企、新旧动能。",
    F.CARRIER: "所在的产业集聚区、开发区、园区。",
    F.STAGE: "从下拉框里选；新项目空着算储备。",
    F.TOTAL: "单位是万元。",
    F.STARTS_ON: "写成2026-03-15，或2026年3月。",
    F.ENDS_ON: "写成2026-03-15，或2026年3月。",
    F.CATEGORY: "从下拉框里选；填年度计划的必填。",
    F.PLAN: "单位是万元。第一次填的就是年初计划。",
    F.DONE: "单位是万元，自1月起累计。",
    F.LOWER_REASON: "本年累计比上月少的必填，其余空着。",
}


def ledger_template(*, units: QuerySet[Unit], projects: QuerySet[Project] | None, month: Month) -> bytes:
    """The ledger of a month with blank rows to fill in beneath the `projects`, if any are given.

    The drop-down of units has `units` in their order. Filled in and uploaded it needs no column matching.
    """
    choices = {
        F.UNIT: tuple(unit.name for unit in units),
        F.SECTOR: sector_rule().names,
        F.STAGE: tuple(map(str, Stage.labels)),
        F.CATEGORY: tuple(map(str, Category.labels)),
    }
    columns: list[ColumnSpec] = [
        replace(spec, choices=choices.get(field, ()), hint=_HINTS.get(field, ""))
        for field, spec in zip(F, COLUMNS, strict=True)
    ]
    return write_table(
        title=f"{month.label}重点项目台账",
        note=_NOTE,
        unit_line="单位：万元",
        columns=columns,
        rows=ledger_rows(projects, month) if projects is not None else [],
        spare_rows=SPARE_ROWS,
    )
