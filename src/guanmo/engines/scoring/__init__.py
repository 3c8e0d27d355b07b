"""Scoring: ballots and a rule pack in; scores, places and their workings out.

It owns reading ballot files, checking ballots, the official tally, fair rankings of ballots, the sentences that explain
it, and what verifies a sealed tour without us: `verifying` and all it imports need Python's own library alone. Who may score, when a tour is sealed and what a page shows belong to others.
"""

from guanmo.engines.scoring.ballot_files import UnreadableBallots, read_ballots
from guanmo.engines.scoring.comparing import METHOD_LABELS, OrderChange, changes_from, order_changes
from guanmo.engines.scoring.counting import Result, RuleRef, StopResult, UnitResult, check_marks
from guanmo.engines.scoring.fair_json import result_json
from guanmo.engines.scoring.fair_tally import FairTour
from guanmo.engines.scoring.fair_words import FLAG_LABELS, band_text, places_text, range_text
from guanmo.engines.scoring.fair_workbook import NoWorkbook, fair_workbook
from guanmo.engines.scoring.marks import Excluded, Excuse, InvalidBallots, Mark, Problem, Unit
from guanmo.engines.scoring.sentences import rule_sentences
from guanmo.engines.scoring.tally import tally
from guanmo.engines.scoring.what_if import NoWhatIf, what_if, what_if_pack
from guanmo.engines.scoring.workings import StopWorking, Workings, stop_working, workings

__all__ = [
    "FLAG_LABELS",
    "METHOD_LABELS",
    "Excluded",
    "Excuse",
    "FairTour",
    "InvalidBallots",
    "Mark",
    "NoWhatIf",
    "NoWorkbook",
    "OrderChange",
    "Problem",
    "Result",
    "RuleRef",
    "StopResult",
    "StopWorking",
    "Unit",
    "UnitResult",
    "UnreadableBallots",
    "Workings",
    "band_text",
    "changes_from",
    "check_marks",
    "fair_workbook",
    "order_changes",
    "places_text",
    "range_text",
    "read_ballots",
    "result_json",
    "rule_sentences",
    "stop_working",
    "tally",
    "what_if",
    "what_if_pack",
    "workings",
]
