"""Which column of a ledger holds which field: by its title, by what the unit said last time, or by asking."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from guanmo.engines.sheets import Column, Sheet
from guanmo.engines.sheets.characters import compact
from guanmo.engines.sheets.units import is_money
from guanmo.projects.enums import Category
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.ledger_queries import BY_HEADINGS, MatchedColumn, Matching

MONEY = (F.TOTAL, F.PLAN, F.DONE)
MONEY_UNITS = ("万元", "亿元", "元", "千元", "百万元")
_SERIAL = frozenset({"序号", "项目序号", "序", "行次"})
_YEAR = r"(?:20\d\d年?度?|本年度?|今年|当年|年度)"
_MONTHS = r"1月?[-~—–至到](1[0-2]|[1-9])月份?"
_DONE = r"(?:累计)?(?:已|实际)?完成(?:固定资产)?投资(?:额|完成额)?"

# What ledgers call a field, half width, without spaces, units and brackets; the whole title must fit.
_TITLES: dict[F, str] = {
    F.CODE: r"记录id|系统编号",
    F.NATIONAL_CODE: r"(?:国家|投资)?项目(?:统一)?代码|国家代码|投资项目在线(?:审批)?监管平台代码|项目赋码",
    F.NAME: r"(?:建设|工程)?项目(?:名称)?|(?:工程)?名称|项目全称",
    F.UNIT: r"(?:项目)?责任(?:单位|主体)|(?:所在|所属)?(?:县区|县市区|区县|县区市|县)|项目属地|属地|(?:填报|申报)单位|责任县区",
    F.OWNER: r"(?:项目)?(?:建设|业主)单位|项目业主|业主|项目单位|项目法人(?:单位)?|建设主体",
    F.INDUSTRY: r"(?:国民经济)?行业代码",
    F.SECTOR: r"市?产业(?:类别|分类|领域)|所属产业",
    F.ATTRIBUTES: r"(?:项目)?属性",
    F.STAGE: r"(?:项目|建设)?阶段|建设状态|项目状态",
    F.CARRIER: r"(?:所在|产业)?载体|(?:所在|所属)?(?:产业集聚区|开发区|园区)",
    F.PLACE: r"(?:项目)?(?:建设)?(?:地点|地址)|建设位置|项目位置|所在地",
    F.CONTENT: r"(?:项目)?(?:主要)?建设(?:内容|规模)(?:(?:及|和|与)?(?:主要)?(?:建设)?(?:内容|规模))?|项目(?:内容|概况|简介)",
    F.TOTAL: r"(?:项目)?(?:计划|估算|概算)?总投资额?(?:合计)?|投资总额",
    F.STARTS_ON: r"(?:计划|预计|实际)?(?:开工|开始建设)(?:时间|日期|年月)",
    F.ENDS_ON: r"(?:计划|预计|拟)?(?:竣工|完工|建成)(?:投产)?(?:时间|日期|年月)",
    F.LEADER: r"(?:市级?|市县)?(?:包联|包抓|联系|挂钩|挂点|包保|挂联)(?:市)?领导|市(?:级)?领导",
    F.RESPONSIBLE: r"(?:项目|直接)?(?:责任人|负责人)",
    F.CATEGORY: r"(?:项目|年度)?类别|(?:建设|项目)性质|(?:项目)?建设类型",
    F.PLAN: rf"{_YEAR}(?:计划)(?:完成)?(?:固定资产)?(?:投资)?额?|{_YEAR}投资计划|{_YEAR}(?:计划)?投资额?|年度计划投资额?",
    F.GOAL: rf"{_YEAR}.{{0,20}}目标|{_YEAR}(?:主要)?(?:建设|工作)(?:内容|任务)",
    F.DONE: rf"(?:{_YEAR})?{_MONTHS}{_DONE}|{_YEAR}(?:累计)?(?:已)?完成投资额?|{_YEAR}{_DONE}|年初(?:至今|以来){_DONE}",
    F.PROGRESS: r"(?:目前|当前|本月|工程|项目)?形象进度|(?:项目|工程|建设|工作|目前)?进展(?:情况)?|当前进度",
    F.PROBLEMS: r"(?:目前|当前|主要)?(?:存在)?(?:的)?(?:主要)?(?:困难|问题)(?:(?:和|及|与)?(?:困难|问题))?|需(?:要)?协调(?:解决)?的?(?:问题|事项)",
    F.LOWER_REASON: r"低于上月的?原因|核减原因",
}
_PATTERNS = {field: re.compile(pattern) for field, pattern in _TITLES.items()}
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]|[*★]")
_CATEGORY_WORDS = {
    Category.NEW: ("新建", "新开工", "计划开工", "拟开工"),
    Category.CONTINUED: ("续建",),
    Category.COMPLETING: ("竣工", "建成", "完工"),
    Category.PREPARING: ("前期", "储备", "预备", "谋划"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A matching to begin with; `sure` when nobody needs to look at it first."""

    matching: Matching
    sure: bool


def columns_of(sheet: Sheet) -> list[Column]:
    """The columns that may hold a field: the titled ones, or all where there is no header."""
    return [column for column in sheet.columns if column.titled or not sheet.header_rows]


def layout_key(sheet: Sheet) -> str:
    """The same for a unit's ledger month after month: 1-9月 and 1-10月, 2025年 and 2026年 make no other layout."""
    keys = [re.sub(r"\d{4}|\d{1,2}(?=月)", "#", compact(column.title)) for column in columns_of(sheet)]
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()


def propose(sheet: Sheet, *, year: int, remembered: Matching | None) -> Proposal:
    """How to match a sheet: as last time if the layout is known, otherwise by its titles."""
    columns = columns_of(sheet)
    if remembered and len(remembered.columns) == len(columns):
        named = tuple(
            replace(old, title=new.title) for old, new in zip(remembered.columns, columns, strict=True)
        )
        matching = replace(remembered, columns=named)
        return Proposal(matching, sure=not doubts(sheet, matching))
    matching = Matching(tuple(_by_title(columns, year)), _category_of_headings(sheet))
    exact = all(
        F(matched.field).label == column.plain_title if matched.field else column.key in _SERIAL
        for matched, column in zip(matching.columns, columns, strict=True)
    )
    return Proposal(matching, sure=exact and not doubts(sheet, matching))


def doubts(sheet: Sheet, matching: Matching) -> list[str]:
    """What keeps a matching from being used, in words for the clerk."""
    said = []
    fields = [column.field for column in matching.columns if column.field]
    if F.NAME not in fields and F.CODE not in fields:
        said.append("还没有指定哪一列是项目名称（或记录ID）。")
    for field in dict.fromkeys(word for word in fields if fields.count(word) > 1):
        titles = "、".join(f"“{column.title}”" for column in matching.columns if column.field == field)
        said.append(f"{titles}都对应“{F(field).label}”，请只留一列，其余改为不导入。")
    by_title = {column.title: column for column in columns_of(sheet)}
    unnamed = (
        matched.title
        for matched in matching.columns
        if matched.field in MONEY and not is_money(money_unit(sheet, by_title[matched.title], matched))
    )
    return [*said, *(f"“{title}”没有写金额单位，请选择万元、亿元或元。" for title in unnamed)]


def money_unit(sheet: Sheet, column: Column, matched: MatchedColumn) -> str:
    """The unit of a money column: the header's or sheet's own, else the one the clerk chose; empty for none."""
    declared = sheet.money_unit(column) or ""
    return declared if is_money(declared) else matched.unit


def told_month(matching: Matching) -> int | None:
    """The month the title of the cumulative figure itself names (1-9月累计完成投资); None where it names none."""
    title = matching.title_of.get(F.DONE, "")
    found = re.search(_MONTHS, _plain(title))
    return int(found[1]) if found else None


def category_of(text: str) -> Category | None:
    """The category a cell or a heading names; None where it names none, or more than one."""
    key = compact(text)
    named = [category for category, words in _CATEGORY_WORDS.items() if any(word in key for word in words)]
    return named[0] if len(named) == 1 else None


def category_by_headings(headings: Sequence[str]) -> str:
    """The category of the innermost heading that names one."""
    named = (category_of(text) for text in reversed(headings))
    return next((category.value for category in named if category), "")


def _by_title(columns: Iterable[Column], year: int) -> Iterable[MatchedColumn]:
    """The first column that could hold a field holds it."""
    taken: set[str] = set()
    for column in columns:
        field = next((f for f in F if f not in taken and _fits(f, column, year)), None)
        if field:
            taken.add(field)
        yield MatchedColumn(column.title, field or "")


def _fits(field: F, column: Column, year: int) -> bool:
    """Whether the title, or its innermost part, is one of the field's and of no other year."""
    whole = _plain(column.plain_title)
    if re.search(r"自开工|历年|以前年度|截至20\d\d年底", whole):
        return False
    for key in (whole, _plain(column.plain_title.rsplit("/", 1)[-1])):
        if _PATTERNS[field].fullmatch(key):
            return all(named == str(year) for named in re.findall(r"20\d\d", key))
    return False


def _plain(title: str) -> str:
    return _BRACKETS.sub("", compact(title)).replace("/", "").replace("、", "")


def _category_of_headings(sheet: Sheet) -> str:
    return BY_HEADINGS if any(category_of(heading.text) for heading in sheet.headings) else ""
