"""Scoring: ballots and a rule pack in; scores, places and their workings out.

It owns reading ballot files, checking ballots, the official tally and the sentences that
explain it. Who may score, when a tour is sealed and what a page shows belong to others.
"""

from guanmo.engines.scoring.ballot_files import UnreadableBallots, read_ballots
from guanmo.engines.scoring.marks import Excluded, InvalidBallots, Mark, Problem, Unit
from guanmo.engines.scoring.sentences import rule_sentences
from guanmo.engines.scoring.tally import Result, RuleRef, StopResult, UnitResult, check_marks, tally
from guanmo.engines.scoring.workings import StopWorking, Workings, result_json, stop_working, workings

__all__ = [
    "Excluded",
    "InvalidBallots",
    "Mark",
    "Problem",
    "Result",
    "RuleRef",
    "StopResult",
    "StopWorking",
    "Unit",
    "UnitResult",
    "UnreadableBallots",
    "Workings",
    "check_marks",
    "read_ballots",
    "result_json",
    "rule_sentences",
    "stop_working",
    "tally",
    "workings",
]
