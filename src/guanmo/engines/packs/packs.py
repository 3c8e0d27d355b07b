"""One rule pack: its header, its body, and the hash that a result stores."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from guanmo.engines.packs.admission_rules import AdmissionRule, read_admission_rule
from guanmo.engines.packs.ballot_rules import BallotRule, read_ballot_rule
from guanmo.engines.packs.composite_rules import CompositeRule, read_composite_rule
from guanmo.engines.packs.light_rules import LightRule, read_light_rule
from guanmo.engines.packs.portrait_rules import PortraitRule, read_portrait_rule
from guanmo.engines.packs.sections import Section
from guanmo.engines.packs.sector_rules import SectorRule, read_sector_rule
from guanmo.engines.packs.stop_rules import StopRule, read_stop_rule
from guanmo.engines.rounding import plain

_LARGEST_TEXT = 200_000
_LONGEST_ID = 40
_ID_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


Body = LightRule | BallotRule | StopRule | CompositeRule | PortraitRule | SectorRule | AdmissionRule


class InvalidPack(ValueError):
    """The text is not a rule pack; `problems` names every key that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("规则包有误：" + " ".join(problems))
        self.problems = problems


class WrongKind(ValueError):
    """A pack was used for something else than its kind, such as lights for ballots."""

    def __init__(self, pack: "Pack", use: str) -> None:
        super().__init__(f"规则包“{pack.title}”是{pack.kind.label}规则，不能用来{use}。")


class Kind(StrEnum):
    LIGHTS = "lights"
    BALLOTS = "ballots"
    STOPS = "stops"
    COMPOSITES = "composites"
    PORTRAITS = "portraits"
    SECTORS = "sectors"
    ADMISSIONS = "admissions"

    @property
    def label(self) -> str:
        words = ("亮灯", "评分", "选点", "综合", "综述", "产业", "准入")
        return dict(zip(Kind, words, strict=True))[self]


_READERS: Mapping[Kind, Callable[[Section], Body]] = {
    Kind.LIGHTS: read_light_rule,
    Kind.BALLOTS: read_ballot_rule,
    Kind.STOPS: read_stop_rule,
    Kind.COMPOSITES: read_composite_rule,
    Kind.PORTRAITS: read_portrait_rule,
    Kind.SECTORS: read_sector_rule,
    Kind.ADMISSIONS: read_admission_rule,
}


@dataclass(frozen=True, slots=True)
class Effective:
    """The days the rule holds, ends included; None is open."""

    since: date | None
    until: date | None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Source:
    document: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class Pack:
    id: str
    title: str
    place: str
    kind: Kind
    effective: Effective
    source: Source
    body: Body
    text: str
    hash: str
    """SHA-256 of the content; comments, blanks and the order of keys do not change it."""

    @property
    def light_rule(self) -> LightRule:
        if not isinstance(self.body, LightRule):
            raise WrongKind(self, "亮灯")
        return self.body

    @property
    def ballot_rule(self) -> BallotRule:
        if not isinstance(self.body, BallotRule):
            raise WrongKind(self, "计票")
        return self.body

    @property
    def stop_rule(self) -> StopRule:
        if not isinstance(self.body, StopRule):
            raise WrongKind(self, "推荐观摩点")
        return self.body

    @property
    def composite_rule(self) -> CompositeRule:
        if not isinstance(self.body, CompositeRule):
            raise WrongKind(self, "算年度综合")
        return self.body

    @property
    def portrait_rule(self) -> PortraitRule:
        if not isinstance(self.body, PortraitRule):
            raise WrongKind(self, "写综述")
        return self.body

    @property
    def sector_rule(self) -> SectorRule:
        if not isinstance(self.body, SectorRule):
            raise WrongKind(self, "分产业")
        return self.body

    @property
    def admission_rule(self) -> AdmissionRule:
        if not isinstance(self.body, AdmissionRule):
            raise WrongKind(self, "审查入库")
        return self.body


@lru_cache(maxsize=64)
def load_pack(text: str) -> Pack:
    """Read and check a pack; raises `InvalidPack` with every problem found.

    Packs never change once made, so the same text gives the same pack again without being read: each ballot asks.
    """
    table = _toml(text)
    problems: list[str] = []
    section = Section(table, "", problems)
    kind = section.choice("kind", Kind)
    if problems:  # without the kind every other key would look wrong
        raise InvalidPack(problems)
    body = _READERS[kind](section.section(kind.value))
    header = (_id(section), section.text("title"), section.text("place"), kind)
    effective, source = _effective(section.section("effective")), _source(section.section("source"))
    section.close()
    if problems:
        raise InvalidPack(problems)
    digest = hashlib.sha256(_canonical(table).encode()).hexdigest()
    return Pack(*header, effective, source, body, text, digest)


def _toml(text: str) -> Mapping[str, object]:
    if len(text) > _LARGEST_TEXT:
        raise InvalidPack([f"文件太大，规则包最多{_LARGEST_TEXT}字。"])
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise InvalidPack([f"不是有效的 TOML 文件{_place_of(error)}。"]) from error


def _place_of(error: Exception) -> str:
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    if found is not None:
        return f"，请看第{found[1]}行第{found[2]}列"
    return "，最后一行没有写完" if "end of document" in str(error) else ""


def _id(section: Section) -> str:
    pack_id = section.text("id")
    if not set(pack_id) <= _ID_CHARACTERS or len(pack_id) > _LONGEST_ID:
        section.refuse("id", f"只能用小写字母、数字和连字符，最多{_LONGEST_ID}个。")
    return pack_id


def _effective(section: Section) -> Effective:
    effective = Effective(section.day("from"), section.day("until"))
    if effective.since is not None and effective.until is not None and effective.until < effective.since:
        section.refuse("until", "不能早于 from。")
    section.close()
    return effective


def _source(section: Section) -> Source:
    source = Source(
        section.text("document"), section.text("address", default=""), section.text("note", default="")
    )
    if source.address and urlsplit(source.address).scheme not in {"http", "https"}:
        section.refuse("address", "应是以 http:// 或 https:// 开头的网址。")
    section.close()
    return source


def _canonical(value: object) -> str:
    """One spelling of the content: sorted keys, numbers without needless zeros."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return plain(Decimal(value) + 0)
    return json.dumps(value.isoformat() if isinstance(value, date) else value)
