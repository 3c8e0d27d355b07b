"""Which projects a tour should visit, by a rule pack of kind `stops`; every project left out with its reasons.

Projects are values here: where they come from and what becomes of the proposal is not this package's business.
"""

from guanmo.engines.proposal.conditions import Candidate, reasons_against
from guanmo.engines.proposal.proposing import LeftOut, Pick, Proposal, propose_stops
from guanmo.engines.proposal.wording import stop_rule_sentences

__all__ = [
    "Candidate",
    "LeftOut",
    "Pick",
    "Proposal",
    "propose_stops",
    "reasons_against",
    "stop_rule_sentences",
]
