"""Rule packs: the rules of lights and of ballots as data.

They own the TOML form, its checks and the packs shipped with the product. A pack holds
named primitives only; nothing in it is ever evaluated. What a rule does with figures is
the business of `engines.progress` and `engines.scoring`.
"""

from guanmo.engines.packs.ballot_rules import BallotRule
from guanmo.engines.packs.light_rules import Band, LightRule
from guanmo.engines.packs.packs import InvalidPack, Kind, Pack, WrongKind, load_pack
from guanmo.engines.packs.shipped import UnknownPack, shipped_pack, shipped_packs

__all__ = [
    "BallotRule",
    "Band",
    "InvalidPack",
    "Kind",
    "LightRule",
    "Pack",
    "UnknownPack",
    "WrongKind",
    "load_pack",
    "shipped_pack",
    "shipped_packs",
]
