"""Rule packs: the rules of lights, of ballots, of choosing stops, of entry and a city's industries as data.

They own the TOML form, its checks and the packs shipped with the product. A pack holds
named primitives only; nothing in it is ever evaluated. What a rule does with figures is
the business of `engines.progress`, `engines.scoring` and `engines.proposal`.
"""

from guanmo.engines.packs.admission_rules import AdmissionRule
from guanmo.engines.packs.ballot_rules import BallotRule
from guanmo.engines.packs.composite_rules import CompositeRule
from guanmo.engines.packs.light_rules import Band, LightRule
from guanmo.engines.packs.packs import InvalidPack, Kind, Pack, WrongKind, load_pack
from guanmo.engines.packs.portrait_rules import PortraitRule
from guanmo.engines.packs.sector_rules import Sector, SectorRule
from guanmo.engines.packs.shipped import UnknownPack, shipped_pack, shipped_packs
from guanmo.engines.packs.stop_rules import StopRule

__all__ = [
    "AdmissionRule",
    "BallotRule",
    "Band",
    "CompositeRule",
    "InvalidPack",
    "Kind",
    "LightRule",
    "Pack",
    "PortraitRule",
    "Sector",
    "SectorRule",
    "StopRule",
    "UnknownPack",
    "WrongKind",
    "load_pack",
    "shipped_pack",
    "shipped_packs",
]
